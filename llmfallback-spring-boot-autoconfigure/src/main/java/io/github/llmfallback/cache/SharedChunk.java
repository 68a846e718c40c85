package io.github.llmfallback.cache;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatResponse;

/**
 * A chunk of a stream that several subscribers may watch.
 *
 * @param chunk a copy of its own for each of them
 * @param end how the call ended; {@code null} for every chunk but the last
 */
public record SharedChunk(ChatResponse chunk, SharedResult.@Nullable Answered end) {

	SharedChunk copy() {
		return new SharedChunk(AnswerCopy.ofChunk(this.chunk), this.end);
	}

}
