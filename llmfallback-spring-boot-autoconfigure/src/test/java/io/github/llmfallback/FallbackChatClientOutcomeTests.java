package io.github.llmfallback;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for calls whose outcome is a value or comes later.
 */
class FallbackChatClientOutcomeTests {

	private static final Prompt PROMPT = new Prompt("Hi");

	private final ScriptedChatModel scripted = new ScriptedChatModel();

	@AutoClose
	private final FallbackChatModel chatModel = Providers
		.inOrder(LlmProvider.builder("scripted", this.scripted).build());

	private final FallbackChatClient client = FallbackChatClient.create(this.chatModel);

	@Test
	void answerIsASuccess() {
		this.scripted.thenAnswer("hello");
		assertThat(this.client.tryCall(PROMPT)).isInstanceOfSatisfying(ChatOutcome.Success.class, (success) -> {
			assertThat(success.response().getResult().getOutput().getText()).isEqualTo("hello");
			assertThat(success.metadata()).isEqualTo(FallbackMetadata.from(success.response()));
		});
	}

	@Test
	void exhaustionIsAFailure() {
		this.scripted.thenFail(FailureKind.OVERLOADED);
		assertThat(this.client.tryCall(PROMPT)).isInstanceOfSatisfying(ChatOutcome.Failure.class, (failure) -> {
			assertThat(failure.kind()).isEqualTo(FailureKind.OVERLOADED);
			assertThat(failure.retryable()).isTrue();
			assertThat(failure.message()).contains("scripted", "OVERLOADED");
			assertThat(failure.attempts()).hasSize(1).isUnmodifiable();
			assertThat(failure.cause()).isInstanceOf(AllProvidersFailedException.class);
		});
	}

	@Test
	void failureThatNobodyCanCureIsAFailureToo() {
		this.scripted.thenFail(FailureKind.INVALID_REQUEST);
		assertThat(this.client.tryCall(PROMPT)).isInstanceOfSatisfying(ChatOutcome.Failure.class, (failure) -> {
			assertThat(failure.kind()).isEqualTo(FailureKind.INVALID_REQUEST);
			assertThat(failure.retryable()).isFalse();
			assertThat(failure.cause()).isInstanceOf(ProviderCallException.class);
		});
	}

	@Test
	void mistakeOfTheCallerIsThrownAndNoOutcome() {
		Prompt prompt = new Prompt("Hi", FallbackChatOptions.builder().providers("nobody").build());
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> this.client.tryCall(prompt));
	}

	@Test
	void answerOfAnAsynchronousCallComesLater() throws Exception {
		this.scripted.thenAnswer("hello");
		ChatResponse response = this.client.callAsync(PROMPT).get(10, TimeUnit.SECONDS);
		assertThat(FallbackMetadata.from(response).provider()).isEqualTo("scripted");
	}

	@Test
	void failureOfAnAsynchronousCallIsItsCause() {
		this.scripted.thenFail(FailureKind.CONNECTION);
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> this.client.callAsync(PROMPT).get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(AllProvidersFailedException.class);
	}

	@Test
	void cancellingAnAsynchronousCallEndsIt() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		ChatModel silent = (prompt) -> {
			asked.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
			throw new IllegalStateException("given up");
		};
		try (FallbackChatModel model = Providers.inOrder(LlmProvider.builder("silent", silent).build())) {
			CompletableFuture<ChatResponse> call = FallbackChatClient.create(model).callAsync(PROMPT);
			assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

			assertThat(call.cancel(true)).isTrue();

			assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
			await().until(() -> model.providers().get(0).inFlight() == 0);
			assertThat(model.providers().get(0).calls().failures()).containsOnlyKeys(FailureKind.CANCELLED);
			assertThat(call.cancel(true)).isTrue();
		}
	}

}
