package io.github.llmfallback.attempt;

import org.springframework.ai.chat.model.ChatResponse;

/**
 * Adds to chunks what the application wants to know about the call.
 */
public interface StreamDecorator {

	/**
	 * Marks the last chunk of an answer.
	 * @param chunk the chunk
	 * @param summary the call, which has ended
	 * @return the chunk to deliver instead
	 */
	ChatResponse completed(ChatResponse chunk, CallSummary summary);

	/**
	 * Marks the first chunk of an answer that begins anew.
	 * @param chunk the chunk
	 * @return the chunk to deliver instead
	 */
	ChatResponse restarted(ChatResponse chunk);

}
