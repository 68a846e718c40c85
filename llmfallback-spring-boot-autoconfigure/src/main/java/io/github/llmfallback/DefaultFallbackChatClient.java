package io.github.llmfallback;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Hands the fluent API to a chat client and the rest to the model.
 */
record DefaultFallbackChatClient(FallbackChatModel chatModel, ChatClient chatClient) implements FallbackChatClient {

	@Override
	public ChatResponse call(Prompt prompt) {
		return this.chatModel.call(prompt);
	}

	@Override
	public ChatOutcome tryCall(Prompt prompt) {
		try {
			ChatResponse response = call(prompt);
			FallbackMetadata metadata = FallbackMetadata.from(response);
			return new ChatOutcome.Success(response, Objects.requireNonNull(metadata));
		}
		catch (LlmFallbackException ex) {
			return new ChatOutcome.Failure(ex.kind(), ex.isRetryable(), String.valueOf(ex.getMessage()), ex.attempts(),
					ex);
		}
	}

	@Override
	public CompletableFuture<ChatResponse> callAsync(Prompt prompt) {
		return this.chatModel.callAsync(prompt);
	}

	@Override
	public Flux<ChatResponse> stream(Prompt prompt) {
		return this.chatModel.stream(prompt);
	}

	@Override
	public CostEstimate estimate(Prompt prompt) {
		return this.chatModel.estimate(prompt);
	}

	@Override
	public SpendReport spend() {
		return this.chatModel.spend();
	}

	@Override
	public void resetSpend() {
		this.chatModel.resetSpend();
	}

	@Override
	public void resetSpend(String provider) {
		this.chatModel.resetSpend(provider);
	}

	@Override
	public List<ProviderStatus> providers() {
		return this.chatModel.providers();
	}

	@Override
	public ChatClientRequestSpec prompt() {
		return this.chatClient.prompt();
	}

	@Override
	public ChatClientRequestSpec prompt(String content) {
		return this.chatClient.prompt(content);
	}

	@Override
	public ChatClientRequestSpec prompt(Prompt prompt) {
		return this.chatClient.prompt(prompt);
	}

	@Override
	public Builder mutate() {
		return this.chatClient.mutate();
	}

}
