package io.github.llmfallback.calls;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.github.llmfallback.AllProvidersFailedException;
import io.github.llmfallback.AttemptRecord;
import io.github.llmfallback.ChatOutcome;
import io.github.llmfallback.FallbackChatClient;
import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackChatOptions;
import io.github.llmfallback.FallbackMetadata;
import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.ProviderCallException;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link FallbackChatClient#tryCall} and {@link FallbackChatClient#callAsync}.
 */
class OutcomeTests {

	private static final Prompt PROMPT = new Prompt("Tell nobody");

	private final Calls calls = new Calls();

	private final ScriptedChatModel first = new ScriptedChatModel();

	private final ScriptedChatModel second = new ScriptedChatModel();

	private final FallbackChatModel model = this.calls.builder(this.first, this.second).build();

	private final FallbackChatClient client = FallbackChatClient.create(this.model);

	@Test
	void successHoldsTheAnswerAndHowItCameAbout() {
		this.first.thenFail(FailureKind.OVERLOADED);
		assertThat(this.client.tryCall(PROMPT)).isInstanceOfSatisfying(ChatOutcome.Success.class, (success) -> {
			assertThat(success.response().getResult().getOutput().getText()).isEqualTo("ok");
			assertThat(success.metadata()).isEqualTo(FallbackMetadata.from(success.response()));
			assertThat(success.metadata().provider()).isEqualTo("b");
			assertThat(success.metadata().attempts()).extracting(AttemptRecord::outcome)
				.containsExactly("OVERLOADED", AttemptRecord.SUCCESS);
		});
	}

	@ParameterizedTest
	@EnumSource
	void failureOfEveryProviderTellsWhetherToTryAgain(FailureKind kind) {
		RuntimeException error = ScriptedChatModel.failure(kind);
		this.first.thenFail(error);
		this.second.thenFail(kind);
		boolean stops = kind == FailureKind.INVALID_REQUEST || kind == FailureKind.CANCELLED;
		assertThat(this.client.tryCall(PROMPT)).isInstanceOfSatisfying(ChatOutcome.Failure.class, (failure) -> {
			assertThat(failure.kind()).isEqualTo(kind);
			assertThat(failure.retryable()).isEqualTo(kind.isRetryable());
			assertThat(failure.message()).contains(kind.name()).doesNotContain("Tell nobody");
			assertThat(failure.attempts()).extracting(AttemptRecord::provider)
				.isEqualTo(stops ? List.of("a") : List.of("a", "b"));
			assertThat(failure.cause())
				.isInstanceOf(stops ? ProviderCallException.class : AllProvidersFailedException.class)
				.hasCause(error)
				.hasMessage(failure.message());
		});
	}

	@Test
	void mistakeOfTheApplicationIsNoOutcome() {
		Prompt wrong = new Prompt("Hi", FallbackChatOptions.builder().providers("nobody").build());
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.tryCall(wrong))
			.withMessageContaining("nobody");
		CompletableFuture<ChatResponse> future = this.client.callAsync(wrong);
		assertThat(catchThrowableOfType(CompletionException.class, future::join))
			.hasCauseInstanceOf(IllegalArgumentException.class);
	}

	@Test
	void futureCompletesWithTheAnswer() {
		this.first.thenFail(FailureKind.CONNECTION);
		ChatResponse response = this.client.callAsync(PROMPT).join();
		assertThat(FallbackMetadata.from(response).fallbackCount()).isOne();
	}

	@Test
	void futureFailsAsTheCallDoes() {
		RuntimeException error = ScriptedChatModel.failure(FailureKind.INVALID_REQUEST);
		this.first.thenFail(error);
		CompletableFuture<ChatResponse> future = this.client.callAsync(PROMPT);
		CompletionException ex = catchThrowableOfType(CompletionException.class, future::join);
		assertThat(ex.getCause()).isInstanceOf(ProviderCallException.class).hasCause(error);
		assertThat(this.second.requests()).isZero();
	}

	@Test
	void errorCompletesTheFutureToo() {
		FallbackChatModel broken = FallbackChatModel.builder()
			.provider(LlmProvider.builder("a", this.first).build())
			.strategy("broken", (request) -> {
				throw new NoClassDefFoundError("gone");
			})
			.strategy("broken")
			.build();
		CompletableFuture<ChatResponse> future = FallbackChatClient.create(broken).callAsync(PROMPT);
		assertThat(catchThrowableOfType(CompletionException.class, future::join))
			.hasCauseInstanceOf(NoClassDefFoundError.class);
	}

	@Test
	void cancelOfAFutureThatHasEndedChangesNothing() {
		CompletableFuture<ChatResponse> future = this.client.callAsync(PROMPT);
		future.join();
		assertThat(future.cancel(true)).isFalse();
		assertThat(this.calls.outcomes()).containsExactly("SUCCESS");
	}

}
