package io.github.llmfallback.cache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.messages.AbstractMessage;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage.ToolResponse;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.content.Media;

/**
 * Takes messages apart. Each list of parts is preceded by its length, so that different
 * messages never give the same parts.
 */
final class KeyParts {

	/** How many characters of a request are held as they are. */
	private static final int KEPT_CHARACTERS = 4096;

	/** Spring AI invents such a name, another one each time, for media without one. */
	private static final String INVENTED_NAME = "media-";

	private final List<@Nullable Object> parts;

	private int room = KEPT_CHARACTERS;

	KeyParts(int messages) {
		this.parts = new ArrayList<>(1 + 4 * messages);
	}

	void add(@Nullable Object part) {
		this.parts.add(part);
	}

	/**
	 * Adds the parts of a message.
	 * @return {@code false} when its type is not known, and so what belongs to it
	 */
	boolean addMessage(Message message) {
		Class<?> type = message.getClass();
		add(type);
		addText(message.getText());
		addMetadata(message.getMetadata());
		if (message instanceof AssistantMessage assistant) {
			addToolCalls(assistant.getToolCalls());
			addMedia(assistant.getMedia());
		}
		else if (message instanceof UserMessage user) {
			addMedia(user.getMedia());
		}
		else if (message instanceof ToolResponseMessage tool) {
			addToolResponses(tool.getResponses());
		}
		return type == UserMessage.class || type == SystemMessage.class || type == AssistantMessage.class
				|| type == ToolResponseMessage.class;
	}

	private void addText(@Nullable String text) {
		if (text == null || text.length() <= this.room) {
			this.room -= (text != null) ? text.length() : 0;
			add(text);
		}
		else {
			add(Fingerprint.of(text));
		}
	}

	/**
	 * Some vendors send what is in there, the signature of an earlier answer for one.
	 */
	private void addMetadata(Map<String, Object> metadata) {
		boolean onlyType = metadata.size() == 1 && metadata.containsKey(AbstractMessage.MESSAGE_TYPE);
		add(onlyType ? null : new HashMap<>(metadata));
	}

	private void addToolCalls(List<ToolCall> toolCalls) {
		add(toolCalls.size());
		for (ToolCall toolCall : toolCalls) {
			add(toolCall.id());
			add(toolCall.type());
			add(toolCall.name());
			addText(toolCall.arguments());
		}
	}

	private void addToolResponses(List<ToolResponse> responses) {
		add(responses.size());
		for (ToolResponse response : responses) {
			add(response.id());
			add(response.name());
			addText(response.responseData());
		}
	}

	private void addMedia(List<Media> media) {
		add(media.size());
		for (Media medium : media) {
			add(medium.getMimeType());
			add(medium.getId());
			add(medium.getName().startsWith(INVENTED_NAME) ? null : medium.getName());
			addData(medium.getData());
		}
	}

	private void addData(Object data) {
		if (data instanceof byte[] bytes) {
			add(Fingerprint.of(bytes));
		}
		else if (data instanceof String text) {
			addText(text);
		}
		else {
			add(data);
		}
	}

	@Nullable Object[] toArray() {
		return this.parts.toArray();
	}

}
