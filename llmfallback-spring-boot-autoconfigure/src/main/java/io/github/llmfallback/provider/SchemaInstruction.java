package io.github.llmfallback.provider;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;

/**
 * Asks in words for the output schema of a call where a chat model's options have no
 * place for it, or the schema would be lost on the way.
 */
final class SchemaInstruction {

	private static final String WORDS = "Answer with JSON alone, without Markdown or any text around it. "
			+ "The JSON must be valid against this JSON Schema:";

	private SchemaInstruction() {
	}

	static Prompt addTo(Prompt prompt, ChatOptions call) {
		boolean needed = call instanceof StructuredOutputChatOptions structured && structured.getOutputSchema() != null
				&& !(prompt.getOptions() instanceof StructuredOutputChatOptions);
		return (needed) ? prompt.augmentUserMessage((message) -> message.mutate()
			.text(message.getText() + System.lineSeparator() + WORDS + System.lineSeparator()
					+ ((StructuredOutputChatOptions) call).getOutputSchema())
			.build()) : prompt;
	}

}
