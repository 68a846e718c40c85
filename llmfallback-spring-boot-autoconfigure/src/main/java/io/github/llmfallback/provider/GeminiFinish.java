package io.github.llmfallback.provider;

import java.util.List;

import reactor.core.publisher.Flux;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/**
 * Puts the finish reason where it belongs. Spring AI gives every chunk of a Gemini stream
 * the finish reason {@code STOP} unless the chunk has another one.
 */
final class GeminiFinish {

	private static final String STOP = "STOP";

	private static final ChatResponse END = new ChatResponse(List
		.of(new Generation(new AssistantMessage(""), ChatGenerationMetadata.builder().finishReason(STOP).build())));

	private GeminiFinish() {
	}

	static Flux<ChatResponse> onLastChunk(Flux<ChatResponse> chunks) {
		return chunks.map(GeminiFinish::withoutStop).concatWithValues(END);
	}

	private static ChatResponse withoutStop(ChatResponse chunk) {
		if (chunk.getResults().stream().noneMatch(GeminiFinish::isStop)) {
			return chunk;
		}
		return new ChatResponse(chunk.getResults().stream().map(GeminiFinish::withoutStop).toList(),
				chunk.getMetadata());
	}

	private static boolean isStop(Generation generation) {
		return STOP.equals(generation.getMetadata().getFinishReason());
	}

	private static Generation withoutStop(Generation generation) {
		return isStop(generation) ? new Generation(generation.getOutput(), ChatGenerationMetadata.NULL) : generation;
	}

}
