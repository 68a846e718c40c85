package io.github.llmfallback;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.attempt.AnswerSettings;
import io.github.llmfallback.attempt.CallSettings;
import io.github.llmfallback.attempt.KindOverrides;
import io.github.llmfallback.attempt.StreamSettings;
import io.github.llmfallback.attempt.StreamSettings.AfterContent;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.RetrySettings;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.retry.RetryCallback;
import org.springframework.retry.RetryContext;
import org.springframework.retry.RetryListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for what an application can set about calls.
 */
class FallbackChatModelSettingsTests {

	private static final Prompt PROMPT = new Prompt("Hi");

	private static final RetrySettings AT_ONCE = new RetrySettings(1, Duration.ZERO, 1, Duration.ZERO, 0);

	private final ScriptedChatModel first = new ScriptedChatModel();

	private final ScriptedChatModel second = new ScriptedChatModel();

	private final ChatModel silent = (prompt) -> {
		try {
			new CountDownLatch(1).await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		throw new IllegalStateException("given up");
	};

	@Test
	void callEndsWhenItsTimeIsUp() {
		try (FallbackChatModel model = Providers.inOrder(LlmProvider.builder("silent", this.silent).build(),
				LlmProvider.builder("second", this.second).build())) {
			Prompt prompt = new Prompt("Hi", FallbackChatOptions.builder().timeout(Duration.ofMillis(50)).build());
			assertThatExceptionOfType(AllProvidersFailedException.class).isThrownBy(() -> model.call(prompt))
				.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT));
			assertThat(this.second.requests()).isZero();
		}
	}

	@Test
	void configuredTimeLimitsCallsThatSetNone() {
		try (FallbackChatModel model = Providers.builder(LlmProvider.builder("silent", this.silent).build())
			.timeout(Duration.ofMillis(50))
			.build()) {
			assertThatExceptionOfType(AllProvidersFailedException.class).isThrownBy(() -> model.call(PROMPT))
				.withMessageContaining("TIMEOUT");
		}
	}

	@Test
	void attemptEndsWhenTheProvidersTimeIsUp() {
		try (FallbackChatModel model = Providers.inOrder(
				LlmProvider.builder("silent", this.silent).timeout(Duration.ofMillis(50)).build(),
				LlmProvider.builder("second", this.second).build())) {
			FallbackMetadata metadata = FallbackMetadata.from(model.call(PROMPT));
			assertThat(metadata.provider()).isEqualTo("second");
			assertThat(metadata.attempts().get(0).outcome()).isEqualTo("TIMEOUT");
		}
	}

	@Test
	void timeLimitsArePositive() {
		assertThatIllegalArgumentException().isThrownBy(() -> FallbackChatModel.builder().timeout(Duration.ZERO))
			.withMessageContaining("timeout");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> FallbackChatModel.builder().timeout(Duration.ofMillis(-1)))
			.withMessageContaining("timeout");
		assertThatIllegalArgumentException().isThrownBy(() -> FallbackChatOptions.builder().timeout(Duration.ZERO))
			.withMessageContaining("timeout");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> FallbackChatOptions.builder().timeout(Duration.ofMillis(-1)))
			.withMessageContaining("timeout");
	}

	@Test
	void transientFailureIsRetriedBeforeAnotherProviderIsAsked() {
		this.first.thenFail(FailureKind.SERVER_ERROR).thenAnswer("recovered");
		AtomicInteger told = new AtomicInteger();
		RetryListener listener = new RetryListener() {

			@Override
			public <T, E extends Throwable> void onError(RetryContext context, RetryCallback<T, E> callback,
					Throwable throwable) {
				told.incrementAndGet();
			}

		};
		try (FallbackChatModel model = FallbackChatModel.builder()
			.provider(LlmProvider.builder("first", this.first).retry(AT_ONCE).build())
			.provider(LlmProvider.builder("second", this.second).build())
			.retryListeners(List.of(listener))
			.build()) {
			FallbackMetadata metadata = FallbackMetadata.from(model.call(PROMPT));
			assertThat(metadata.provider()).isEqualTo("first");
			assertThat(metadata.fallbackCount()).isZero();
			assertThat(metadata.attempts()).extracting(AttemptRecord::outcome)
				.containsExactly("SERVER_ERROR", "SUCCESS");
		}
		assertThat(told).hasPositiveValue();
		assertThat(this.second.requests()).isZero();
	}

	@Test
	void streamIsRetriedToo() {
		this.first.thenFail(FailureKind.SERVER_ERROR).thenAnswer("recovered");
		try (FallbackChatModel model = FallbackChatModel.builder()
			.provider(LlmProvider.builder("first", this.first).retry(AT_ONCE).build())
			.build()) {
			FallbackMetadata metadata = FallbackMetadata.from(model.stream(PROMPT).blockLast());
			assertThat(metadata.attempts()).extracting(AttemptRecord::outcome)
				.containsExactly("SERVER_ERROR", "SUCCESS");
		}
	}

	@Test
	void retriesNeedABudget() {
		this.first.thenFail(FailureKind.SERVER_ERROR).thenAnswer("too late");
		try (FallbackChatModel model = FallbackChatModel.builder()
			.provider(LlmProvider.builder("first", this.first).retry(AT_ONCE).build())
			.retryBudget(0)
			.build()) {
			assertThatExceptionOfType(AllProvidersFailedException.class).isThrownBy(() -> model.call(PROMPT));
		}
		assertThat(this.first.requests()).isEqualTo(1);
	}

	@Test
	void rehearsedFailureMovesTheCallOnWithoutAskingTheProvider() {
		FallbackChatOptions options = FallbackChatOptions.builder()
			.simulateFailures(Map.of("first", FailureKind.QUOTA_EXHAUSTED))
			.build();
		try (FallbackChatModel model = both(CallSettings.DEFAULT)) {
			FallbackMetadata called = FallbackMetadata.from(model.call(new Prompt("Hi", options)));
			FallbackMetadata streamed = FallbackMetadata.from(model.stream(new Prompt("Hi", options)).blockLast());

			assertThat(List.of(called, streamed)).allSatisfy((metadata) -> {
				assertThat(metadata.provider()).isEqualTo("second");
				assertThat(metadata.attempts().get(0).outcome()).isEqualTo("QUOTA_EXHAUSTED");
				assertThat(metadata.attempts().get(0).message()).contains("rehearsed");
			});
		}
		assertThat(this.first.requests()).isZero();
	}

	@Test
	void rehearsalWithAnUnknownProviderIsRejected() {
		FallbackChatOptions options = FallbackChatOptions.builder()
			.simulateFailures(Map.of("frist", FailureKind.TIMEOUT))
			.build();
		try (FallbackChatModel model = both(CallSettings.DEFAULT)) {
			assertThatIllegalArgumentException().isThrownBy(() -> model.call(new Prompt("Hi", options)))
				.withMessageContaining("'frist'");
		}
	}

	@Test
	void applicationDecidesWhichKindsStopAndWhichMoveOn() {
		this.first.thenFail(FailureKind.INVALID_REQUEST).thenFail(FailureKind.QUOTA_EXHAUSTED);
		KindOverrides overrides = new KindOverrides(Set.of(FailureKind.INVALID_REQUEST),
				Set.of(FailureKind.QUOTA_EXHAUSTED));
		try (FallbackChatModel model = both(new CallSettings(RetrySettings.NONE, StreamSettings.DEFAULT,
				AnswerSettings.STRICT, overrides, WhenUnavailable.TRY_SOONEST))) {
			assertThat(FallbackMetadata.from(model.call(PROMPT)).provider()).isEqualTo("second");
			assertThatExceptionOfType(ProviderCallException.class).isThrownBy(() -> model.call(PROMPT))
				.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(FailureKind.QUOTA_EXHAUSTED));
		}
	}

	@Test
	void errorOfABrokenStreamHoldsTheTextSoFar() {
		breakAfter("half an ");
		try (FallbackChatModel model = both(after(AfterContent.ERROR))) {
			StepVerifier.create(model.stream(PROMPT))
				.expectNextCount(1)
				.verifyErrorSatisfies(
						(error) -> assertThat(((LlmFallbackException) error).partialText()).isEqualTo("half an "));
		}
	}

	@Test
	void brokenStreamBeginsAnewWhereTheApplicationTakesTextBack() {
		breakAfter("half an ");
		this.second.thenStream(ScriptedChatModel.chunk("whole "), ScriptedChatModel.chunk("answer"),
				ScriptedChatModel.end("stop"));
		try (FallbackChatModel model = both(after(AfterContent.RESTART))) {
			List<ChatResponse> chunks = model.stream(PROMPT).collectList().block();
			assertThat(chunks).extracting((chunk) -> chunk.getResult().getOutput().getText())
				.containsExactly("half an ", "whole ", "answer", "");
			assertThat(chunks).extracting(FallbackMetadata::isRestart).containsExactly(false, true, false, false);
			assertThat(FallbackMetadata.from(chunks.get(3)).provider()).isEqualTo("second");
		}
	}

	@Test
	void brokenStreamGoesOnWhereItStopped() {
		breakAfter("half an ");
		this.second.thenAnswer("answer");
		try (FallbackChatModel model = both(after(AfterContent.CONTINUE))) {
			List<ChatResponse> chunks = model.stream(PROMPT).collectList().block();
			assertThat(chunks).extracting((chunk) -> chunk.getResult().getOutput().getText())
				.containsExactly("half an ", "answer");
			assertThat(chunks).noneMatch(FallbackMetadata::isRestart);
		}
		assertThat(this.second.prompts().get(0).getInstructions()).extracting((message) -> message.getText())
			.startsWith("Hi", "half an ")
			.hasSize(3);
	}

	@Test
	void attemptsRunOnTheirOwnThreadsUnlessTheCallersIsWanted() {
		AtomicReference<Thread> thread = new AtomicReference<>();
		LlmProvider provider = LlmProvider.builder("watched", (prompt) -> {
			thread.set(Thread.currentThread());
			return ScriptedChatModel.text("hi");
		}).build();
		try (FallbackChatModel isolated = Providers.inOrder(provider);
				FallbackChatModel direct = Providers.builder(provider).callerThread(true).build()) {
			isolated.call(PROMPT);
			assertThat(thread.get()).isNotSameAs(Thread.currentThread());
			direct.call(PROMPT);
			assertThat(thread.get()).isSameAs(Thread.currentThread());
		}
	}

	private void breakAfter(String text) {
		this.first.thenStream(Flux.just(ScriptedChatModel.chunk(text))
			.concatWith(Flux.error(ScriptedChatModel.failure(FailureKind.CONNECTION))));
	}

	private FallbackChatModel both(CallSettings settings) {
		return Providers
			.builder(LlmProvider.builder("first", this.first).build(),
					LlmProvider.builder("second", this.second).build())
			.settings(settings)
			.build();
	}

	private static CallSettings after(AfterContent afterContent) {
		StreamSettings stream = new StreamSettings(Duration.ofSeconds(10), Duration.ofSeconds(10), afterContent);
		return new CallSettings(RetrySettings.NONE, stream, AnswerSettings.STRICT, KindOverrides.NONE,
				WhenUnavailable.TRY_SOONEST);
	}

}
