package io.github.llmfallback.provider.simulated;

import java.util.Arrays;
import java.util.List;

import io.github.llmfallback.failure.FailureKind;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.util.StringUtils;

/**
 * Writes answers. Four characters are one token, and the rest is one more.
 */
final class AnswerWriter {

	private static final int CHARACTERS_PER_TOKEN = 4;

	private static final int ECHOED_WORDS = 8;

	private static final int ECHOED_CHARACTERS = 80;

	private static final List<String> OPENINGS = List.of("This is provider %s with model %s.",
			"Hello from %s, where model %s is simulated.", "Provider %s answers in place of model %s.",
			"You have reached %s and its simulated model %s.");

	private static final List<String> CLOSINGS = List.of("A real model would know what to say about it.",
			"No network was needed for this answer.", "The same seed would have led to the same words.",
			"Every word of this answer was made up on the spot.");

	private final SimulatedSettings settings;

	AnswerWriter(SimulatedSettings settings) {
		this.settings = settings;
	}

	SimulatedAnswer write(Prompt prompt, Fate fate) {
		String id = this.settings.provider() + "-" + fate.request();
		String model = model(prompt.getOptions());
		int inputTokens = tokens(prompt.getInstructions().stream().mapToLong(AnswerWriter::length).sum());
		FailureKind failure = (fate.disturbance() != null) ? fate.disturbance().kind() : null;
		if (failure == FailureKind.MALFORMED_RESPONSE) {
			return new SimulatedAnswer(id, model, null, "stop", inputTokens);
		}
		if (failure == FailureKind.CONTENT_FILTERED) {
			return new SimulatedAnswer(id, model, "", "content_filter", inputTokens);
		}
		if (failure == FailureKind.EMPTY_RESPONSE) {
			return new SimulatedAnswer(id, model, "", "stop", inputTokens);
		}
		String text = text(prompt, model, fate.variant());
		String bounded = cut(text, mostCharacters(prompt.getOptions()));
		String finishReason = (bounded.length() < text.length()) ? "length" : "stop";
		return new SimulatedAnswer(id, model, bounded, finishReason, inputTokens);
	}

	private String model(@Nullable ChatOptions options) {
		String model = (options != null) ? options.getModel() : null;
		return (StringUtils.hasText(model)) ? model : this.settings.model();
	}

	private long mostCharacters(@Nullable ChatOptions options) {
		Integer maxTokens = (options != null) ? options.getMaxTokens() : this.settings.maxTokens();
		return (maxTokens != null) ? Math.max(0L, maxTokens) * CHARACTERS_PER_TOKEN : Long.MAX_VALUE;
	}

	private String text(Prompt prompt, String model, int variant) {
		String question = prompt.getUserMessage().getText();
		String[] words = StringUtils.tokenizeToStringArray(question, " \t\r\n");
		String opening = OPENINGS.get(variant % OPENINGS.size()).formatted(this.settings.provider(), model);
		String closing = CLOSINGS.get(variant / OPENINGS.size() % CLOSINGS.size());
		return opening + " " + echo(words) + " " + closing;
	}

	private static String echo(String[] words) {
		String beginning = String.join(" ", Arrays.asList(words).subList(0, Math.min(words.length, ECHOED_WORDS)));
		String echo = cut(beginning, ECHOED_CHARACTERS);
		boolean shortened = words.length > ECHOED_WORDS || echo.length() < beginning.length();
		return switch (words.length) {
			case 0 -> "You asked nothing.";
			case 1 -> "You asked 1 word: \"" + echo + ((shortened) ? "…" : "") + "\".";
			default -> "You asked " + words.length + " words: \"" + echo + ((shortened) ? "…" : "") + "\".";
		};
	}

	/**
	 * Shortens a text without parting the two halves of a surrogate pair.
	 */
	private static String cut(String text, long mostCharacters) {
		if (text.length() <= mostCharacters) {
			return text;
		}
		int end = (int) mostCharacters;
		return text.substring(0, (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) ? end - 1 : end);
	}

	private static long length(Message message) {
		if (message instanceof ToolResponseMessage tools) {
			return tools.getResponses().stream().mapToLong((response) -> response.responseData().length()).sum();
		}
		String text = message.getText();
		return (text != null) ? text.length() : 0;
	}

	static int tokens(long characters) {
		return (int) Math.min(Integer.MAX_VALUE, (characters + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN);
	}

}
