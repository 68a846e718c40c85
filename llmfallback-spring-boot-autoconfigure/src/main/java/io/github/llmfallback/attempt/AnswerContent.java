package io.github.llmfallback.attempt;

import io.github.llmfallback.pricing.TextLength;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.util.StringUtils;

/**
 * Reads what an answer, or a chunk of one, holds.
 */
final class AnswerContent {

	private static final String UNKNOWN = "_UNKNOWN";

	private AnswerContent() {
	}

	/**
	 * Whether there is anything in it that an application would show or act upon. What
	 * the model thought before it answered is not.
	 */
	static boolean isPresent(ChatResponse response) {
		for (Generation generation : response.getResults()) {
			AssistantMessage message = generation.getOutput();
			if (hasText(message) || message.hasToolCalls() || !message.getMedia().isEmpty() || isRefused(message)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Whether it asks for a tool.
	 */
	static boolean hasToolCalls(ChatResponse response) {
		for (Generation generation : response.getResults()) {
			if (generation.getOutput().hasToolCalls()) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Whether the model has refused to answer.
	 */
	static boolean isRefused(ChatResponse response) {
		for (Generation generation : response.getResults()) {
			if (isRefused(generation.getOutput())) {
				return true;
			}
		}
		return false;
	}

	/**
	 * OpenAI puts a refusal beside the text instead of into it.
	 */
	private static boolean isRefused(AssistantMessage message) {
		return message.getMetadata().get("refusal") instanceof String refusal && !refusal.isEmpty();
	}

	private static boolean hasText(AssistantMessage message) {
		return StringUtils.hasLength(message.getText()) && !Thoughts.isThought(message);
	}

	/**
	 * The text of the first choice, without what the model thought.
	 * @return the text, empty when there is none
	 */
	static String text(ChatResponse response) {
		for (Generation generation : response.getResults()) {
			AssistantMessage message = generation.getOutput();
			if (!Thoughts.isThought(message)) {
				return (message.getText() != null) ? message.getText() : "";
			}
		}
		return "";
	}

	/**
	 * About how many tokens its texts have.
	 */
	static long tokens(@Nullable ChatResponse response) {
		TextLength length = new TextLength();
		if (response != null) {
			addTo(length, response);
		}
		return length.tokens();
	}

	/**
	 * Adds the length of what it says, and of what the model thought: Spring AI puts the
	 * reasoning of servers that speak OpenAI's language, and of Ollama, beside the text.
	 */
	static void addTo(TextLength length, ChatResponse response) {
		for (Generation generation : response.getResults()) {
			AssistantMessage message = generation.getOutput();
			if (message.getText() != null) {
				length.add(message.getText());
			}
			if (message.getMetadata().size() > 1) {
				addTo(length, message.getMetadata().get("reasoningContent"));
				addTo(length, message.getMetadata().get("thinking"));
			}
			for (ToolCall call : message.getToolCalls()) {
				length.add(call.name() + call.arguments());
			}
		}
	}

	private static void addTo(TextLength length, @Nullable Object besideTheText) {
		if (besideTheText instanceof String thought) {
			length.add(thought);
		}
	}

	/**
	 * Why the model stopped.
	 * @return the reason; {@code null} when there is none, which Spring AI's OpenAI chat
	 * model writes as {@code _UNKNOWN}
	 */
	static @Nullable String finishReason(ChatResponse response) {
		for (Generation generation : response.getResults()) {
			String reason = generation.getMetadata().getFinishReason();
			if (StringUtils.hasText(reason) && !reason.equals(UNKNOWN)) {
				return reason;
			}
		}
		return null;
	}

}
