package io.github.llmfallback.pricing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage.ToolResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.MediaContent;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;

/**
 * Everything of a prompt that becomes input tokens: its texts, and what is added around
 * them.
 */
final class PromptParts {

	/**
	 * Chat templates add system text of their own; that of gpt-oss, about 70 tokens, is
	 * the longest known.
	 */
	private static final long PER_REQUEST = 100;

	/** Role, begin and end: three to six tokens in the known chat templates. */
	private static final long PER_MESSAGE = 16;

	/**
	 * A picture of 12 megapixels is 14,364 tokens of GPT-6, 4,005 of Claude 5.5 and 1,065
	 * of Gemini 3 (measurements published as "Image input token cost by resolution", read
	 * November 2026). Documents, sound and films, and pictures of gpt-4o-mini, can be
	 * more.
	 */
	private static final long PER_MEDIUM = 15_000;

	/** Around the texts of a tool's definition, call or response. */
	private static final long PER_TOOL = 32;

	/**
	 * Vendors explain the use of tools to the model, Anthropic in up to 530 tokens
	 * ("Pricing", tool use, read November 2026).
	 */
	private static final long ANY_TOOLS = 1_000;

	/** Around an output schema, also where it is sent as an instruction. */
	private static final long SCHEMA = 100;

	/** How many samples are read of a prompt, or one of each text. */
	private static final int SAMPLES = 64;

	/** How many characters a sample has. */
	private static final int SAMPLE = 32;

	/** Where Spring AI keeps what it sends back as {@code reasoning_content}. */
	private static final String REASONING = "reasoningContent";

	private final Prompt prompt;

	private long characters;

	private long overhead;

	private PromptParts(Prompt prompt) {
		this.prompt = prompt;
	}

	static PromptParts of(Prompt prompt) {
		PromptParts parts = new PromptParts(prompt);
		parts.overhead = read(prompt, (text) -> parts.characters += text.length());
		return parts;
	}

	/**
	 * Reads a prompt.
	 * @param texts takes its texts, none of them empty
	 * @return the most tokens that are added to the texts
	 */
	private static long read(Prompt prompt, Consumer<String> texts) {
		long overhead = PER_REQUEST;
		for (Message message : prompt.getInstructions()) {
			overhead += PER_MESSAGE + read(message, texts);
		}
		ChatOptions options = prompt.getOptions();
		if (options instanceof ToolCallingChatOptions tools) {
			overhead += readTools(tools.getToolCallbacks(), texts);
		}
		if (options instanceof StructuredOutputChatOptions structured && structured.getOutputSchema() != null) {
			overhead += SCHEMA;
			read(structured.getOutputSchema(), texts);
		}
		return overhead;
	}

	private static long read(Message message, Consumer<String> texts) {
		long overhead = 0;
		read(message.getText(), texts);
		if (message instanceof MediaContent content) {
			overhead += PER_MEDIUM * content.getMedia().size();
		}
		if (message instanceof AssistantMessage assistant) {
			if (assistant.getMetadata().get(REASONING) instanceof String reasoning) {
				read(reasoning, texts);
			}
			for (ToolCall call : assistant.getToolCalls()) {
				overhead += readTool(texts, call.id(), call.name(), call.arguments());
			}
		}
		if (message instanceof ToolResponseMessage tool) {
			for (ToolResponse response : tool.getResponses()) {
				overhead += readTool(texts, response.id(), response.name(), response.responseData());
			}
		}
		return overhead;
	}

	private static long readTools(@Nullable List<ToolCallback> tools, Consumer<String> texts) {
		if (tools == null || tools.isEmpty()) {
			return 0;
		}
		long overhead = ANY_TOOLS;
		for (ToolCallback tool : tools) {
			ToolDefinition definition = tool.getToolDefinition();
			overhead += readTool(texts, definition.name(), definition.description(), definition.inputSchema());
		}
		return overhead;
	}

	private static long readTool(Consumer<String> texts, @Nullable String... parts) {
		for (String part : parts) {
			read(part, texts);
		}
		return PER_TOOL;
	}

	private static void read(@Nullable String text, Consumer<String> texts) {
		if (text != null && !text.isEmpty()) {
			texts.accept(text);
		}
	}

	List<String> texts() {
		List<String> texts = new ArrayList<>();
		read(this.prompt, texts::add);
		return texts;
	}

	/**
	 * The length of all texts together.
	 */
	long characters() {
		return this.characters;
	}

	/**
	 * The most tokens that are added to the texts.
	 */
	long overhead() {
		return this.overhead;
	}

	/**
	 * The length of all texts together in UTF-8.
	 */
	long bytes() {
		long bytes = 0;
		for (String text : texts()) {
			bytes += bytes(text);
		}
		return bytes;
	}

	/**
	 * About the length of all texts together in UTF-8, judged by samples that are spread
	 * evenly over them.
	 */
	long sampledBytes() {
		long step = Math.max(SAMPLE, this.characters / SAMPLES);
		long read = 0;
		long bytes = 0;
		for (String text : texts()) {
			for (long begin = 0; begin < text.length(); begin += step) {
				int end = (int) Math.min(text.length(), begin + SAMPLE);
				read += end - begin;
				bytes += bytes(text, (int) begin, end);
			}
		}
		return (read > 0) ? Math.round((double) bytes / read * this.characters) : 0;
	}

	/**
	 * A surrogate without its pair becomes a replacement of at most three bytes.
	 */
	static long bytes(String text) {
		return bytes(text, 0, text.length());
	}

	private static long bytes(String text, int begin, int end) {
		long bytes = (long) end - begin;
		char previous = 0;
		for (int i = begin; i < end; i++) {
			char character = text.charAt(i);
			if (character >= 0x80) {
				bytes += (character < 0x800) ? 1 : furtherBytes(previous, character);
			}
			previous = character;
		}
		return bytes;
	}

	private static int furtherBytes(char previous, char character) {
		return (Character.isLowSurrogate(character) && Character.isHighSurrogate(previous)) ? 0 : 2;
	}

}
