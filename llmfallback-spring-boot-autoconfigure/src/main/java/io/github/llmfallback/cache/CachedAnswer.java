package io.github.llmfallback.cache;

import io.github.llmfallback.provider.Target;

import org.springframework.ai.chat.model.ChatResponse;

/**
 * An answer and where it came from. What it gives out can be changed without changing
 * what others get.
 */
public final class CachedAnswer {

	private final String callId;

	private final Target target;

	private final ChatResponse response;

	private final boolean copyable;

	CachedAnswer(String callId, Target target, ChatResponse response) {
		this.callId = callId;
		this.target = target;
		this.copyable = AnswerCopy.isPossible(response);
		this.response = this.copyable ? AnswerCopy.of(response) : response;
	}

	/**
	 * The call that got the answer from the provider.
	 * @return its id
	 */
	public String callId() {
		return this.callId;
	}

	/**
	 * Who answered.
	 */
	public Target target() {
		return this.target;
	}

	/**
	 * The answer.
	 * @return a copy of its own for each caller
	 */
	public ChatResponse response() {
		return this.copyable ? AnswerCopy.of(this.response) : this.response;
	}

	/**
	 * Whether the answer may be given again later. One that calls tools is a step on the
	 * way to an answer, and one that holds a vendor's own types cannot be copied.
	 */
	boolean isLasting() {
		return this.copyable && !this.response.hasToolCalls();
	}

}
