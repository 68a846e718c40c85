package io.github.llmfallback.health;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * One probe finds out whether the provider is well again. A probe that reports no outcome
 * within ten minutes counts as lost, and another one may start.
 *
 * @param open the open phase that is over
 * @param lostAt when the probe counts as lost, on the nanosecond clock
 * @param outcome completes when the probe has ended
 */
record ProbingPhase(OpenPhase open, long lostAt, CompletableFuture<@Nullable Void> outcome) implements CircuitPhase {

	private static final long LOST_AFTER = Duration.ofMinutes(10).toNanos();

	ProbingPhase(OpenPhase open) {
		this(open, open.rules().now() + LOST_AFTER, new CompletableFuture<>());
	}

	@Override
	public Admittance offer() {
		return (this.lostAt - this.open.rules().now() > 0) ? Admittance.PROBE_RUNNING : Admittance.PROBE;
	}

	@Override
	public CircuitPhase probing() {
		return new ProbingPhase(this.open);
	}

	@Override
	public CircuitPhase succeeded(Admittance admitted, long now) {
		return answered(admitted);
	}

	@Override
	public CircuitPhase answered(Admittance admitted) {
		return (admitted != Admittance.READY) ? this.open.rules().closed() : this;
	}

	@Override
	public CircuitPhase failed(Admittance admitted, boolean counts) {
		return (admitted == Admittance.PROBE) ? this.open.rules().open(this.open.rate(), this.open.openings() + 1)
				: this;
	}

	@Override
	public CircuitPhase released(Admittance admitted) {
		return (admitted == Admittance.PROBE) ? this.open : this;
	}

	@Override
	public CircuitStatus status() {
		return this.open.status();
	}

	@Override
	public void ended() {
		this.outcome.complete(null);
	}

}
