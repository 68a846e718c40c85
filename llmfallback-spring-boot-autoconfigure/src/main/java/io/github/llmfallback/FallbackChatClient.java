package io.github.llmfallback;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Spring AI's {@link ChatClient} over a {@link FallbackChatModel}: the same fluent API,
 * advisors, tools and structured output, and the shorter ways below that go to the model
 * directly.
 */
public interface FallbackChatClient extends ChatClient {

	/**
	 * Creates a client with a plain {@link ChatClient} inside.
	 * @param chatModel answers the calls
	 * @return the client
	 */
	static FallbackChatClient create(FallbackChatModel chatModel) {
		return create(chatModel, ChatClient.create(chatModel));
	}

	/**
	 * Creates a client over an existing one.
	 * @param chatModel answers the calls of this interface
	 * @param chatClient serves the fluent API; built over the same chat model
	 * @return the client
	 */
	static FallbackChatClient create(FallbackChatModel chatModel, ChatClient chatClient) {
		return new DefaultFallbackChatClient(chatModel, chatClient);
	}

	/**
	 * Asks the providers in turn, without advisors.
	 * @param prompt the messages and options
	 * @return the first answer, carrying {@link FallbackMetadata}
	 * @throws AllProvidersFailedException when nobody answered
	 * @throws ProviderCallException when a provider's failure is one that no other can
	 * cure
	 */
	ChatResponse call(Prompt prompt);

	/**
	 * Asks the providers in turn and never throws for what they do.
	 * @param prompt the messages and options
	 * @return the answer, or how the call failed
	 */
	ChatOutcome tryCall(Prompt prompt);

	/**
	 * Asks the providers in turn on another thread.
	 * @param prompt the messages and options
	 * @return completes as {@link #call(Prompt)} returns or throws; cancelling it ends
	 * the call and closes its connection
	 */
	CompletableFuture<ChatResponse> callAsync(Prompt prompt);

	/**
	 * Streams from the first provider that delivers content, without advisors.
	 * @param prompt the messages and options
	 * @return the chunks, the last one carrying {@link FallbackMetadata}; ends with the
	 * exceptions of {@link #call(Prompt)}
	 */
	Flux<ChatResponse> stream(Prompt prompt);

	/**
	 * What a call could cost, before it is made.
	 * @param prompt the messages and options
	 * @return bounds for each provider
	 */
	CostEstimate estimate(Prompt prompt);

	/**
	 * What was spent.
	 * @return a snapshot
	 */
	SpendReport spend();

	/**
	 * Sets everything spent in the current day and month to zero. What is reserved stays
	 * so.
	 */
	void resetSpend();

	/**
	 * Sets what a provider has spent in the current day and month to zero.
	 * @param provider the provider's name
	 * @throws IllegalArgumentException when there is none of that name
	 */
	void resetSpend(String provider);

	/**
	 * The state of every provider.
	 * @return a snapshot in declared order
	 */
	List<ProviderStatus> providers();

}
