package io.github.llmfallback.pricing;

import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Roughly how many tokens a request sends and receives, found without counting them:
 * about four characters make a token of English text (OpenAI help centre, "What are
 * tokens and how to count them?", read November 2026). Good enough to compare prices, not
 * to spend money by.
 *
 * @param inputTokens tokens sent
 * @param outputTokens tokens received at most; {@value #ASSUMED_OUTPUT} when the request
 * does not bound them
 */
public record RequestSize(long inputTokens, long outputTokens) {

	private static final int CHARACTERS_PER_TOKEN = 4;

	private static final int ASSUMED_OUTPUT = 500;

	public static RequestSize estimate(Prompt prompt) {
		long characters = 0;
		for (Message message : prompt.getInstructions()) {
			String text = message.getText();
			characters += (text != null) ? text.length() : 0;
		}
		ChatOptions options = prompt.getOptions();
		Integer maxTokens = (options != null) ? options.getMaxTokens() : null;
		int output = (maxTokens != null && maxTokens > 0) ? maxTokens : ASSUMED_OUTPUT;
		return new RequestSize(1 + characters / CHARACTERS_PER_TOKEN, output);
	}

}
