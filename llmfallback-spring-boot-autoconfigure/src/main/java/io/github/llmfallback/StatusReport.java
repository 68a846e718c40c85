package io.github.llmfallback;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import io.github.llmfallback.ProviderStatus.Calls;
import io.github.llmfallback.ProviderStatus.Circuit;
import io.github.llmfallback.ProviderStatus.Cost;
import io.github.llmfallback.ProviderStatus.KeyStatus;
import io.github.llmfallback.ProviderStatus.Latency;
import io.github.llmfallback.ProviderStatus.ModelStatus;
import io.github.llmfallback.ProviderStatus.RateLimit;
import io.github.llmfallback.ProviderStatus.Status;
import io.github.llmfallback.SpendBook.Statement;
import io.github.llmfallback.admission.ProviderGate;
import io.github.llmfallback.budget.BudgetRefusal;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.health.CircuitState;
import io.github.llmfallback.health.CircuitStatus;
import io.github.llmfallback.health.HealthStatus;
import io.github.llmfallback.limit.RateStatus;
import io.github.llmfallback.observation.ProviderStatistics;
import io.github.llmfallback.pricing.Money;
import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.ProviderKey;

/**
 * Reads the state of one provider at one moment.
 */
final class StatusReport {

	private final ProviderGate gate;

	private final Provider provider;

	private final ProviderStatistics statistics;

	private final @Nullable Statement statement;

	private final boolean overBudget;

	private final @Nullable Instant paidAgainAt;

	private final Instant now;

	private final CircuitStatus circuit;

	StatusReport(ProviderGate gate, ProviderStatistics statistics, @Nullable Statement statement, Instant now) {
		this.statement = statement;
		this.gate = gate;
		this.provider = gate.provider();
		this.statistics = statistics;
		this.now = now.truncatedTo(ChronoUnit.MILLIS);
		this.circuit = gate.health().circuit();
		Instant paidAgainAt = (statement != null) ? statement.paidAgainAt(this.provider) : null;
		BudgetRefusal refusal = latestRefusal(gate, now);
		this.overBudget = paidAgainAt != null || refusal != null;
		this.paidAgainAt = (paidAgainAt != null || refusal == null) ? paidAgainAt : refusal.resetsAt();
	}

	private static @Nullable BudgetRefusal latestRefusal(ProviderGate gate, Instant now) {
		BudgetRefusal refusal = gate.latestRefusal();
		Instant until = (refusal != null) ? refusal.resetsAt() : null;
		return (until == null || until.isAfter(now)) ? refusal : null;
	}

	ProviderStatus status() {
		Duration availableIn = this.gate.availableIn();
		Status status = status(availableIn);
		return new ProviderStatus(this.provider.name(), this.provider.type(), this.gate.isEnabled(),
				this.provider.priority(), status, availableAt(status, availableIn), models(), keys(),
				new Circuit(this.circuit.state(), this.circuit.failureRate(), this.circuit.bufferedCalls()), calls(),
				latency(), this.statistics.inFlight(), rateLimit(), cost(),
				(this.statement != null) ? this.statement.of(this.provider) : null);
	}

	private @Nullable Instant availableAt(Status status, Duration availableIn) {
		if (status == Status.DISABLED) {
			return null;
		}
		Instant wellAt = after(availableIn);
		if (!this.overBudget) {
			return wellAt;
		}
		Instant paidAgainAt = this.paidAgainAt;
		return (paidAgainAt != null && wellAt != null && wellAt.isAfter(paidAgainAt)) ? wellAt : paidAgainAt;
	}

	private Status status(Duration availableIn) {
		if (!this.gate.isEnabled()) {
			return Status.DISABLED;
		}
		if (this.circuit.state() == CircuitState.OPEN) {
			return Status.OPEN;
		}
		if (this.overBudget) {
			return Status.OVER_BUDGET;
		}
		if (availableIn.isZero()) {
			return (this.circuit.state() == CircuitState.HALF_OPEN) ? Status.HALF_OPEN : Status.UP;
		}
		return this.gate.wellIn().isZero() ? Status.RATE_LIMITED : Status.COOLING;
	}

	private List<ModelStatus> models() {
		return IntStream.range(0, this.provider.models().size()).mapToObj((index) -> {
			HealthStatus health = this.gate.health().model(index);
			return new ModelStatus(this.provider.models().get(index).name(), status(health), availableAt(health));
		}).toList();
	}

	private List<KeyStatus> keys() {
		return IntStream.range(0, this.provider.keys().size())
			.mapToObj((index) -> key(this.provider.keys().get(index), this.gate.health().key(index)))
			.filter((key) -> key != null)
			.toList();
	}

	private @Nullable KeyStatus key(ProviderKey key, HealthStatus health) {
		return (key.alias() != null)
				? new KeyStatus(key.alias(), status(health), availableAt(health), health.lastFailure()) : null;
	}

	private Status status(HealthStatus health) {
		if (!this.gate.isEnabled()) {
			return Status.DISABLED;
		}
		return health.availableIn().isZero() ? Status.UP : Status.COOLING;
	}

	private @Nullable Instant availableAt(HealthStatus health) {
		return after(health.availableIn());
	}

	private @Nullable Instant after(Duration wait) {
		return wait.isZero() ? null : this.now.plusMillis(wait.toMillis());
	}

	private Calls calls() {
		Map<FailureKind, Long> failures = this.statistics.failures();
		long failed = failures.values().stream().mapToLong(Long::longValue).sum();
		return new Calls(this.statistics.succeeded(), failed, this.statistics.skipped(), failures);
	}

	private Latency latency() {
		long[] latency = this.statistics.latencyMillis(0.5, 0.95);
		return new Latency(latency[0], latency[1]);
	}

	private @Nullable RateLimit rateLimit() {
		RateStatus rates = this.gate.rates().status();
		return (rates.requestsPerMinute() == null && rates.tokensPerMinute() == null) ? null : new RateLimit(
				rates.requestsPerMinute(), rates.requestsAvailable(), rates.tokensPerMinute(), rates.tokensAvailable());
	}

	private @Nullable Cost cost() {
		Price price = this.provider.models().get(0).price();
		return (price != null) ? new Cost(Money.toDecimal(price.inputPer1k()), Money.toDecimal(price.outputPer1k()))
				: null;
	}

}
