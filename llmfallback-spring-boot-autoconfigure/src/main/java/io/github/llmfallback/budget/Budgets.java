package io.github.llmfallback.budget;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.llmfallback.pricing.CostBounds;
import io.github.llmfallback.pricing.Price;

/**
 * Decides whether attempts may be paid for, and books what they cost. Safe for use by
 * many threads.
 */
public final class Budgets {

	private static final Log logger = LogFactory.getLog(Budgets.class);

	private final BudgetSettings settings;

	private final BudgetCounters counters;

	private final Bookings bookings;

	private final OncePerMinute warnings;

	private final TagValues tagValues = new TagValues();

	/**
	 * Creates the budgets.
	 * @param settings what may be spent
	 * @param ledger keeps what is spent
	 * @param listener learns what happens
	 * @param clock tells when windows end
	 */
	public Budgets(BudgetSettings settings, BudgetLedger ledger, BudgetListener listener, InstantSource clock) {
		this.settings = settings;
		AlarmLevels levels = new AlarmLevels(settings);
		this.counters = new BudgetCounters(settings, levels);
		this.warnings = new OncePerMinute(clock);
		Alarms alarms = new Alarms(levels, listener);
		this.bookings = (ledger instanceof MemoryLedger memory) ? new MemoryBookings(memory, listener, alarms)
				: new StoreBookings(ledger, listener, alarms, this.warnings);
	}

	public BudgetSettings settings() {
		return this.settings;
	}

	/**
	 * What an attempt is counted in.
	 * @param provider who is to be asked
	 * @param tags the call's tags
	 */
	public CounterGroup counters(String provider, Map<String, String> tags) {
		return this.counters.of(provider, tags);
	}

	/**
	 * Whether a budget bounds an attempt.
	 * @param counters what it is counted in
	 */
	public boolean isLimited(CounterGroup counters) {
		return this.settings.perRequest() != null || counters.isLimited();
	}

	/**
	 * Whether budgets count what a model costs.
	 * @param price its price; {@code null} when unknown
	 * @return {@code false} for a model that is asked even when all money is spent
	 */
	public boolean isCounted(@Nullable Price price) {
		return (price != null) ? !price.isFree() : this.settings.unknownPrice() == UnknownPrice.REJECT;
	}

	/**
	 * Leave to make an attempt that no budget bounds. What it costs is counted.
	 * @param id identifies the attempt
	 * @param counters what it is counted in
	 * @param timeLeft what the call has left
	 */
	public BudgetHold open(String id, CounterGroup counters, Supplier<Duration> timeLeft) {
		return new BudgetHold(this.bookings, id, counters, BudgetHold.NOT_RESERVED, null, timeLeft);
	}

	/**
	 * Holds the money for an attempt that a budget bounds.
	 * @param request the attempt
	 * @return a {@link BudgetHold}, to be ended exactly once, or a {@link BudgetRefusal}
	 */
	public BudgetEntry enter(PaymentRequest request) {
		Price price = request.price();
		if (price == null) {
			return withoutPrice(request);
		}
		if (price.isFree()) {
			return new BudgetHold(this.bookings, request.id(), CounterGroup.NONE, BudgetHold.NOT_RESERVED, null,
					request.timeLeft());
		}
		CounterGroup group = request.counters();
		long most = CostBounds.cheap(price, request.prompt(), request.outputTokens()).atMost();
		BudgetRefusal refusal = checkCall(request, most);
		if (refusal != null) {
			most = CostBounds.counted(price, request.prompt(), request.outputTokens()).atMost();
			refusal = checkCall(request, most);
		}
		if (refusal != null) {
			return refusal;
		}
		return group.isLimited() ? reserve(request, price, most) : new BudgetHold(this.bookings, request.id(), group,
				BudgetHold.NOT_RESERVED, request.outputTokens(), request.timeLeft());
	}

	private BudgetEntry withoutPrice(PaymentRequest request) {
		if (this.settings.unknownPrice() == UnknownPrice.REJECT) {
			this.warnings.warn(logger, "unknown price of " + request.provider() + "/" + request.model(),
					() -> "Provider '" + request.provider() + "' is passed over because the price of its model '"
							+ request.model() + "' is not known and a budget would have to count it. Set its cost, or "
							+ "llm.fallback.budget.unknown-price=allow");
			return BudgetRefusal.unknownPrice();
		}
		this.warnings.warn(logger, "uncounted " + request.provider() + "/" + request.model(),
				() -> "The price of model '" + request.model() + "' of provider '" + request.provider()
						+ "' is not known: its attempts are not counted by any budget");
		return new BudgetHold(this.bookings, request.id(), CounterGroup.NONE, BudgetHold.NOT_RESERVED, null,
				request.timeLeft());
	}

	private @Nullable BudgetRefusal checkCall(PaymentRequest request, long most) {
		Long limit = this.settings.perRequest();
		return (limit != null && most > limit - request.spentByCall())
				? BudgetRefusal.ofRequest(limit, request.spentByCall(), most) : null;
	}

	private BudgetEntry reserve(PaymentRequest request, Price price, long most) {
		LedgerUnavailableException earlier = request.storeFailure();
		if (earlier != null) {
			return withoutStore(request, earlier);
		}
		try {
			long amount = most;
			ReservationResult result = hold(request, amount);
			if (result instanceof ReservationResult.Refused) {
				amount = Math.min(most, CostBounds.counted(price, request.prompt(), request.outputTokens()).atMost());
				result = (amount < most) ? hold(request, amount) : result;
			}
			if (result instanceof ReservationResult.Refused refused) {
				return BudgetRefusal.exceeded(refused.limit(), refused.usage(), amount);
			}
			return new BudgetHold(this.bookings, request.id(), request.counters(), amount, request.outputTokens(),
					request.timeLeft());
		}
		catch (LedgerUnavailableException ex) {
			return withoutStore(request, ex);
		}
	}

	private ReservationResult hold(PaymentRequest request, long amount) {
		CounterGroup group = request.counters();
		ReservationResult result = this.bookings.hold(new Reservation(request.id(), amount, group.limits()),
				request.timeLeft());
		this.tagValues.add(group);
		return result;
	}

	private BudgetEntry withoutStore(PaymentRequest request, LedgerUnavailableException ex) {
		BudgetRefusal refusal = BudgetRefusal.storeFailure(ex);
		if (ex instanceof RejectedStepException) {
			this.warnings.warn(logger, "rejected", () -> "A call is not paid for: " + refusal.message());
			return refusal;
		}
		boolean closed = this.settings.onStoreFailure() == OnStoreFailure.CLOSED;
		if (!refusal.isOfCall()) {
			String consequence = closed
					? ", so paid attempts are refused (llm.fallback.budget.on-store-failure=closed): "
					: ": attempts are made without asking it and counted once it is back "
							+ "(llm.fallback.budget.on-store-failure=open): ";
			this.warnings.warn(logger, "store",
					() -> "The store of the budgets is out of reach" + consequence + ex.getMessage());
		}
		return closed ? refusal : new BudgetHold(this.bookings, request.id() + "-uncounted", request.counters(),
				request.outputTokens(), request.timeLeft(), ex);
	}

	/**
	 * Charges reservations that nobody ended and makes up for what the store missed. To
	 * be called now and then; does nothing while the store is out of reach, and never
	 * fails: whoever repeats it would stop.
	 */
	public void maintain() {
		try {
			this.bookings.maintain();
		}
		catch (RuntimeException ex) {
			this.warnings.warn(logger, "failed maintenance", () -> "The budgets could not be looked after", ex);
		}
	}

	/**
	 * Does so for somebody who waits for it, five seconds at most.
	 * @throws LedgerUnavailableException when the store is too slow
	 */
	public void bringUpToDate() {
		this.bookings.bringUpToDate();
	}

	/**
	 * Makes up, for the last time, for what the store missed.
	 */
	public void close() {
		this.bookings.close();
	}

	/**
	 * What is spent and reserved, for every limited counter.
	 * @param providers the names of the providers
	 * @return the budgets, the widest first
	 */
	public List<BudgetState> states(Collection<String> providers) {
		List<BudgetLimit> limits = limits(providers);
		return states(limits, usage(keys(limits)));
	}

	/**
	 * What is spent and reserved, for somebody who has no time to wait.
	 * @param providers the names of the providers
	 * @return the budgets, the widest first; {@code null} when the store is out of reach
	 * or takes its time
	 */
	public @Nullable List<BudgetState> glanceAtStates(Collection<String> providers) {
		List<BudgetLimit> limits = limits(providers);
		List<BudgetUsage> usage = glance(keys(limits));
		return (usage != null) ? states(limits, usage) : null;
	}

	private List<BudgetState> states(List<BudgetLimit> limits, List<BudgetUsage> usage) {
		List<BudgetState> states = new ArrayList<>();
		for (int i = 0; i < usage.size(); i++) {
			states.add(BudgetState.of(usage.get(i), limits.get(i).limit(), this.settings.alertThresholds()));
		}
		return states;
	}

	private static List<BudgetKey> keys(List<BudgetLimit> limits) {
		return limits.stream().map(BudgetLimit::key).toList();
	}

	/**
	 * What may be spent.
	 * @param providers the names of all providers
	 * @return every limit, the widest first; of tag values those that are configured by
	 * name and those seen
	 */
	public List<BudgetLimit> limits(Collection<String> providers) {
		List<BudgetLimit> limits = new ArrayList<>(BudgetCounters.limited(BudgetScope.GLOBAL, this.settings.global()));
		for (String provider : providers) {
			limits.addAll(BudgetCounters.limited(BudgetScope.provider(provider),
					this.settings.providers().getOrDefault(provider, WindowLimits.NONE)));
		}
		limits.addAll(this.tagValues.limits(this.settings));
		return limits;
	}

	/**
	 * Reads counters.
	 * @throws LedgerUnavailableException when the store is out of reach
	 */
	public List<BudgetUsage> usage(List<BudgetKey> keys) {
		return keys.isEmpty() ? List.of() : this.bookings.usage(keys);
	}

	/**
	 * Reads counters for somebody who has no time to wait.
	 * @return {@code null} when the store is out of reach or takes its time
	 */
	public @Nullable List<BudgetUsage> glance(List<BudgetKey> keys) {
		return keys.isEmpty() ? List.of() : this.bookings.glance(keys);
	}

	/**
	 * Sets what is spent in the current windows to zero.
	 * @param scopes which; empty for all
	 * @throws LedgerUnavailableException when the store is out of reach
	 */
	public void reset(Collection<BudgetScope> scopes) {
		this.bookings.reset(scopes);
	}

}
