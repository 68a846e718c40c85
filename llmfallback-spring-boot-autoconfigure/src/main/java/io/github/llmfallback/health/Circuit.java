package io.github.llmfallback.health;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.github.llmfallback.failure.FailureKind;

/**
 * Keeps requests away from a provider that fails, and finds out with one request at a
 * time whether it is well again.
 */
final class Circuit {

	private final CircuitRules rules;

	private final HealthListener listener;

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

	void succeeded(Admittance admitted, Duration elapsed) {
		for (;;) {
			CircuitPhase current = this.phase;
			CircuitPhase next = current.succeeded(admitted, elapsed);
			if (moved(current, next)) {
				tell(current, next, null);
				return;
			}
		}
	}

	void answered(Admittance admitted) {
		for (;;) {
			CircuitPhase current = this.phase;
			CircuitPhase next = current.answered(admitted);
			if (moved(current, next)) {
				tell(current, next, null);
				return;
			}
		}
	}

	void failed(Admittance admitted, FailureKind kind, Duration elapsed, boolean counts) {
		for (;;) {
			CircuitPhase current = this.phase;
			CircuitPhase next = current.failed(admitted, elapsed, counts);
			if (moved(current, next)) {
				tell(current, next, kind);
				return;
			}
		}
	}

	void released(Admittance admitted) {
		CircuitPhase current;
		do {
			current = this.phase;
		}
		while (!moved(current, current.released(admitted)));
	}

	void reset() {
		CircuitPhase next = this.rules.closed();
		CircuitPhase current;
		do {
			current = this.phase;
		}
		while (!moved(current, next));
		if (!(current instanceof ClosedPhase)) {
			tell(current, next, null);
		}
	}

	CircuitStatus status() {
		return this.phase.status();
	}

	CompletableFuture<Void> probeOutcome() {
		return (this.phase instanceof ProbingPhase probing) ? probing.outcome().copy()
				: CompletableFuture.completedFuture(null);
	}

	/**
	 * Follows one phase by another.
	 * @return {@code false} when another change came first
	 */
	private boolean moved(CircuitPhase current, CircuitPhase next) {
		if (next == current) {
			return true;
		}
		synchronized (this.rules) {
			if (this.phase != current) {
				return false;
			}
			this.phase = next;
		}
		current.ended();
		return true;
	}

	private void tell(CircuitPhase before, CircuitPhase now, @Nullable FailureKind kind) {
		if (now == before) {
			return;
		}
		Duration left = now.status().availableIn();
		HealthChange change = new HealthChange(HealthPart.CIRCUIT, HealthChange.NONE, HealthChange.NONE, kind,
				(left != null) ? left : Duration.ZERO);
		if (left != null) {
			this.listener.unavailable(change);
		}
		else {
			this.listener.recovered(change);
		}
	}

}
