package io.github.llmfallback.health;

import java.time.Duration;

/**
 * Nothing is let through until the time is over; then one probe is.
 *
 * @param openings how often in a row the circuit has opened, at least 1
 * @param until when the time is over, on the nanosecond clock
 */
record OpenPhase(CircuitRules rules, FailureRate rate, int openings, long until) implements CircuitPhase {

	@Override
	public Admittance offer() {
		return (leftNanos() > 0) ? Admittance.CIRCUIT_OPEN : Admittance.PROBE;
	}

	@Override
	public CircuitPhase probing() {
		return new ProbingPhase(this);
	}

	@Override
	public CircuitPhase succeeded(Admittance admitted, long now) {
		return answered(admitted);
	}

	@Override
	public CircuitPhase answered(Admittance admitted) {
		return (admitted != Admittance.READY) ? this.rules.closed() : this;
	}

	@Override
	public CircuitPhase failed(Admittance admitted, boolean counts) {
		return this;
	}

	@Override
	public CircuitStatus status() {
		long left = leftNanos();
		return new CircuitStatus((left > 0) ? CircuitState.OPEN : CircuitState.HALF_OPEN, this.rate.percent(),
				this.rate.calls(), Duration.ofNanos(Math.max(0, left)));
	}

	private long leftNanos() {
		return this.until - this.rules.now();
	}

}
