package io.github.llmfallback.provider.simulated;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/**
 * What a simulated provider answers, whole or word by word.
 *
 * @param id identifies the answer
 * @param model the model that answers
 * @param text the words; {@code null} for an answer without generations
 * @param finishReason why the text ends
 * @param inputTokens size of the question
 */
record SimulatedAnswer(String id, String model, @Nullable String text, String finishReason, int inputTokens) {

	ChatResponse whole() {
		return response(this.text, true);
	}

	/**
	 * The answer in chunks of one word, each with the white space behind it. The last one
	 * carries the finish reason and the usage.
	 */
	List<ChatResponse> chunks() {
		int last = words().size() - 1;
		if (last <= 0) {
			return List.of(whole());
		}
		List<ChatResponse> chunks = new ArrayList<>(beginning(last));
		chunks.add(response(words().get(last), true));
		return chunks;
	}

	/**
	 * The first words of the answer, as they arrive from a stream that does not come to
	 * its end: no chunk carries a finish reason or usage.
	 */
	List<ChatResponse> beginning(int words) {
		return words().stream().limit(words).map((word) -> response(word, false)).toList();
	}

	/**
	 * The first half of the answer, at least one word of it.
	 */
	List<ChatResponse> firstHalf() {
		return beginning((words().size() + 1) / 2);
	}

	private List<String> words() {
		return (this.text != null) ? List.of(this.text.split("(?<=\\s)(?=\\S)")) : List.of();
	}

	private ChatResponse response(@Nullable String text, boolean last) {
		ChatResponseMetadata metadata = ChatResponseMetadata.builder()
			.id(this.id)
			.model(this.model)
			.usage((last) ? usage() : new EmptyUsage())
			.build();
		if (text == null) {
			return new ChatResponse(List.of(), metadata);
		}
		ChatGenerationMetadata end = (last) ? ChatGenerationMetadata.builder().finishReason(this.finishReason).build()
				: ChatGenerationMetadata.NULL;
		return new ChatResponse(List.of(new Generation(new AssistantMessage(text), end)), metadata);
	}

	private Usage usage() {
		return new DefaultUsage(this.inputTokens, (this.text != null) ? AnswerWriter.tokens(this.text.length()) : 0);
	}

}
