package io.github.llmfallback;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

import io.github.llmfallback.admission.AvailabilityListener;
import io.github.llmfallback.admission.GateSettings;
import io.github.llmfallback.admission.Gates;
import io.github.llmfallback.admission.Payments;
import io.github.llmfallback.attempt.AsyncCalls;
import io.github.llmfallback.attempt.AttemptExecution;
import io.github.llmfallback.attempt.AttemptThreads;
import io.github.llmfallback.attempt.BlockingCalls;
import io.github.llmfallback.attempt.CallEngine;
import io.github.llmfallback.attempt.CallFailedException;
import io.github.llmfallback.attempt.CallListener;
import io.github.llmfallback.attempt.CallListeners;
import io.github.llmfallback.attempt.CallObserver;
import io.github.llmfallback.attempt.CallResult;
import io.github.llmfallback.attempt.CallSummary;
import io.github.llmfallback.attempt.CallerThreadExecution;
import io.github.llmfallback.attempt.IsolatedExecution;
import io.github.llmfallback.attempt.LiveCheck;
import io.github.llmfallback.attempt.RetryBudget;
import io.github.llmfallback.attempt.StreamDecorator;
import io.github.llmfallback.attempt.StreamingCalls;
import io.github.llmfallback.attempt.TargetRetries;
import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.budget.BudgetLimit;
import io.github.llmfallback.budget.BudgetListener;
import io.github.llmfallback.budget.BudgetState;
import io.github.llmfallback.budget.Budgets;
import io.github.llmfallback.budget.LedgerUnavailableException;
import io.github.llmfallback.observation.AuditTrail;
import io.github.llmfallback.cache.AnswerCache;
import io.github.llmfallback.cache.CacheKey;
import io.github.llmfallback.cache.CacheSettings;
import io.github.llmfallback.cache.UpstreamCalls;
import io.github.llmfallback.observation.AvailabilityLog;
import io.github.llmfallback.observation.BudgetLog;
import io.github.llmfallback.observation.CallLog;
import io.github.llmfallback.observation.CallStatistics;
import io.github.llmfallback.observation.ContentLog;
import io.github.llmfallback.provider.OptionsTranslator;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.routing.RoutingStrategies;
import org.jspecify.annotations.Nullable;
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

	private final ProviderRegistry registry;

	private final Budgets budgets;

	private final Upkeep upkeep;

	private final SpendBook spend;

	private final CostEstimator estimator;

	private final String strategy;

	private final CallRouter router;

	private final BlockingCalls blockingCalls;

	private final StreamingCalls streamingCalls;

	private final AsyncCalls asyncCalls;

	private final LiveCheck liveCheck;

	private final @Nullable CachedCalls cachedCalls;

	private final AttemptExecution execution;

	private final ExecutorService threads;

	FallbackChatModel(FallbackChatModelBuilder builder) {
		Map<Provider, GateSettings> settings = new LinkedHashMap<>();
		builder.providers.values().forEach((provider) -> settings.put(provider.provider(), provider.gate()));
		List<Provider> providers = List.copyOf(settings.keySet());
		CallStatistics statistics = new CallStatistics(providers);
		OptionsTranslator options = new OptionsTranslator(builder.defaults);
		BudgetLedger ledger = builder.ledger();
		this.budgets = new Budgets(builder.budgets(), ledger, BudgetListener
			.all(List.of(new BudgetLog(builder.budgets().currency()), BudgetListener.all(builder.budgetListeners))),
				builder.clock);
		this.upkeep = new Upkeep(this.budgets, ledger);
		this.spend = new SpendBook(this.budgets, providers);
		this.estimator = new CostEstimator(builder.budgets.currency(), providers, options::outputBound);
		Payments payments = new Payments(this.budgets, options::outputBound);
		Gates gates = new Gates(builder.nanoTime, payments,
				(provider) -> settings.getOrDefault(provider, GateSettings.DEFAULT), AvailabilityListener
					.all(List.of(new AvailabilityLog(), AvailabilityListener.all(builder.availabilityListeners))));
		this.registry = new ProviderRegistry(providers, gates, statistics, this.spend, builder.clock);
		this.strategy = builder.strategy;
		this.router = new CallRouter(this.registry, builder.tagResolver,
				new RoutingStrategies(builder.strategies, new LiveFigures(statistics, gates), builder.nanoTime),
				builder.strategy, builder.maxAttempts, builder.timeout);
		List<CallListener> listeners = new ArrayList<>();
		listeners.add(statistics);
		listeners.add(new CallLog());
		listeners.addAll(builder.listeners);
		List<CallListener> audit = (builder.auditLog != null) ? List.of(new AuditTrail(builder.auditLog, builder.clock))
				: List.of();
		listeners.addAll(audit);
		CallListener listener = new CallListeners(listeners);
		CallEngine engine = new CallEngine(builder.settings, gates, new RetryBudget(builder.retryBudget), options,
				builder.classifiers, listener, observer(builder), builder.clock, builder.nanoTime);
		this.threads = AttemptThreads.create();
		this.execution = builder.callerThread ? new CallerThreadExecution() : new IsolatedExecution(this.threads);
		this.blockingCalls = new BlockingCalls(engine, this.execution, new TargetRetries(builder.retryListeners));
		this.streamingCalls = new StreamingCalls(engine, this.execution);
		this.asyncCalls = new AsyncCalls(this.threads);
		this.liveCheck = new LiveCheck(engine, this.threads, new CallListeners(audit), builder.clock);
		this.cachedCalls = (builder.cache != null) ? cachedCalls(builder, builder.cache, engine, listener) : null;
	}

	private static CallObserver observer(FallbackChatModelBuilder builder) {
		return builder.logContent ? new ContentLog(builder.observer) : builder.observer;
	}

	/**
	 * A call that several callers wait for belongs to the thread of none of them.
	 */
	private CachedCalls cachedCalls(FallbackChatModelBuilder builder, CacheSettings settings, CallEngine engine,
			CallListener listener) {
		AttemptExecution isolated = new IsolatedExecution(this.threads);
		UpstreamCalls upstream = new UpstreamCalls(
				new BlockingCalls(engine, isolated, new TargetRetries(builder.retryListeners)),
				new StreamingCalls(engine, isolated), this.asyncCalls, CachedCalls.RESTART);
		return new CachedCalls(new AnswerCache(settings, builder.cacheClock, upstream), this.router, listener);
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
		CacheKey key = (this.cachedCalls != null) ? RequestKey.of(prompt) : null;
		if (this.cachedCalls != null && key != null) {
			return this.cachedCalls.call(prompt, key);
		}
		CallResult result = this.blockingCalls.call(this.router.route(prompt));
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
		return this.asyncCalls.start(() -> call(prompt));
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
		CacheKey key = (this.cachedCalls != null) ? RequestKey.of(prompt) : null;
		if (this.cachedCalls != null && key != null) {
			return this.cachedCalls.stream(prompt, key);
		}
		return Flux.defer(() -> this.streamingCalls.stream(this.router.route(prompt), StreamMetadata.INSTANCE))
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
		return this.strategy;
	}

	/**
	 * Who is asked first while every provider is well.
	 * @return the provider's name, or empty when the strategy spreads the calls
	 */
	public Optional<String> preferredProvider() {
		return this.router.preferred().map(Provider::name);
	}

	/**
	 * What a call could cost, before it is made.
	 * @param prompt the messages and options
	 * @return bounds for each provider
	 */
	public CostEstimate estimate(Prompt prompt) {
		return this.estimator.estimate(prompt);
	}

	/**
	 * What was spent.
	 * @return a snapshot
	 * @throws LedgerUnavailableException when the store of the budgets is out of reach
	 */
	public SpendReport spend() {
		this.budgets.maintain();
		return this.spend.report();
	}

	/**
	 * The currency of every amount.
	 * @return its name as configured
	 */
	public String currency() {
		return this.budgets.settings().currency();
	}

	/**
	 * The state of every budget.
	 * @return a snapshot, the widest first; empty while the store is out of reach
	 */
	public List<BudgetState> budgets() {
		return this.spend.budgets();
	}

	/**
	 * What may be spent.
	 * @return every limit, the widest first; of the values of a tag those that are
	 * configured by name and those that calls have had
	 */
	public List<BudgetLimit> budgetLimits() {
		return this.spend.limits();
	}

	/**
	 * Sets everything spent in the current day and month to zero. What is reserved stays
	 * so.
	 * @throws LedgerUnavailableException when the store of the budgets is out of reach
	 */
	public void resetSpend() {
		this.spend.reset();
		this.registry.forgetRefusals();
	}

	/**
	 * Sets what a provider has spent in the current day and month to zero. The spending
	 * of the whole application stays.
	 * @param provider the provider's name
	 * @throws IllegalArgumentException when there is none of that name
	 * @throws LedgerUnavailableException when the store of the budgets is out of reach
	 */
	public void resetSpend(String provider) {
		this.spend.reset(this.registry.require(provider));
		this.registry.forgetRefusals();
	}

	/**
	 * The state of every provider.
	 * @return a snapshot in declared order
	 */
	public List<ProviderStatus> providers() {
		return this.registry.statuses();
	}

	/**
	 * The providers, to look at and to steer.
	 */
	public ProviderRegistry registry() {
		return this.registry;
	}

	/**
	 * Sends one tiny request to each key and model of every provider, also of those that
	 * are unwell or switched off, to find out who would answer. What it costs is charged;
	 * nothing is learned about health, and no call is counted.
	 * @return how it went, in declared order
	 */
	public List<CheckResult> check() {
		return check(this.registry.all());
	}

	/**
	 * Sends one tiny request to each key and model of a provider, as {@link #check()}.
	 * @param provider the provider's name
	 * @return how it went, in order of preference
	 * @throws IllegalArgumentException when there is none of that name
	 */
	public List<CheckResult> check(String provider) {
		return check(List.of(this.registry.require(provider)));
	}

	private List<CheckResult> check(List<Provider> providers) {
		List<Provider> enabled = this.registry.enabled();
		return this.liveCheck.check(providers)
			.stream()
			.map((attempt) -> CheckResult.of(attempt, enabled.contains(attempt.target().provider())))
			.toList();
	}

	/**
	 * How many callers wait for calls that others may join.
	 */
	int waiting() {
		return (this.cachedCalls != null) ? this.cachedCalls.waiting() : 0;
	}

	/**
	 * Lets go of the threads that attempts run on. Calls under way end as they would.
	 */
	@Override
	public void close() {
		this.upkeep.close();
		this.execution.close();
		this.threads.shutdown();
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
