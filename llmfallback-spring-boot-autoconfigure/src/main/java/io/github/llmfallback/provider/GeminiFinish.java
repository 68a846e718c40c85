package io.github.llmfallback.provider;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import reactor.core.publisher.Flux;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.util.StringUtils;

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
		return Flux.defer(() -> {
			AtomicBoolean finished = new AtomicBoolean();
			return chunks.doOnNext((chunk) -> finished.compareAndSet(false, isFinished(chunk)))
				.map(GeminiFinish::withoutStop)
				.concatWith(Flux.defer(() -> finished.get() ? Flux.empty() : Flux.just(END)));
		});
	}

	/**
	 * Whether a chunk ends the answer for another reason, which must not be hidden by a
	 * later one.
	 */
	private static boolean isFinished(ChatResponse chunk) {
		return chunk.getResults()
			.stream()
			.map((generation) -> generation.getMetadata().getFinishReason())
			.anyMatch((reason) -> StringUtils.hasText(reason) && !STOP.equals(reason));
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
