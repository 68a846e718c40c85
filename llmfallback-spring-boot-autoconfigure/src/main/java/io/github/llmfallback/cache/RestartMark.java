package io.github.llmfallback.cache;

import org.springframework.ai.chat.model.ChatResponse;

/**
 * Marks the chunk with which an answer begins anew.
 */
public interface RestartMark {

	/**
	 * Marks a chunk.
	 * @param chunk the chunk
	 * @return the chunk to deliver instead
	 */
	ChatResponse mark(ChatResponse chunk);

	/**
	 * Whether a chunk is marked.
	 */
	boolean isMarked(ChatResponse chunk);

}
