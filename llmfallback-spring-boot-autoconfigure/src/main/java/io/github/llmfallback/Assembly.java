package io.github.llmfallback;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;

import io.github.llmfallback.admission.AvailabilityListener;
import io.github.llmfallback.admission.GateSettings;
import io.github.llmfallback.admission.Gates;
import io.github.llmfallback.admission.Payments;
import io.github.llmfallback.attempt.AsyncCalls;
import io.github.llmfallback.attempt.AttemptExecution;
import io.github.llmfallback.attempt.AttemptThreads;
import io.github.llmfallback.attempt.BlockingCalls;
import io.github.llmfallback.attempt.CallEngine;
import io.github.llmfallback.attempt.CallListener;
import io.github.llmfallback.attempt.CallListeners;
import io.github.llmfallback.attempt.CallObserver;
import io.github.llmfallback.attempt.CallerThreadExecution;
import io.github.llmfallback.attempt.IsolatedExecution;
import io.github.llmfallback.attempt.LiveCheck;
import io.github.llmfallback.attempt.RetryBudget;
import io.github.llmfallback.attempt.StreamingCalls;
import io.github.llmfallback.attempt.TargetRetries;
import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.budget.BudgetListener;
import io.github.llmfallback.budget.Budgets;
import io.github.llmfallback.cache.AnswerCache;
import io.github.llmfallback.cache.CacheSettings;
import io.github.llmfallback.cache.UpstreamCalls;
import io.github.llmfallback.observation.AuditTrail;
import io.github.llmfallback.observation.AvailabilityLog;
import io.github.llmfallback.observation.BudgetLog;
import io.github.llmfallback.observation.CallLog;
import io.github.llmfallback.observation.CallStatistics;
import io.github.llmfallback.observation.ContentLog;
import io.github.llmfallback.provider.OptionsTranslator;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.routing.RoutingStrategies;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a chat model.
 *
 * @param registry the providers
 * @param budgets what may be spent
 * @param upkeep looks after the budgets
 * @param spend what was spent
 * @param estimator what a call could cost
 * @param strategy the name of the routing strategy
 * @param router settles what a call asks for
 * @param blockingCalls calls that wait for their answer
 * @param streamingCalls calls that stream it
 * @param asyncCalls calls on another thread
 * @param liveCheck finds out who would answer
 * @param cachedCalls calls that a kept answer may serve; {@code null} without a cache
 * @param threads what attempts run on
 */
record Assembly(ProviderRegistry registry, Budgets budgets, Upkeep upkeep, SpendBook spend, CostEstimator estimator,
		String strategy, CallRouter router, BlockingCalls blockingCalls, StreamingCalls streamingCalls,
		AsyncCalls asyncCalls, LiveCheck liveCheck, @Nullable CachedCalls cachedCalls, ThreadPoolExecutor threads) {

	/**
	 * Puts the parts together.
	 * @param builder says of what
	 */
	static Assembly of(FallbackChatModelBuilder builder) {
		Map<Provider, GateSettings> settings = new LinkedHashMap<>();
		builder.providers.values().forEach((provider) -> settings.put(provider.provider(), provider.gate()));
		List<Provider> providers = List.copyOf(settings.keySet());
		CallStatistics statistics = new CallStatistics(providers, builder.nanoTime);
		OptionsTranslator options = new OptionsTranslator(builder.defaults);
		BudgetLedger ledger = builder.ledger();
		Budgets budgets = budgets(builder, ledger);
		SpendBook spend = new SpendBook(budgets, providers);
		Gates gates = new Gates(builder.nanoTime, new Payments(budgets, options::outputBound),
				(provider) -> settings.getOrDefault(provider, GateSettings.DEFAULT), AvailabilityListener
					.all(List.of(new AvailabilityLog(), AvailabilityListener.all(builder.availabilityListeners))));
		ProviderRegistry registry = new ProviderRegistry(providers, gates, statistics, spend, builder.clock);
		CallRouter router = new CallRouter(registry, builder.tagResolver,
				new RoutingStrategies(builder.strategies, new LiveFigures(statistics, gates), builder.nanoTime),
				builder.strategy, builder.maxAttempts, builder.timeout);
		CallListener audit = audit(builder);
		CallListener listener = listener(builder, statistics, audit);
		CallEngine engine = new CallEngine(builder.settings, gates, new RetryBudget(builder.retryBudget), options,
				builder.classifiers, listener, observer(builder), builder.clock, builder.nanoTime);
		ThreadPoolExecutor threads = AttemptThreads.create();
		AttemptExecution execution = builder.callerThread ? new CallerThreadExecution()
				: new IsolatedExecution(threads);
		AsyncCalls asyncCalls = new AsyncCalls(threads);
		return new Assembly(registry, budgets, new Upkeep(budgets, ledger), spend,
				new CostEstimator(builder.budgets.currency(), providers, options::outputBound), builder.strategy,
				router, blockingCalls(builder, engine, execution), new StreamingCalls(engine, execution, threads),
				asyncCalls, new LiveCheck(engine, threads, audit, builder.clock),
				(builder.cache != null)
						? cachedCalls(builder, builder.cache, engine, threads, asyncCalls, router, listener) : null,
				threads);
	}

	private static Budgets budgets(FallbackChatModelBuilder builder, BudgetLedger ledger) {
		BudgetListener log = new BudgetLog(builder.budgets().currency());
		return new Budgets(builder.budgets(), ledger,
				BudgetListener.all(List.of(log, BudgetListener.all(builder.budgetListeners))), builder.clock);
	}

	private static CallListener audit(FallbackChatModelBuilder builder) {
		return new CallListeners(
				(builder.auditLog != null) ? List.of(new AuditTrail(builder.auditLog, builder.clock)) : List.of());
	}

	private static CallListener listener(FallbackChatModelBuilder builder, CallStatistics statistics,
			CallListener audit) {
		List<CallListener> listeners = new ArrayList<>(List.of(statistics, new CallLog()));
		listeners.addAll(builder.listeners);
		if (builder.auditLog != null) {
			listeners.add(audit);
		}
		return new CallListeners(listeners);
	}

	private static CallObserver observer(FallbackChatModelBuilder builder) {
		return builder.logContent ? new ContentLog(builder.observer) : builder.observer;
	}

	private static BlockingCalls blockingCalls(FallbackChatModelBuilder builder, CallEngine engine,
			AttemptExecution execution) {
		return new BlockingCalls(engine, execution, new TargetRetries(builder.retryListeners));
	}

	/**
	 * A call that several callers wait for belongs to the thread of none of them.
	 */
	private static CachedCalls cachedCalls(FallbackChatModelBuilder builder, CacheSettings settings, CallEngine engine,
			ExecutorService threads, AsyncCalls asyncCalls, CallRouter router, CallListener listener) {
		AttemptExecution isolated = new IsolatedExecution(threads);
		UpstreamCalls upstream = new UpstreamCalls(blockingCalls(builder, engine, isolated),
				new StreamingCalls(engine, isolated, threads), asyncCalls, CachedCalls.RESTART);
		return new CachedCalls(new AnswerCache(settings, builder.cacheClock, upstream, threads), router, listener,
				builder.nanoTime);
	}

	/**
	 * Lets go of the threads. Calls under way end as they would.
	 */
	void close() {
		this.upkeep.close();
		AttemptThreads.letGo(this.threads);
	}

}
