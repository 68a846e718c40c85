package io.github.llmfallback.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.DefaultChatGenerationMetadata;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.content.Media;

/**
 * Copies what an application could change in an answer: lists, maps and media. The
 * metadata of the response itself cannot be changed.
 */
final class AnswerCopy {

	private AnswerCopy() {
	}

	/**
	 * Whether the answer holds only types whose parts are known.
	 */
	static boolean isPossible(ChatResponse response) {
		if (response.getClass() != ChatResponse.class) {
			return false;
		}
		for (Generation generation : response.getResults()) {
			if (generation.getClass() != Generation.class || generation.getOutput().getClass() != AssistantMessage.class
					|| generation.getMetadata().getClass() != DefaultChatGenerationMetadata.class) {
				return false;
			}
		}
		return true;
	}

	/**
	 * A copy of an answer, or of a chunk of one, that can be copied; the answer itself
	 * when it cannot.
	 */
	static ChatResponse ofChunk(ChatResponse response) {
		return isPossible(response) ? of(response) : response;
	}

	static ChatResponse of(ChatResponse response) {
		List<Generation> generations = new ArrayList<>(response.getResults().size());
		for (Generation generation : response.getResults()) {
			generations.add(new Generation(of(generation.getOutput()), of(generation.getMetadata())));
		}
		return new ChatResponse(generations, response.getMetadata());
	}

	private static AssistantMessage of(AssistantMessage message) {
		return AssistantMessage.builder()
			.content(message.getText())
			.properties(message.getMetadata())
			.toolCalls(List.copyOf(message.getToolCalls()))
			.media(message.getMedia().isEmpty() ? List.of() : message.getMedia().stream().map(AnswerCopy::of).toList())
			.build();
	}

	private static ChatGenerationMetadata of(ChatGenerationMetadata metadata) {
		if (metadata.isEmpty()) {
			return metadata;
		}
		ChatGenerationMetadata.Builder copy = ChatGenerationMetadata.builder()
			.finishReason(metadata.getFinishReason())
			.contentFilters(metadata.getContentFilters());
		for (Map.Entry<String, Object> entry : metadata.entrySet()) {
			copy.metadata(entry.getKey(), entry.getValue());
		}
		return copy.build();
	}

	private static Media of(Media media) {
		Object data = (media.getData() instanceof byte[] bytes) ? bytes.clone() : media.getData();
		Media.Builder copy = Media.builder().mimeType(media.getMimeType()).name(media.getName()).data(data);
		String id = media.getId();
		return (id != null) ? copy.id(id).build() : copy.build();
	}

}
