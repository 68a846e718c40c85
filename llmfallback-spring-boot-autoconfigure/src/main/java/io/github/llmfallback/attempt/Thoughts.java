package io.github.llmfallback.attempt;

import java.util.Map;

import org.springframework.ai.chat.messages.AssistantMessage;

/**
 * What models think before they answer, where it comes as messages of its own.
 */
public final class Thoughts {

	private Thoughts() {
	}

	/**
	 * Whether a message is what the model thought: Spring AI 2.0 marks that of Anthropic
	 * in streams, signs it in whole answers, and has data but no text where Anthropic
	 * keeps it secret; it marks that of Google. A message that tells no more than its
	 * type has none of the marks.
	 * @param message a message, or a chunk of one
	 */
	public static boolean isThought(AssistantMessage message) {
		Map<String, Object> metadata = message.getMetadata();
		return metadata.size() > 1 && (Boolean.TRUE.equals(metadata.get("isThought"))
				|| Boolean.TRUE.equals(metadata.get("thinking")) || metadata.containsKey("signature")
				|| (message.getText() == null && metadata.containsKey("data")));
	}

}
