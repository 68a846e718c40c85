package io.github.llmfallback.attempt;

import org.jspecify.annotations.Nullable;

import io.github.llmfallback.pricing.TextLength;

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
	 * Whether there is anything in it that an application would show or act upon.
	 */
	static boolean isPresent(ChatResponse response) {
		for (Generation generation : response.getResults()) {
			AssistantMessage message = generation.getOutput();
			if (StringUtils.hasLength(message.getText()) || message.hasToolCalls() || !message.getMedia().isEmpty()
					|| isRefused(message)) {
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

	/**
	 * The text of the first choice.
	 * @return the text, empty when there is none
	 */
	static String text(ChatResponse response) {
		Generation generation = response.getResult();
		String text = (generation != null) ? generation.getOutput().getText() : null;
		return (text != null) ? text : "";
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
	 * Adds the length of what it says.
	 */
	static void addTo(TextLength length, ChatResponse response) {
		for (Generation generation : response.getResults()) {
			AssistantMessage message = generation.getOutput();
			if (message.getText() != null) {
				length.add(message.getText());
			}
			for (ToolCall call : message.getToolCalls()) {
				length.add(call.name() + call.arguments());
			}
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
