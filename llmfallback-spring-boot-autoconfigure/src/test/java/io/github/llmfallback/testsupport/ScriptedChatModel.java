package io.github.llmfallback.testsupport;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.github.llmfallback.failure.ClassifiedException;
import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.failure.FailureKind;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * A chat model that follows a script, one step for each request, and remembers what it
 * was asked. The last step is repeated; a model without a script answers {@code ok}.
 * Thread-safe.
 */
public final class ScriptedChatModel implements ChatModel {

	private final Deque<Supplier<Flux<ChatResponse>>> steps = new ArrayDeque<>();

	private final List<Prompt> prompts = new ArrayList<>();

	private ChatOptions options = ChatOptions.builder().build();

	public ScriptedChatModel options(ChatOptions options) {
		this.options = options;
		return this;
	}

	public ScriptedChatModel thenAnswer(String text) {
		return thenAnswer(text(text));
	}

	public ScriptedChatModel thenAnswer(ChatResponse response) {
		return thenStream(response);
	}

	public ScriptedChatModel thenFail(FailureKind kind) {
		return thenFail(failure(kind));
	}

	public ScriptedChatModel thenFail(Throwable error) {
		return thenStream(Flux.error(error));
	}

	/**
	 * Throws from the method itself, not from the stream it returns.
	 */
	public ScriptedChatModel thenFailEagerly(RuntimeException error) {
		return step(() -> {
			throw error;
		});
	}

	public ScriptedChatModel thenStream(ChatResponse... chunks) {
		return thenStream(Flux.just(chunks));
	}

	/**
	 * A blocking request that comes to this step gets the last chunk.
	 */
	public ScriptedChatModel thenStream(Flux<ChatResponse> chunks) {
		return step(() -> chunks);
	}

	private synchronized ScriptedChatModel step(Supplier<Flux<ChatResponse>> step) {
		this.steps.add(step);
		return this;
	}

	@Override
	public ChatResponse call(Prompt prompt) {
		return next(prompt).get().blockLast();
	}

	@Override
	public Flux<ChatResponse> stream(Prompt prompt) {
		return next(prompt).get();
	}

	private synchronized Supplier<Flux<ChatResponse>> next(Prompt prompt) {
		this.prompts.add(prompt);
		if (this.steps.isEmpty()) {
			thenAnswer("ok");
		}
		return (this.steps.size() > 1) ? this.steps.remove() : this.steps.element();
	}

	@Override
	public ChatOptions getOptions() {
		return this.options;
	}

	/**
	 * What was asked.
	 * @return the prompts in order
	 */
	public synchronized List<Prompt> prompts() {
		return List.copyOf(this.prompts);
	}

	public int requests() {
		return prompts().size();
	}

	/**
	 * A whole answer: 1,000 tokens in, 2,000 out.
	 */
	public static ChatResponse text(String text) {
		return response(new AssistantMessage(text), "stop", new DefaultUsage(1000, 2000));
	}

	/**
	 * A part of an answer.
	 */
	public static ChatResponse chunk(String text) {
		return response(new AssistantMessage(text), null, new EmptyUsage());
	}

	/**
	 * A part of what a model thinks before it answers, as Spring AI marks Anthropic's.
	 */
	public static ChatResponse thought(String text) {
		AssistantMessage message = AssistantMessage.builder()
			.content(text)
			.properties(Map.of("thinking", Boolean.TRUE))
			.build();
		return response(message, null, new EmptyUsage());
	}

	/**
	 * A part of what a model thinks, as Spring AI tells that of servers that speak
	 * OpenAI's language.
	 */
	public static ChatResponse reasoning(String text) {
		AssistantMessage message = AssistantMessage.builder()
			.content("")
			.properties(Map.of("reasoningContent", text))
			.build();
		return response(message, null, new EmptyUsage());
	}

	/**
	 * The end of an answer, without text.
	 */
	public static ChatResponse end(String finishReason) {
		return response(new AssistantMessage(""), finishReason, new EmptyUsage());
	}

	/**
	 * What some vendors send last: usage, and no generations.
	 */
	public static ChatResponse usage(int inputTokens, int outputTokens) {
		ChatResponseMetadata metadata = ChatResponseMetadata.builder()
			.usage(new DefaultUsage(inputTokens, outputTokens))
			.build();
		return new ChatResponse(List.of(), metadata);
	}

	public static ChatResponse toolCall(String id, String name, String arguments) {
		AssistantMessage message = AssistantMessage.builder()
			.content("")
			.toolCalls(List.of(new AssistantMessage.ToolCall(id, "function", name, arguments)))
			.build();
		return response(message, "tool_calls", new DefaultUsage(1000, 2000));
	}

	public static ChatResponse response(AssistantMessage message, @Nullable String finishReason, Usage usage) {
		ChatGenerationMetadata metadata = (finishReason != null)
				? ChatGenerationMetadata.builder().finishReason(finishReason).build() : ChatGenerationMetadata.NULL;
		return new ChatResponse(List.of(new Generation(message, metadata)),
				ChatResponseMetadata.builder().usage(usage).build());
	}

	public static RuntimeException failure(FailureKind kind) {
		return failure(kind, null);
	}

	public static RuntimeException failure(FailureKind kind, @Nullable Duration retryAfter) {
		return new ScriptedException(kind, retryAfter);
	}

	@SuppressWarnings("serial")
	private static final class ScriptedException extends RuntimeException implements ClassifiedException {

		private final FailureKind kind;

		private final @Nullable Duration retryAfter;

		ScriptedException(FailureKind kind, @Nullable Duration retryAfter) {
			super("scripted " + kind);
			this.kind = kind;
			this.retryAfter = retryAfter;
		}

		@Override
		public Failure failure() {
			return new Failure(this.kind, this.retryAfter, "scripted", this);
		}

	}

}
