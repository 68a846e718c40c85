package io.github.llmfallback;

import io.github.llmfallback.attempt.Thoughts;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/**
 * What a stream has delivered so far.
 */
final class DeliveredText {

	private final StringBuilder text = new StringBuilder();

	private boolean begun;

	void add(ChatResponse chunk) {
		this.begun = true;
		if (FallbackMetadata.isRestart(chunk)) {
			this.text.setLength(0);
		}
		Generation generation = chunk.getResult();
		String added = (generation != null && !Thoughts.isThought(generation.getOutput()))
				? generation.getOutput().getText() : null;
		this.text.append((added != null) ? added : "");
	}

	/**
	 * Whether anything was delivered, text or not.
	 */
	boolean hasBegun() {
		return this.begun;
	}

	/**
	 * The text since the stream began, or began anew.
	 * @return {@code null} when there is none
	 */
	@Nullable String text() {
		return this.text.isEmpty() ? null : this.text.toString();
	}

}
