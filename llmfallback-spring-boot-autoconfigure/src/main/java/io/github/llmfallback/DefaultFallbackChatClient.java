package io.github.llmfallback;

import java.util.List;

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
	public Flux<ChatResponse> stream(Prompt prompt) {
		return this.chatModel.stream(prompt);
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
