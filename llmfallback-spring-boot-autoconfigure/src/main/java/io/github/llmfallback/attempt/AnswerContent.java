package io.github.llmfallback.attempt;

import java.util.Map;

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
		return StringUtils.hasLength(message.getText()) && !isThought(message);
	}

	/**
	 * Whether it is what the model thought: Spring AI 2.0 marks that of Anthropic in
	 * streams, signs it in whole answers, and has data but no text where Anthropic keeps
	 * it secret; it marks that of Google. A message that tells no more than its type has
	 * none of the marks.
	 */
	private static boolean isThought(AssistantMessage message) {
		Map<String, Object> metadata = message.getMetadata();
		return metadata.size() > 1 && (Boolean.TRUE.equals(metadata.get("isThought"))
				|| Boolean.TRUE.equals(metadata.get("thinking")) || metadata.containsKey("signature")
				|| (message.getText() == null && metadata.containsKey("data")));
	}

	/**
	 * The text of the first choice, without what the model thought.
	 * @return the text, empty when there is none
	 */
	static String text(ChatResponse response) {
		for (Generation generation : response.getResults()) {
			AssistantMessage message = generation.getOutput();
			if (!isThought(message)) {
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
	 * reasoning of servers that speak OpenAI's language beside the text.
	 */
	static void addTo(TextLength length, ChatResponse response) {
		for (Generation generation : response.getResults()) {
			AssistantMessage message = generation.getOutput();
			if (message.getText() != null) {
				length.add(message.getText());
			}
			if (message.getMetadata().size() > 1
					&& message.getMetadata().get("reasoningContent") instanceof String reasoning) {
				length.add(reasoning);
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
