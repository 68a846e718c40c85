package io.github.llmfallback;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.github.llmfallback.attempt.CallFailedException;
import io.github.llmfallback.attempt.CallResult;
import io.github.llmfallback.attempt.CallSummary;
import io.github.llmfallback.attempt.StreamDecorator;
import io.github.llmfallback.budget.BudgetLimit;
import io.github.llmfallback.budget.BudgetState;
import io.github.llmfallback.budget.LedgerUnavailableException;
import io.github.llmfallback.cache.CacheKey;
import io.github.llmfallback.provider.Provider;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * A chat model that asks one provider after another until one answers. Every answer
 * carries {@link FallbackMetadata}; a call without an answer ends in an
 * {@link LlmFallbackException}. Safe for use by many threads.
 */
public final class FallbackChatModel implements ChatModel, AutoCloseable {

	private static final FallbackChatOptions NOTHING_SET = FallbackChatOptions.builder().build();

	private final Assembly parts;

	private volatile boolean closed;

	FallbackChatModel(Assembly parts) {
		this.parts = parts;
	}

	public static FallbackChatModelBuilder builder() {
		return new FallbackChatModelBuilder();
	}

	/**
	 * Asks the providers in turn.
	 * @param prompt the messages, and {@link FallbackChatOptions} or any other options
	 * @return the first answer
	 * @throws AllProvidersFailedException when nobody answered
	 * @throws ProviderCallException when a provider's failure is one that no other can
	 * cure
	 */
	@Override
	public ChatResponse call(Prompt prompt) {
		requireOpen();
		return call(prompt, () -> this.parts.router().tags(prompt));
	}

	private ChatResponse call(Prompt prompt, Supplier<Map<String, String>> tags) {
		CachedCalls cached = this.parts.cachedCalls();
		CacheKey key = (cached != null) ? RequestKey.of(prompt) : null;
		if (cached != null && key != null) {
			return cached.call(prompt, key, tags);
		}
		CallResult result = this.parts.blockingCalls().call(this.parts.router().route(prompt, tags.get()));
		if (result.response() == null) {
			throw CallFailure.of(result.summary(), FallbackChatOptions.isFallbackDisabled(prompt), null);
		}
		return FallbackMetadata.addTo(result.response(), result.summary());
	}

	/**
	 * Asks the providers in turn on another thread.
	 * @param prompt the messages and options
	 * @return completes as {@link #call(Prompt)} returns or throws; cancelling it ends
	 * the call and closes its connection
	 */
	CompletableFuture<ChatResponse> callAsync(Prompt prompt) {
		try {
			requireOpen();
			Map<String, String> tags = this.parts.router().tags(prompt);
			return this.parts.asyncCalls().start(() -> call(prompt, () -> tags));
		}
		catch (RuntimeException | Error ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * Streams from the first provider that delivers content. Nothing is asked before the
	 * stream is subscribed to, and each subscription asks anew.
	 * @param prompt the messages, and {@link FallbackChatOptions} or any other options
	 * @return the chunks, the last one carrying {@link FallbackMetadata}; ends with the
	 * exceptions of {@link #call(Prompt)}
	 */
	@Override
	public Flux<ChatResponse> stream(Prompt prompt) {
		CachedCalls cached = this.parts.cachedCalls();
		CacheKey key = (cached != null) ? RequestKey.of(prompt) : null;
		if (cached != null && key != null) {
			return Flux.defer(() -> {
				requireOpen();
				return cached.stream(prompt, key);
			});
		}
		return Flux.defer(() -> {
			requireOpen();
			return this.parts.streamingCalls().stream(() -> this.parts.router().route(prompt), StreamMetadata.INSTANCE);
		})
			.onErrorMap(CallFailedException.class, (failed) -> CallFailure.of(failed.summary(),
					FallbackChatOptions.isFallbackDisabled(prompt), failed.partialText()));
	}

	/**
	 * Options in which nothing is set, so that what a call sets is all there is.
	 * @return the same empty options each time
	 */
	@Override
	public FallbackChatOptions getOptions() {
		return NOTHING_SET;
	}

	/**
	 * The name of the strategy that orders the providers of a call.
	 * @return the name as configured
	 */
	public String strategy() {
		return this.parts.strategy();
	}

	/**
	 * Who is asked first while every provider is well.
	 * @return the provider's name, or empty when the strategy spreads the calls
	 */
	public Optional<String> preferredProvider() {
		return this.parts.router().preferred().map(Provider::name);
	}

	/**
	 * What a call could cost, before it is made.
	 * @param prompt the messages and options
	 * @return bounds for each provider
	 */
	public CostEstimate estimate(Prompt prompt) {
		return this.parts.estimator().estimate(prompt);
	}

	/**
	 * What was spent.
	 * @return a snapshot
	 * @throws LedgerUnavailableException when the store of the budgets is out of reach
	 */
	public SpendReport spend() {
		this.parts.budgets().bringUpToDate();
		return this.parts.spend().report();
	}

	/**
	 * The currency of every amount.
	 * @return its name as configured
	 */
	public String currency() {
		return this.parts.budgets().settings().currency();
	}

	/**
	 * The state of every budget.
	 * @return a snapshot, the widest first; empty while the store is out of reach or
	 * takes longer than half a second
	 */
	public List<BudgetState> budgets() {
		return this.parts.spend().budgets();
	}

	/**
	 * What may be spent.
	 * @return every limit, the widest first; of the values of a tag those that are
	 * configured by name and those that calls have had
	 */
	public List<BudgetLimit> budgetLimits() {
		return this.parts.spend().limits();
	}

	/**
	 * Sets everything spent in the current day and month to zero. What is reserved stays
	 * so.
	 * @throws LedgerUnavailableException when the store of the budgets is out of reach
	 */
	public void resetSpend() {
		this.parts.spend().reset();
		this.parts.registry().forgetRefusals();
	}

	/**
	 * Sets what a provider has spent in the current day and month to zero. The spending
	 * of the whole application stays.
	 * @param provider the provider's name
	 * @throws IllegalArgumentException when there is none of that name
	 * @throws LedgerUnavailableException when the store of the budgets is out of reach
	 */
	public void resetSpend(String provider) {
		this.parts.spend().reset(this.parts.registry().require(provider));
		this.parts.registry().forgetRefusals();
	}

	/**
	 * The state of every provider.
	 * @return a snapshot in declared order
	 */
	public List<ProviderStatus> providers() {
		return this.parts.registry().statuses();
	}

	/**
	 * The providers, to look at and to steer.
	 */
	public ProviderRegistry registry() {
		return this.parts.registry();
	}

	/**
	 * Sends one tiny request to each key and model of every provider, also of those that
	 * are unwell or switched off, to find out who would answer. What it costs is charged;
	 * nothing is learned about health, and no call is counted.
	 * @return how it went, in declared order
	 */
	public List<CheckResult> check() {
		return check(this.parts.registry().all());
	}

	/**
	 * Sends one tiny request to each key and model of a provider, as {@link #check()}.
	 * @param provider the provider's name
	 * @return how it went, in order of preference
	 * @throws IllegalArgumentException when there is none of that name
	 */
	public List<CheckResult> check(String provider) {
		return check(List.of(this.parts.registry().require(provider)));
	}

	private List<CheckResult> check(List<Provider> providers) {
		requireOpen();
		List<Provider> enabled = this.parts.registry().enabled();
		return this.parts.liveCheck()
			.check(providers)
			.stream()
			.map((attempt) -> CheckResult.of(attempt, enabled.contains(attempt.target().provider())))
			.toList();
	}

	/**
	 * How many callers wait for calls that others may join.
	 */
	int waiting() {
		CachedCalls cached = this.parts.cachedCalls();
		return (cached != null) ? cached.waiting() : 0;
	}

	private void requireOpen() {
		if (this.closed) {
			throw new IllegalStateException("The chat model is closed: no call can be made any more");
		}
	}

	/**
	 * Lets go of the threads that attempts run on. Calls under way end as they would, new
	 * ones end in an {@link IllegalStateException}.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.parts.close();
	}

	/**
	 * Adds the metadata of a call to the chunks of its stream.
	 */
	private enum StreamMetadata implements StreamDecorator {

		INSTANCE;

		@Override
		public ChatResponse completed(ChatResponse chunk, CallSummary summary) {
			return FallbackMetadata.addTo(chunk, summary);
		}

		@Override
		public ChatResponse restarted(ChatResponse chunk) {
			return FallbackMetadata.markRestart(chunk);
		}

	}

}
