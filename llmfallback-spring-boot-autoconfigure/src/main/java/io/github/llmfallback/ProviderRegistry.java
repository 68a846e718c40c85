package io.github.llmfallback;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import io.github.llmfallback.SpendBook.Statement;
import io.github.llmfallback.admission.Gates;
import org.jspecify.annotations.Nullable;
import io.github.llmfallback.admission.ProviderGate;
import io.github.llmfallback.observation.CallStatistics;
import io.github.llmfallback.provider.Provider;

/**
 * The providers of a {@link FallbackChatModel}, to look at and to steer while it runs.
 * What is changed here lasts until the application ends. Safe for use by many threads.
 */
public final class ProviderRegistry {

	private final List<Provider> providers;

	private final Gates gates;

	private final CallStatistics statistics;

	private final SpendBook spend;

	private final InstantSource clock;

	private volatile List<Provider> enabled;

	ProviderRegistry(List<Provider> providers, Gates gates, CallStatistics statistics, SpendBook spend,
			InstantSource clock) {
		this.spend = spend;
		this.providers = providers;
		this.gates = gates;
		this.statistics = statistics;
		this.clock = clock;
		this.enabled = findEnabled();
	}

	/**
	 * The names of all providers.
	 * @return in declared order
	 */
	public List<String> names() {
		return all().stream().map(Provider::name).toList();
	}

	/**
	 * The state of every provider.
	 * @return a snapshot in declared order
	 */
	public List<ProviderStatus> statuses() {
		Statement statement = this.spend.statement();
		return this.providers.stream().map((provider) -> status(provider, statement)).toList();
	}

	/**
	 * The state of one provider.
	 * @param name its name
	 * @return a snapshot, or empty when there is none of that name
	 */
	public Optional<ProviderStatus> status(String name) {
		return find(name).map((provider) -> status(provider, this.spend.statement()));
	}

	/**
	 * Lets calls use a provider, from now on.
	 * @param name its name
	 * @throws IllegalArgumentException when there is none of that name
	 */
	public void enable(String name) {
		change(name, (gate) -> gate.setEnabled(true));
	}

	/**
	 * Keeps new attempts from a provider. Those under way go on.
	 * @param name its name
	 * @throws IllegalArgumentException when there is none of that name
	 */
	public void disable(String name) {
		change(name, (gate) -> gate.setEnabled(false));
	}

	/**
	 * Forgets that a provider, its keys or its models were unwell.
	 * @param name its name
	 * @throws IllegalArgumentException when there is none of that name
	 */
	public void resetHealth(String name) {
		change(name, (gate) -> gate.health().reset());
	}

	/**
	 * Forgets which providers a budget would not pay for, because the budgets have
	 * changed.
	 */
	void forgetRefusals() {
		this.providers.forEach((provider) -> this.gates.of(provider).forgetRefusals());
	}

	List<Provider> all() {
		return this.providers;
	}

	/**
	 * Who may be asked.
	 * @return the same list until a provider is switched on or off
	 */
	List<Provider> enabled() {
		return this.enabled;
	}

	Provider require(String name) {
		return find(name).orElseThrow(() -> new IllegalArgumentException(
				"There is no provider '" + name + "'; known providers are " + this.providers));
	}

	private Optional<Provider> find(String name) {
		for (Provider provider : this.providers) {
			if (provider.name().equals(name)) {
				return Optional.of(provider);
			}
		}
		return Optional.empty();
	}

	private ProviderStatus status(Provider provider, @Nullable Statement statement) {
		return new StatusReport(this.gates.of(provider), this.statistics.of(provider), statement, this.clock.instant())
			.status();
	}

	private synchronized void change(String name, Consumer<ProviderGate> change) {
		change.accept(this.gates.of(require(name)));
		this.enabled = findEnabled();
	}

	private List<Provider> findEnabled() {
		List<Provider> found = this.providers.stream()
			.filter((provider) -> this.gates.of(provider).isEnabled())
			.toList();
		return found.equals(this.enabled) ? this.enabled : found;
	}

}
