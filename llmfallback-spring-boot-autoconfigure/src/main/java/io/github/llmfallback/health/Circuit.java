package io.github.llmfallback.health;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.github.llmfallback.failure.FailureKind;

/**
 * Keeps requests away from a provider that fails, and finds out with one request at a
 * time whether it is well again.
 */
final class Circuit {

	private final CircuitRules rules;

	private final HealthListener listener;

	private final Object moving = new Object();

	private volatile CircuitPhase phase;

	Circuit(CircuitSettings settings, LongSupplier nanoTime, HealthListener listener) {
		this.rules = new CircuitRules(settings, nanoTime);
		this.listener = listener;
		this.phase = this.rules.closed();
	}

	Admittance offer() {
		return this.phase.offer();
	}

	Admittance admit() {
		for (;;) {
			CircuitPhase current = this.phase;
			Admittance offer = current.offer();
			if (offer != Admittance.PROBE || moved(current, current.probing())) {
				return offer;
			}
		}
	}

	void succeeded(Admittance admitted, long now) {
		change((current) -> current.succeeded(admitted, now), null);
	}

	void answered(Admittance admitted) {
		change((current) -> current.answered(admitted), null);
	}

	void failed(Admittance admitted, FailureKind kind, boolean counts) {
		change((current) -> current.failed(admitted, counts), kind);
	}

	void released(Admittance admitted) {
		change((current) -> current.released(admitted), null);
	}

	void reset() {
		change((current) -> this.rules.closed(), null);
	}

	CircuitStatus status() {
		return this.phase.status();
	}

	CompletableFuture<@Nullable Void> probeOutcome() {
		return (this.phase instanceof ProbingPhase probing) ? probing.outcome().copy()
				: CompletableFuture.completedFuture(null);
	}

	private void change(UnaryOperator<CircuitPhase> step, @Nullable FailureKind kind) {
		for (;;) {
			CircuitPhase current = this.phase;
			CircuitPhase next = step.apply(current);
			if (next == current) {
				return;
			}
			if (moved(current, next)) {
				tell(current, next, kind);
				return;
			}
		}
	}

	/**
	 * Follows one phase by another.
	 * @return {@code false} when another change came first
	 */
	private boolean moved(CircuitPhase current, CircuitPhase next) {
		synchronized (this.moving) {
			if (this.phase != current) {
				return false;
			}
			this.phase = next;
		}
		current.ended();
		return true;
	}

	private void tell(CircuitPhase before, CircuitPhase now, @Nullable FailureKind kind) {
		CircuitStatus status = now.status();
		if (status.state() == CircuitState.OPEN && status.availableIn() != null) {
			this.listener.unavailable(change(kind, status.availableIn()));
		}
		else if (status.state() == CircuitState.CLOSED && !(before instanceof ClosedPhase)) {
			this.listener.recovered(change(null, Duration.ZERO));
		}
	}

	private static HealthChange change(@Nullable FailureKind kind, Duration duration) {
		return new HealthChange(HealthPart.CIRCUIT, HealthChange.NONE, HealthChange.NONE, kind, duration);
	}

}
