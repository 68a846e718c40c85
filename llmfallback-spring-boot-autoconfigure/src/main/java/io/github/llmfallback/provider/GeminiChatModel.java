package io.github.llmfallback.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.MessageType;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Gemini as other chat models behave. Spring AI's own reads a stream on the thread that
 * subscribes, which would block it, gives streams the total timeout of a blocking call,
 * and refuses a prompt with more than one system message.
 */
final class GeminiChatModel implements ChatModel {

	private final ChatModel blocking;

	private final ChatModel streaming;

	private final Scheduler threads;

	/**
	 * Creates a model.
	 * @param blocking answers calls
	 * @param streaming answers streams
	 * @param threads where streams are read
	 */
	GeminiChatModel(ChatModel blocking, ChatModel streaming, Scheduler threads) {
		this.blocking = blocking;
		this.streaming = streaming;
		this.threads = threads;
	}

	@Override
	public ChatResponse call(Prompt prompt) {
		return this.blocking.call(withOneSystemMessage(prompt));
	}

	@Override
	public Flux<ChatResponse> stream(Prompt prompt) {
		return Flux.defer(() -> {
			UpstreamScope scope = UpstreamScope.current();
			Flux<ChatResponse> source = Flux
				.defer(() -> GeminiFinish.onLastChunk(this.streaming.stream(withOneSystemMessage(prompt))));
			return ((scope != null) ? scope.subscribing(source) : source).subscribeOn(this.threads);
		});
	}

	@Override
	public ChatOptions getOptions() {
		return this.blocking.getOptions();
	}

	private static Prompt withOneSystemMessage(Prompt prompt) {
		List<Message> system = prompt.getInstructions().stream().filter(GeminiChatModel::isSystem).toList();
		if (system.size() < 2) {
			return prompt;
		}
		List<Message> messages = new ArrayList<>(prompt.getInstructions());
		messages.removeAll(system);
		messages.add(0, new SystemMessage(system.stream().map(Message::getText).collect(Collectors.joining("\n\n"))));
		return new Prompt(messages, prompt.getOptions());
	}

	private static boolean isSystem(Message message) {
		return message.getMessageType() == MessageType.SYSTEM;
	}

}
