package io.github.llmfallback;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

import io.github.llmfallback.admission.AvailabilityListener;
import io.github.llmfallback.attempt.CallListener;
import io.github.llmfallback.attempt.CallObserver;
import io.github.llmfallback.attempt.CallSettings;
import io.github.llmfallback.budget.AuditLog;
import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.budget.BudgetListener;
import io.github.llmfallback.budget.BudgetSettings;
import io.github.llmfallback.budget.MemoryLedger;
import io.github.llmfallback.cache.CacheSettings;
import io.github.llmfallback.failure.FailureClassifiers;
import io.github.llmfallback.provider.ChatDefaults;
import io.github.llmfallback.routing.RoutingStrategies;
import io.github.llmfallback.routing.RoutingStrategy;
import org.jspecify.annotations.Nullable;

import org.springframework.retry.RetryListener;
import org.springframework.util.Assert;

/**
 * Builds a {@link FallbackChatModel}, with or without Spring Boot.
 */
public final class FallbackChatModelBuilder {

	private static final int DEFAULT_MAX_ATTEMPTS = 3;

	private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

	private static final double DEFAULT_RETRY_BUDGET = 0.2;

	/** For how long money is held once the longest call is over. */
	private static final Duration GRACE = Duration.ofMinutes(5);

	/** A century: no call takes longer. */
	private static final Duration LONGEST = Duration.ofDays(36_500);

	final Map<String, LlmProvider> providers = new LinkedHashMap<>();

	final Map<String, RoutingStrategy> strategies = new LinkedHashMap<>();

	final List<CallListener> listeners = new ArrayList<>();

	final List<AvailabilityListener> availabilityListeners = new ArrayList<>();

	CallObserver observer = CallObserver.NONE;

	boolean logContent;

	String strategy = RoutingStrategies.DEFAULT;

	int maxAttempts = DEFAULT_MAX_ATTEMPTS;

	Duration timeout = DEFAULT_TIMEOUT;

	CallSettings settings = CallSettings.DEFAULT;

	double retryBudget = DEFAULT_RETRY_BUDGET;

	List<RetryListener> retryListeners = List.of();

	boolean callerThread;

	ChatDefaults defaults = ChatDefaults.NONE;

	FailureClassifiers classifiers = FailureClassifiers.builtIn();

	BudgetSettings budgets = BudgetSettings.NONE;

	@Nullable BudgetLedger ledger;

	@Nullable AuditLog auditLog;

	@Nullable BudgetTagResolver tagResolver;

	final List<BudgetListener> budgetListeners = new ArrayList<>();

	LongSupplier nanoTime = System::nanoTime;

	InstantSource clock = InstantSource.system();

	@Nullable CacheSettings cache;

	LongSupplier cacheClock = System::nanoTime;

	FallbackChatModelBuilder() {
	}

	/**
	 * Adds a provider.
	 * @param provider the provider; at least one is needed
	 * @return this builder
	 * @throws IllegalArgumentException when there is one of that name already
	 */
	public FallbackChatModelBuilder provider(LlmProvider provider) {
		Assert.isTrue(this.providers.putIfAbsent(provider.name(), provider) == null,
				() -> "There is a provider named '" + provider.name() + "' already; give this one another name");
		return this;
	}

	/**
	 * Chooses the strategy that orders the providers of a call.
	 * @param strategy a built-in name or one added by
	 * {@link #strategy(String, RoutingStrategy)}; {@code smart} unless set
	 * @return this builder
	 */
	public FallbackChatModelBuilder strategy(String strategy) {
		this.strategy = strategy;
		return this;
	}

	/**
	 * Adds a strategy that calls can name.
	 * @param name its name
	 * @param strategy orders the providers of a call
	 * @return this builder
	 */
	public FallbackChatModelBuilder strategy(String name, RoutingStrategy strategy) {
		this.strategies.put(name, strategy);
		return this;
	}

	/**
	 * Bounds how many providers a call may ask.
	 * @param maxAttempts at least 1; 3 unless set
	 * @return this builder
	 */
	public FallbackChatModelBuilder maxAttempts(int maxAttempts) {
		Assert.isTrue(maxAttempts >= 1, () -> "'maxAttempts' is " + maxAttempts + " and must be at least 1");
		this.maxAttempts = maxAttempts;
		return this;
	}

	/**
	 * Bounds a whole call: every attempt, pause and retry included.
	 * @param timeout a positive duration; 60 seconds unless set
	 * @return this builder
	 */
	public FallbackChatModelBuilder timeout(Duration timeout) {
		Assert.isTrue(!timeout.isNegative() && !timeout.isZero(),
				() -> "'timeout' is " + timeout + " and must be positive");
		this.timeout = timeout;
		return this;
	}

	/**
	 * Sets how targets are retried, streams watched and answers judged.
	 * @param settings the settings; {@link CallSettings#DEFAULT} unless set
	 * @return this builder
	 */
	public FallbackChatModelBuilder settings(CallSettings settings) {
		this.settings = settings;
		return this;
	}

	/**
	 * Bounds the retries of all calls together.
	 * @param ratio retries per call, from 0 (none at all) to 1; 0.2 unless set
	 * @return this builder
	 */
	public FallbackChatModelBuilder retryBudget(double ratio) {
		this.retryBudget = ratio;
		return this;
	}

	/**
	 * Adds listeners of retries in blocking calls.
	 * @param listeners Spring Retry's listeners
	 * @return this builder
	 */
	public FallbackChatModelBuilder retryListeners(List<RetryListener> listeners) {
		this.retryListeners = List.copyOf(listeners);
		return this;
	}

	/**
	 * Runs attempts on the caller's thread, without a hop. An attempt is then bounded by
	 * its client's own timeout alone.
	 * @param callerThread {@code false} unless set
	 * @return this builder
	 */
	public FallbackChatModelBuilder callerThread(boolean callerThread) {
		this.callerThread = callerThread;
		return this;
	}

	/**
	 * Sets what is used where neither the call nor the provider says anything.
	 * @param defaults the values
	 * @return this builder
	 */
	public FallbackChatModelBuilder defaults(ChatDefaults defaults) {
		this.defaults = defaults;
		return this;
	}

	/**
	 * Replaces the classifiers that tell failures apart.
	 * @param classifiers the classifiers
	 * @return this builder
	 */
	public FallbackChatModelBuilder classifiers(FailureClassifiers classifiers) {
		this.classifiers = classifiers;
		return this;
	}

	/**
	 * Sets what may be spent.
	 * @param settings the budgets; {@link BudgetSettings#NONE} unless set
	 * @return this builder
	 */
	public FallbackChatModelBuilder budgets(BudgetSettings settings) {
		this.budgets = settings;
		return this;
	}

	/**
	 * Chooses where spending is kept. Its reservations have to live longer than any call
	 * may take.
	 * @param ledger the ledger; the memory of this application unless set, which holds
	 * money for five minutes more than the longest timeout that is set here
	 * @return this builder
	 */
	public FallbackChatModelBuilder ledger(BudgetLedger ledger) {
		this.ledger = ledger;
		return this;
	}

	/**
	 * Keeps an entry for each charged attempt.
	 * @param log takes the entries, and is closed by whoever made it; none unless set
	 * @return this builder
	 */
	public FallbackChatModelBuilder auditLog(AuditLog log) {
		this.auditLog = log;
		return this;
	}

	/**
	 * Finds the tags of calls that set none.
	 * @param resolver finds them; none unless set
	 * @return this builder
	 */
	public FallbackChatModelBuilder tagResolver(BudgetTagResolver resolver) {
		this.tagResolver = resolver;
		return this;
	}

	/**
	 * Answers identical requests from memory, and makes identical requests that come at
	 * the same time only once.
	 * @param cache how many answers are kept, and how long; {@code null} for no cache,
	 * which is what happens unless set
	 * @return this builder
	 */
	public FallbackChatModelBuilder cache(@Nullable CacheSettings cache) {
		this.cache = cache;
		return this;
	}

	FallbackChatModelBuilder cacheClock(LongSupplier nanoTime) {
		this.cacheClock = nanoTime;
		return this;
	}

	/**
	 * Adds a listener.
	 * @param listener learns what happens to calls
	 * @return this builder
	 */
	public FallbackChatModelBuilder listener(CallListener listener) {
		this.listeners.add(listener);
		return this;
	}

	/**
	 * Watches each call, as the parent of what its attempts observe.
	 * @param observer watches calls, such as
	 * {@link io.github.llmfallback.observation.CallObservations}; nobody unless set
	 * @return this builder
	 */
	public FallbackChatModelBuilder observer(CallObserver observer) {
		this.observer = observer;
		return this;
	}

	/**
	 * Logs prompts and answers, at DEBUG. Everything else is logged without them.
	 * @param logContent {@code false} unless set
	 * @return this builder
	 */
	public FallbackChatModelBuilder logContent(boolean logContent) {
		this.logContent = logContent;
		return this;
	}

	/**
	 * Adds a listener that learns who becomes unwell and well.
	 * @param listener the listener
	 * @return this builder
	 */
	public FallbackChatModelBuilder availabilityListener(AvailabilityListener listener) {
		this.availabilityListeners.add(listener);
		return this;
	}

	/**
	 * Adds a listener that learns what happens to budgets.
	 * @param listener the listener
	 * @return this builder
	 */
	public FallbackChatModelBuilder budgetListener(BudgetListener listener) {
		this.budgetListeners.add(listener);
		return this;
	}

	BudgetSettings budgets() {
		BudgetSettings all = this.budgets;
		for (LlmProvider provider : this.providers.values()) {
			all = all.withProvider(provider.name(), provider.budget());
		}
		return all;
	}

	BudgetLedger ledger() {
		return (this.ledger != null) ? this.ledger
				: new MemoryLedger(this.budgets.zone(), longestTimeout().plus(GRACE), this.clock);
	}

	private Duration longestTimeout() {
		Duration longest = this.timeout;
		for (LlmProvider provider : this.providers.values()) {
			Duration timeout = provider.timeout();
			longest = (timeout.compareTo(longest) > 0) ? timeout : longest;
		}
		return (longest.compareTo(LONGEST) < 0) ? longest : LONGEST;
	}

	/**
	 * Replaces the clocks.
	 */
	FallbackChatModelBuilder clocks(LongSupplier nanoTime, InstantSource clock) {
		this.nanoTime = nanoTime;
		this.clock = clock;
		return this;
	}

	public FallbackChatModel build() {
		Assert.state(!this.providers.isEmpty(), "At least one provider is needed: call 'provider(…)'");
		return new FallbackChatModel(Assembly.of(this));
	}

}
