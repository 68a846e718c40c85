package io.github.llmfallback;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for calls of {@link FallbackChatModel} that get no answer.
 */
class FallbackChatModelFailureTests {

	private static final String SECRET = "sk-live-4711";

	private static final Prompt PROMPT = new Prompt("Tell nobody about project Zeppelin");

	private final ScriptedChatModel first = new ScriptedChatModel();

	private final ScriptedChatModel second = new ScriptedChatModel();

	@AutoClose
	private final FallbackChatModel chatModel = Providers.inOrder(LlmProvider.builder("first", this.first).build(),
			LlmProvider.builder("second", this.second).build());

	@Test
	void invalidRequestStopsTheCallAtOnce() {
		RuntimeException original = ScriptedChatModel.failure(FailureKind.INVALID_REQUEST);
		this.first.thenFail(original);

		ProviderCallException failure = providerFailure(this.chatModel);

		assertThat(failure).hasCause(original).hasMessageContaining("first").hasMessageContaining("INVALID_REQUEST");
		assertThat(failure.kind()).isEqualTo(FailureKind.INVALID_REQUEST);
		assertThat(failure.provider()).isEqualTo("first");
		assertThat(failure.isRetryable()).isFalse();
		assertThat(failure.retryAfter()).isNull();
		assertThat(failure.attempts()).extracting(AttemptRecord::outcome).containsExactly("INVALID_REQUEST");
		assertThat(this.second.requests()).isZero();
	}

	@Test
	void invalidRequestOfTheSecondProviderKeepsTheAttemptBefore() {
		this.first.thenFail(FailureKind.OVERLOADED);
		this.second.thenFail(FailureKind.INVALID_REQUEST);

		ProviderCallException failure = providerFailure(this.chatModel);

		assertThat(failure.provider()).isEqualTo("second");
		assertThat(failure.attempts()).extracting(AttemptRecord::outcome)
			.containsExactly("OVERLOADED", "INVALID_REQUEST");
	}

	@Test
	void callThatWasInterruptedAsksNobodyElse() {
		this.first.thenFail(FailureKind.CANCELLED);

		assertThat(providerFailure(this.chatModel).kind()).isEqualTo(FailureKind.CANCELLED);
		assertThat(this.second.requests()).isZero();
	}

	@Test
	void failureOfEveryProviderHoldsAllOfThem() {
		RuntimeException firstError = ScriptedChatModel.failure(FailureKind.RATE_LIMITED, Duration.ofSeconds(3));
		RuntimeException secondError = ScriptedChatModel.failure(FailureKind.CONNECTION);
		this.first.thenFail(firstError);
		this.second.thenFail(secondError);

		AllProvidersFailedException failure = exhaustion(this.chatModel);

		assertThat(failure).hasCause(firstError);
		assertThat(failure.providerErrors()).containsExactly(Map.entry("first", firstError),
				Map.entry("second", secondError));
		assertThat(failure.attempts()).extracting(AttemptRecord::provider).containsExactly("first", "second");
		assertThat(failure.attempts().get(0).retryAfter()).isEqualTo(Duration.ofSeconds(3));
		assertThat(failure).hasMessageContainingAll("first", "RATE_LIMITED", "second", "CONNECTION");
	}

	@Test
	void lastErrorOfAProviderCounts() {
		RuntimeException badKey = ScriptedChatModel.failure(FailureKind.AUTHENTICATION);
		RuntimeException limit = ScriptedChatModel.failure(FailureKind.RATE_LIMITED);
		this.first.thenFail(badKey).thenFail(limit);
		FallbackChatModel model = Providers
			.inOrder(LlmProvider.of(Providers.provider("pool", List.of("m"), List.of("a", "b"), (key) -> this.first)));

		AllProvidersFailedException failure = exhaustion(model);

		assertThat(failure).hasCause(badKey);
		assertThat(failure.providerErrors()).containsEntry("pool", limit).hasSize(1);
	}

	@Test
	void answerThatIsNoneIsAnErrorOfItsProvider() {
		this.first.thenAnswer("");
		this.second.thenFail(FailureKind.SERVER_ERROR);

		AllProvidersFailedException failure = exhaustion(this.chatModel);

		assertThat(failure.getCause()).isInstanceOf(ProviderCallException.class)
			.hasMessageContainingAll("first", "EMPTY_RESPONSE");
		assertThat(((ProviderCallException) failure.getCause()).isRetryable()).isTrue();
	}

	@Test
	void skippedProviderHasNoErrorAndIsNoCause() {
		RuntimeException error = ScriptedChatModel.failure(FailureKind.SERVER_ERROR);
		this.second.thenFail(error);
		FallbackChatModel model = Providers.inOrder(LlmProvider.builder("off", this.first).enabled(false).build(),
				LlmProvider.builder("second", this.second).build());

		AllProvidersFailedException failure = catchThrowableOfType(AllProvidersFailedException.class,
				() -> model.call(new Prompt("Hi", FallbackChatOptions.builder().providers("off", "second").build())));

		assertThat(failure).hasCause(error).hasMessageContainingAll("off", "DISABLED", "second", "SERVER_ERROR");
		assertThat(failure.providerErrors()).containsOnlyKeys("second");
		assertThat(failure.attempts().get(0)).isEqualTo(
				new AttemptRecord("off", "default", null, "DISABLED", Duration.ZERO, null, BigDecimal.ZERO, null));
	}

	@Test
	void nobodyToAskIsAnErrorThatSaysWhatToDo() {
		FallbackChatModel model = Providers.inOrder(LlmProvider.builder("off", this.first).enabled(false).build());

		AllProvidersFailedException failure = exhaustion(model);

		assertThat(failure).hasMessageContaining("llm.fallback.providers").hasNoCause();
		assertThat(failure.attempts()).isEmpty();
		assertThat(failure.providerErrors()).isEmpty();
		assertThat(this.first.requests()).isZero();
	}

	@Test
	void messagesHoldNeitherKeyNorPrompt() {
		RuntimeException leak = new IllegalStateException("Bearer " + SECRET + " was refused for " + PROMPT);
		this.first.thenFail(leak);
		this.second.thenFail(leak);
		FallbackChatModel model = Providers.inOrder(
				LlmProvider.of(Providers.provider("first", List.of("m"), List.of(SECRET), (key) -> this.first)),
				LlmProvider.builder("second", this.second).build());

		AllProvidersFailedException failure = exhaustion(model);

		assertThat(failure.getMessage()).doesNotContain(SECRET, "Zeppelin");
		assertThat(failure.attempts().toString()).doesNotContain(SECRET, "Zeppelin").contains("first#1");
		this.first.thenFail(FailureKind.INVALID_REQUEST);
		assertThat(model.providers().toString()).doesNotContain(SECRET);
	}

	@Test
	void exceptionsCannotBeChanged() {
		this.first.thenFail(FailureKind.SERVER_ERROR);
		this.second.thenFail(FailureKind.SERVER_ERROR);

		AllProvidersFailedException failure = exhaustion(this.chatModel);

		assertThat(failure.attempts()).isUnmodifiable();
		assertThat(failure.providerErrors()).isUnmodifiable();
	}

	private static ProviderCallException providerFailure(FallbackChatModel model) {
		ProviderCallException failure = catchThrowableOfType(ProviderCallException.class, () -> model.call(PROMPT));
		assertThat(failure).isInstanceOf(LlmFallbackException.class);
		return failure;
	}

	private static AllProvidersFailedException exhaustion(FallbackChatModel model) {
		AllProvidersFailedException failure = catchThrowableOfType(AllProvidersFailedException.class,
				() -> model.call(PROMPT));
		assertThat(failure).isInstanceOf(LlmFallbackException.class);
		return failure;
	}

}
