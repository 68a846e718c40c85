package io.github.llmfallback.provider;

import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * An existing chat model whose own options give way to what is configured for its
 * provider.
 */
public final class AdjustedChatModel implements ChatModel {

	private final ChatModel delegate;

	private final ChatDefaults configured;

	/**
	 * Adjusts a chat model.
	 * @param delegate answers, given prompts with complete options
	 * @param configured what goes before the delegate's own options
	 */
	public AdjustedChatModel(ChatModel delegate, ChatDefaults configured) {
		this.delegate = delegate;
		this.configured = configured;
	}

	@Override
	public ChatResponse call(Prompt prompt) {
		return this.delegate.call(prompt);
	}

	@Override
	public Flux<ChatResponse> stream(Prompt prompt) {
		return this.delegate.stream(prompt);
	}

	@Override
	public ChatOptions getOptions() {
		ChatOptions own = this.delegate.getOptions();
		ChatOptions.Builder<?> builder = own.mutate();
		if (this.configured.temperature() != null) {
			builder.temperature(this.configured.temperature());
		}
		if (this.configured.maxTokens() != null && !(OptionsTranslator.OPEN_AI_PRESENT
				&& OpenAiMaxTokens.write(builder, this.configured.maxTokens(), "chat-model", null, own))) {
			builder.maxTokens(this.configured.maxTokens());
		}
		return builder.build();
	}

}
