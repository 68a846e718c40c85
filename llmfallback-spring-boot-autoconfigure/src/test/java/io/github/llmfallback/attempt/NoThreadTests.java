package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;

import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.testsupport.NoThreads;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.ai.chat.model.ChatResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Where the system starts no thread any more, streams end as calls do, and leave nothing
 * behind.
 */
class NoThreadTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	private static final StreamDecorator UNDECORATED = new StreamDecorator() {

		@Override
		public ChatResponse completed(ChatResponse chunk, CallSummary summary) {
			return chunk;
		}

		@Override
		public ChatResponse restarted(ChatResponse chunk) {
			return chunk;
		}

	};

	private final ExecutorService threads = AttemptThreads.create(NoThreads::create);

	private final TurnedCalls turned = new TurnedCalls();

	private final ScriptedChatModel first = new ScriptedChatModel();

	private final ScriptedChatModel second = new ScriptedChatModel();

	private final CallRequest request = TurnedCalls.request(TurnedCalls.provider("first", this.first),
			TurnedCalls.provider("second", this.second));

	@AfterEach
	void nothingIsLeft() {
		assertThat(this.turned.recorded.finished).hasSameSizeAs(this.turned.recorded.started);
		assertThat(this.turned.recorded.calls).hasSize(1);
		this.threads.shutdown();
	}

	@Test
	void callFailsWithoutHavingAsked() {
		CallResult result = new BlockingCalls(engine(), new IsolatedExecution(this.threads),
				new TargetRetries(List.of()))
			.call(this.request);
		assertThat(result.response()).isNull();
		assertNobodyWasAsked();
	}

	@Test
	void streamFailsWithoutHavingAsked() {
		Flux<ChatResponse> stream = stream(new IsolatedExecution(this.threads));
		assertThatExceptionOfType(CallFailedException.class).isThrownBy(() -> stream.blockLast(SOON));
		assertNobodyWasAsked();
	}

	@Test
	void streamThatFailsOnATimerMovesOn() {
		this.first.thenStream(Mono.delay(Duration.ofMillis(1))
			.thenMany(Flux.error(ScriptedChatModel.failure(FailureKind.CONTENT_FILTERED))));
		assertThat(stream(new CallerThreadExecution()).blockLast(SOON)).isNotNull();
		assertThat(this.turned.recorded.outcomes()).containsExactly("CONTENT_FILTERED", "SUCCESS");
	}

	@Test
	void streamThatIsCancelledOnATimerIsOver() {
		this.first.thenStream(Flux.never());
		Disposable stream = stream(new CallerThreadExecution()).subscribe();
		Mono.fromRunnable(stream::dispose).subscribeOn(Schedulers.parallel()).subscribe();
		await().until(() -> this.turned.recorded.calls.size() == 1);
		assertThat(this.turned.recorded.outcomes()).containsExactly("CANCELLED");
	}

	private void assertNobodyWasAsked() {
		assertThat(this.turned.recorded.outcomes()).containsExactly("UNKNOWN", "UNKNOWN");
		assertThat(this.turned.recorded.finished).extracting(Attempt::cost).containsOnly(0L);
		assertThat(this.first.requests() + this.second.requests()).isZero();
	}

	private Flux<ChatResponse> stream(AttemptExecution execution) {
		return new StreamingCalls(engine(), execution, this.threads).stream(() -> this.request, UNDECORATED);
	}

	private CallEngine engine() {
		return this.turned.engine(CallSettings.DEFAULT, new RetryBudget(0), this.turned.recorded);
	}

}
