package io.github.llmfallback.provider;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import reactor.core.publisher.Flux;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.util.StringUtils;

/**
 * An OpenAI chat model whose complete streams all end with a finish reason that means
 * something, and hold what the model thought. Spring AI calls a reason it does not know
 * {@code _UNKNOWN}, and so it calls a missing one; what completes without an error here
 * has ended properly, because {@link OpenAiEvents} has seen so.
 *
 * @param delegate talks to the server
 */
record OpenAiStreams(ChatModel delegate) implements ChatModel {

	private static final String UNKNOWN = "_UNKNOWN";

	private static final ChatResponse END = new ChatResponse(List
		.of(new Generation(new AssistantMessage(""), ChatGenerationMetadata.builder().finishReason("STOP").build())));

	@Override
	public ChatResponse call(Prompt prompt) {
		return this.delegate.call(prompt);
	}

	@Override
	public Flux<ChatResponse> stream(Prompt prompt) {
		return Flux.defer(() -> {
			AtomicBoolean finished = new AtomicBoolean();
			return this.delegate.stream(prompt)
				.map(OpenAiReasoning::revealed)
				.doOnNext((chunk) -> finished.compareAndSet(false, isFinished(chunk)))
				.concatWith(Flux.defer(() -> finished.get() ? Flux.empty() : Flux.just(END)));
		});
	}

	@Override
	public ChatOptions getOptions() {
		return this.delegate.getOptions();
	}

	private static boolean isFinished(ChatResponse chunk) {
		return chunk.getResults()
			.stream()
			.map((generation) -> generation.getMetadata().getFinishReason())
			.anyMatch((reason) -> StringUtils.hasText(reason) && !UNKNOWN.equals(reason));
	}

}
