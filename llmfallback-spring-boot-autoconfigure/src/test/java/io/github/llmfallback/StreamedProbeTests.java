package io.github.llmfallback;

import java.util.concurrent.atomic.AtomicBoolean;

import io.github.llmfallback.ProviderStatus.Circuit;
import io.github.llmfallback.ProviderStatus.Status;
import io.github.llmfallback.admission.AvailabilityListener;
import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.health.CircuitState;
import io.github.llmfallback.health.HealthChange;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import io.github.llmfallback.testsupport.TurnedTime;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.StepVerifier.Step;

import org.springframework.ai.chat.model.ChatResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A provider that may be well again is asked by a stream: it has shown that it is well
 * once content arrives, not only when the last chunk does.
 */
class StreamedProbeTests {

	private final TurnedTime time = new TurnedTime();

	private final ScriptedChatModel recovering = new ScriptedChatModel().thenFail(FailureKind.SERVER_ERROR);

	private final Sinks.Many<ChatResponse> chunks = Sinks.many().unicast().onBackpressureBuffer();

	private final AtomicBoolean toldOnATimersThread = new AtomicBoolean();

	@AutoClose
	private final FallbackChatModel chatModel = GatedModels
		.builder(WhenUnavailable.TRY_SOONEST, GatedModels.touchy("recovering", this.recovering),
				LlmProvider.builder("other", new ScriptedChatModel()).build())
		.clocks(this.time, this.time)
		.availabilityListener(new AvailabilityListener() {

			@Override
			public void recovered(Provider provider, HealthChange change) {
				StreamedProbeTests.this.toldOnATimersThread.set(Schedulers.isInNonBlockingThread());
			}

		})
		.build();

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void othersAreLetInFromTheFirstContentOn(boolean onATimersThread) {
		Flux<ChatResponse> source = this.chunks.asFlux();
		probe(onATimersThread ? source.publishOn(Schedulers.parallel()) : source).then(() -> {
			this.chunks.tryEmitNext(ScriptedChatModel.chunk(""));
			assertThat(state()).isEqualTo(CircuitState.HALF_OPEN);
			assertThat(GatedModels.answeredBy(this.chatModel)).isEqualTo("other");
			this.chunks.tryEmitNext(ScriptedChatModel.chunk("well "));
		}).expectNextCount(2).then(() -> {
			await().until(() -> state() == CircuitState.CLOSED);
			assertThat(status().status()).isEqualTo(Status.UP);
			assertThat(GatedModels.answeredBy(this.chatModel)).isEqualTo("recovering");
			this.chunks.tryEmitNext(ScriptedChatModel.text("again"));
			this.chunks.tryEmitComplete();
		}).expectNextCount(1).verifyComplete();
		assertThat(circuit()).isEqualTo(new Circuit(CircuitState.CLOSED, 0, 2));
		assertThat(this.toldOnATimersThread).isFalse();
	}

	@Test
	void answerInOneChunkIsContentToo() {
		probe(this.chunks.asFlux()).then(() -> {
			this.chunks.tryEmitNext(ScriptedChatModel.text("well again"));
			await().until(() -> state() == CircuitState.CLOSED);
			this.chunks.tryEmitComplete();
		}).expectNextCount(1).verifyComplete();
	}

	@Test
	void breakAfterwardsCountsAsAnyFailure() {
		probe(this.chunks.asFlux()).then(() -> this.chunks.tryEmitNext(ScriptedChatModel.chunk("well ")))
			.expectNextCount(1)
			.then(() -> {
				assertThat(circuit()).isEqualTo(new Circuit(CircuitState.CLOSED, 0, 0));
				this.chunks.tryEmitError(ScriptedChatModel.failure(FailureKind.CONNECTION));
			})
			.verifyError(ProviderCallException.class);
		assertThat(circuit()).isEqualTo(new Circuit(CircuitState.OPEN, 100, 1));
	}

	@Test
	void breakDuringALaterProbeDoesNotEndThatOne() {
		Sinks.Many<ChatResponse> later = Sinks.many().unicast().onBackpressureBuffer();
		this.recovering.thenStream(this.chunks.asFlux()).thenFail(FailureKind.SERVER_ERROR).thenStream(later.asFlux());
		fail();
		StepVerifier.create(this.chatModel.stream(GatedModels.PROMPT))
			.then(() -> this.chunks.tryEmitNext(ScriptedChatModel.chunk("well ")))
			.expectNextCount(1)
			.then(() -> {
				fail();
				Disposable probe = this.chatModel.stream(GatedModels.PROMPT).subscribe();
				this.chunks.tryEmitError(ScriptedChatModel.failure(FailureKind.CONNECTION));
				assertThat(state()).isEqualTo(CircuitState.HALF_OPEN);
				assertThat(GatedModels.answeredBy(this.chatModel)).isEqualTo("other");
				probe.dispose();
			})
			.verifyError(ProviderCallException.class);
		assertThat(this.recovering.requests()).isEqualTo(4);
	}

	@Test
	void subscriberWhoLeavesAfterwardsLeavesTheProviderWell() {
		probe(this.chunks.asFlux()).then(() -> this.chunks.tryEmitNext(ScriptedChatModel.chunk("well ")))
			.expectNextCount(1)
			.thenCancel()
			.verify();
		assertThat(circuit()).isEqualTo(new Circuit(CircuitState.CLOSED, 0, 0));
	}

	/**
	 * Fails, and is asked by a stream half a minute later.
	 */
	private Step<ChatResponse> probe(Flux<ChatResponse> answer) {
		this.recovering.thenStream(answer).thenAnswer("well again");
		fail();
		return StepVerifier.create(this.chatModel.stream(GatedModels.PROMPT));
	}

	private void fail() {
		assertThat(GatedModels.answeredBy(this.chatModel)).isEqualTo("other");
		assertThat(state()).isEqualTo(CircuitState.OPEN);
		this.time.turnSeconds(30);
		assertThat(state()).isEqualTo(CircuitState.HALF_OPEN);
	}

	private CircuitState state() {
		return circuit().state();
	}

	private Circuit circuit() {
		return status().circuit();
	}

	private ProviderStatus status() {
		return this.chatModel.providers().get(0);
	}

}
