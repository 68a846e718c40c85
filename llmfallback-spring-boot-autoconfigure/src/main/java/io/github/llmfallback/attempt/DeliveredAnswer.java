package io.github.llmfallback.attempt;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * What of an answer has reached the subscriber, over all the targets that took part in
 * it.
 */
final class DeliveredAnswer {

	private static final String GO_ON = "Your answer above was cut off. Go on exactly where it stops. "
			+ "Do not repeat any of it and do not comment on the interruption.";

	private final StringBuilder text = new StringBuilder();

	private boolean toolCalls;

	private int earlierInput;

	private int earlierOutput;

	void add(ChatResponse chunk) {
		this.text.append(AnswerContent.text(chunk));
		this.toolCalls |= AnswerContent.hasToolCalls(chunk);
	}

	/**
	 * Forgets the text, because the answer begins anew.
	 */
	void clear() {
		this.text.setLength(0);
		this.toolCalls = false;
	}

	/**
	 * Remembers the tokens of a target that broke off.
	 */
	void addUsage(@Nullable Usage usage) {
		if (usage != null) {
			this.earlierInput += usage.getPromptTokens();
			this.earlierOutput += usage.getCompletionTokens();
		}
	}

	/**
	 * The text so far, which grows.
	 */
	CharSequence content() {
		return this.text;
	}

	@Nullable String text() {
		return this.text.isEmpty() ? null : this.text.toString();
	}

	/**
	 * Whether another target can go on from here: half a tool call cannot be continued.
	 */
	boolean canContinue() {
		return !this.toolCalls;
	}

	/**
	 * Asks for the rest of the answer.
	 */
	Prompt continuation(Prompt prompt) {
		if (this.text.isEmpty()) {
			return prompt;
		}
		List<Message> messages = new ArrayList<>(prompt.getInstructions());
		messages.add(new AssistantMessage(this.text.toString()));
		messages.add(new UserMessage(GO_ON));
		return new Prompt(messages, prompt.getOptions());
	}

	/**
	 * Adds the tokens of the targets that broke off to those of the one that finished.
	 */
	ChatResponse withTotalUsage(ChatResponse last, @Nullable Usage own) {
		if (this.earlierInput + this.earlierOutput == 0) {
			return last;
		}
		int input = this.earlierInput + ((own != null) ? own.getPromptTokens() : 0);
		int output = this.earlierOutput + ((own != null) ? own.getCompletionTokens() : 0);
		ChatResponseMetadata.Builder metadata = ChatResponseMetadata.builder()
			.id(last.getMetadata().getId())
			.model(last.getMetadata().getModel())
			.rateLimit(last.getMetadata().getRateLimit())
			.promptMetadata(last.getMetadata().getPromptMetadata())
			.usage(new DefaultUsage(input, output));
		last.getMetadata().entrySet().forEach((entry) -> metadata.keyValue(entry.getKey(), entry.getValue()));
		return new ChatResponse(last.getResults(), metadata.build());
	}

}
