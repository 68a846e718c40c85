package io.github.llmfallback.autoconfigure;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.budget.BudgetSettings;
import io.github.llmfallback.budget.OnStoreFailure;
import io.github.llmfallback.budget.TagBudgets;
import io.github.llmfallback.budget.UnknownPrice;
import io.github.llmfallback.budget.WindowLimits;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * Properties of what may be spent.
 */
public class BudgetProperties {

	/** Among the values of a tag, stands for each that is not named. */
	static final String EACH = "default";

	/**
	 * Name of the currency that prices and budgets are in. It is only shown.
	 */
	private String currency = "USD";

	/**
	 * Where days and months begin.
	 */
	private ZoneId zone = ZoneId.of("UTC");

	/**
	 * Most that one call may cost, all its attempts together. Unlimited unless set.
	 */
	private @Nullable BigDecimal perRequest;

	/**
	 * Most that all providers together may cost in a day. Unlimited unless set.
	 */
	private @Nullable BigDecimal daily;

	/**
	 * Most that all providers together may cost in a month. Unlimited unless set.
	 */
	private @Nullable BigDecimal monthly;

	/**
	 * Shares of a budget at which an alert is published, above 0 and up to 1.
	 */
	private List<Double> alertThresholds = new ArrayList<>(List.of(0.8));

	/**
	 * Budgets per value of a tag, by tag: per tenant, for example. The value 'default'
	 * stands for each value that is not named.
	 */
	private Map<String, Map<String, WindowLimitsProperties>> tags = new LinkedHashMap<>();

	/**
	 * What happens to an attempt that a budget would count but whose price nobody knows.
	 */
	private UnknownPrice unknownPrice = UnknownPrice.REJECT;

	/**
	 * Where spending is kept. With 'auto', and a budget to keep: Redis if the application
	 * is connected to it, else its database, else memory.
	 */
	private Store store = Store.AUTO;

	/**
	 * What happens to an attempt that a budget would count while the store is out of
	 * reach: it is refused (closed), or made and counted later (open).
	 */
	private OnStoreFailure onStoreFailure = OnStoreFailure.CLOSED;

	/**
	 * How long money is held for an attempt before it counts as spent, because the
	 * instance that made it is gone. Longer than any call may take.
	 */
	private Duration reservationTtl = Duration.ofMinutes(5);

	/**
	 * Whether each charged attempt is written to a table of the application's database.
	 */
	private boolean audit;

	@NestedConfigurationProperty
	private final JdbcBudgetProperties jdbc = new JdbcBudgetProperties();

	public String getCurrency() {
		return this.currency;
	}

	public void setCurrency(String currency) {
		this.currency = currency;
	}

	public ZoneId getZone() {
		return this.zone;
	}

	public void setZone(ZoneId zone) {
		this.zone = zone;
	}

	public @Nullable BigDecimal getPerRequest() {
		return this.perRequest;
	}

	public void setPerRequest(@Nullable BigDecimal perRequest) {
		this.perRequest = perRequest;
	}

	public @Nullable BigDecimal getDaily() {
		return this.daily;
	}

	public void setDaily(@Nullable BigDecimal daily) {
		this.daily = daily;
	}

	public @Nullable BigDecimal getMonthly() {
		return this.monthly;
	}

	public void setMonthly(@Nullable BigDecimal monthly) {
		this.monthly = monthly;
	}

	public List<Double> getAlertThresholds() {
		return this.alertThresholds;
	}

	public void setAlertThresholds(List<Double> alertThresholds) {
		this.alertThresholds = alertThresholds;
	}

	public Map<String, Map<String, WindowLimitsProperties>> getTags() {
		return this.tags;
	}

	public void setTags(Map<String, Map<String, WindowLimitsProperties>> tags) {
		this.tags = tags;
	}

	public UnknownPrice getUnknownPrice() {
		return this.unknownPrice;
	}

	public void setUnknownPrice(UnknownPrice unknownPrice) {
		this.unknownPrice = unknownPrice;
	}

	public Store getStore() {
		return this.store;
	}

	public void setStore(Store store) {
		this.store = store;
	}

	public OnStoreFailure getOnStoreFailure() {
		return this.onStoreFailure;
	}

	public void setOnStoreFailure(OnStoreFailure onStoreFailure) {
		this.onStoreFailure = onStoreFailure;
	}

	public Duration getReservationTtl() {
		return this.reservationTtl;
	}

	public void setReservationTtl(Duration reservationTtl) {
		this.reservationTtl = reservationTtl;
	}

	public boolean isAudit() {
		return this.audit;
	}

	public void setAudit(boolean audit) {
		this.audit = audit;
	}

	public JdbcBudgetProperties getJdbc() {
		return this.jdbc;
	}

	/**
	 * Whether there is a budget that outlives a call, apart from those of providers.
	 */
	boolean isLimited() {
		return this.daily != null || this.monthly != null
				|| this.tags.values()
					.stream()
					.flatMap((values) -> values.values().stream())
					.anyMatch(WindowLimitsProperties::isSet);
	}

	/**
	 * What may be spent.
	 * @param declared the providers by the names they go by
	 */
	BudgetSettings toSettings(Map<String, ProviderProperties> declared) {
		Map<String, WindowLimits> providers = new LinkedHashMap<>();
		declared.forEach((name, provider) -> providers.put(name, provider.getBudget().toLimits()));
		Map<String, TagBudgets> tags = new LinkedHashMap<>();
		this.tags.forEach((tag, values) -> tags.put(tag, toTagBudgets(values)));
		WindowLimits global = new WindowLimits(WindowLimitsProperties.nanos(this.daily),
				WindowLimitsProperties.nanos(this.monthly));
		return new BudgetSettings(this.currency, this.zone, WindowLimitsProperties.nanos(this.perRequest), global,
				providers, tags, this.alertThresholds, this.unknownPrice, this.onStoreFailure);
	}

	private static TagBudgets toTagBudgets(Map<String, WindowLimitsProperties> values) {
		Map<String, WindowLimits> named = new LinkedHashMap<>();
		values.forEach((value, limits) -> named.put(value, limits.toLimits()));
		WindowLimits each = named.remove(EACH);
		return new TagBudgets((each != null) ? each : WindowLimits.NONE, named);
	}

	/**
	 * Where spending is kept.
	 */
	public enum Store {

		/** Redis, else the database, else memory. */
		AUTO,

		/** The memory of this application: a restart forgets it. */
		MEMORY,

		/** The application's database. */
		JDBC,

		/** The Redis that the application is connected to. */
		REDIS

	}

}
