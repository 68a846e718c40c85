package io.github.llmfallback.benchmark;

import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.retry.TransientAiException;

/**
 * Chat models that do nothing, so that what is measured is what surrounds them.
 */
final class FakeModels {

	private static final ChatOptions OPTIONS = ChatOptions.builder().model("fake").build();

	private FakeModels() {
	}

	/**
	 * Returns the same answer each time.
	 */
	static ChatModel answering() {
		ChatResponse answer = chunk("Paris", "STOP");
		return blocking((prompt) -> answer);
	}

	/**
	 * Throws the same exception each time, which was made beforehand.
	 */
	static ChatModel failing() {
		RuntimeException failure = new TransientAiException("500 - the server failed");
		return blocking((prompt) -> {
			throw failure;
		});
	}

	private static ChatModel blocking(Function<Prompt, ChatResponse> call) {
		return new ChatModel() {

			@Override
			public ChatResponse call(Prompt prompt) {
				return call.apply(prompt);
			}

			@Override
			public ChatOptions getOptions() {
				return OPTIONS;
			}

		};
	}

	/**
	 * Streams the same chunks each time.
	 */
	static ChatModel streaming(int chunks) {
		ChatResponse[] answer = new ChatResponse[chunks];
		for (int i = 0; i < chunks; i++) {
			answer[i] = chunk("word ", (i < chunks - 1) ? null : "STOP");
		}
		return new ChatModel() {

			@Override
			public ChatResponse call(Prompt prompt) {
				return answer[0];
			}

			@Override
			public Flux<ChatResponse> stream(Prompt prompt) {
				return Flux.fromArray(answer);
			}

			@Override
			public ChatOptions getOptions() {
				return OPTIONS;
			}

		};
	}

	private static ChatResponse chunk(String text, @Nullable String finishReason) {
		ChatGenerationMetadata metadata = ChatGenerationMetadata.builder().finishReason(finishReason).build();
		ChatResponseMetadata about = (finishReason != null)
				? ChatResponseMetadata.builder().model("fake").usage(new DefaultUsage(12, 34)).build()
				: ChatResponseMetadata.builder().model("fake").build();
		return new ChatResponse(List.of(new Generation(new AssistantMessage(text), metadata)), about);
	}

}
