package io.github.llmfallback.provider;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/**
 * Carries what a model thinks past Spring AI 2.0, which reads it from a whole answer but
 * drops it from a stream: as a refusal with a mark, which it puts beside the text.
 */
final class OpenAiReasoning {

	private static final JsonMapper JSON = JsonMapper.shared();

	/** No refusal holds it. */
	private static final String MARK = "\0";

	private static final String REFUSAL = "refusal";

	/** DeepSeek's name for it and others', in Spring AI's order. */
	private static final List<String> NAMES = List.of("reasoning_content", "reasoning");

	private OpenAiReasoning() {
	}

	/**
	 * Disguises it in an event of a stream.
	 * @param event JSON, or the mark that ends the stream
	 * @return the same text unless it holds any
	 */
	static String disguised(String event) {
		if (!event.contains("\"reasoning_content\"") && !event.contains("\"reasoning\"")) {
			return event;
		}
		JsonNode root = JSON.readTree(event);
		boolean found = false;
		for (JsonNode choice : root.path("choices")) {
			if (choice.path("delta") instanceof ObjectNode delta && !reasoning(delta).isEmpty()) {
				delta.put(REFUSAL, MARK + reasoning(delta));
				found = true;
			}
		}
		return found ? root.toString() : event;
	}

	private static String reasoning(ObjectNode delta) {
		for (String name : NAMES) {
			if (delta.hasNonNull(name)) {
				return delta.path(name).asString("");
			}
		}
		return "";
	}

	/**
	 * Puts it where Spring AI has that of whole answers.
	 * @param chunk what Spring AI made of an event
	 * @return the same chunk unless it holds any
	 */
	static ChatResponse revealed(ChatResponse chunk) {
		for (Generation generation : chunk.getResults()) {
			if (isDisguised(generation)) {
				return new ChatResponse(chunk.getResults().stream().map(OpenAiReasoning::revealed).toList(),
						chunk.getMetadata());
			}
		}
		return chunk;
	}

	private static boolean isDisguised(Generation generation) {
		return generation.getOutput().getMetadata().get(REFUSAL) instanceof String refusal && refusal.startsWith(MARK);
	}

	private static Generation revealed(Generation generation) {
		if (!isDisguised(generation)) {
			return generation;
		}
		AssistantMessage message = generation.getOutput();
		Map<String, Object> metadata = new HashMap<>(message.getMetadata());
		String disguised = (String) metadata.put(REFUSAL, "");
		metadata.put("reasoningContent", disguised.replace(MARK, ""));
		return new Generation(AssistantMessage.builder()
			.content(message.getText())
			.properties(metadata)
			.toolCalls(message.getToolCalls())
			.media(message.getMedia())
			.build(), generation.getMetadata());
	}

}
