package io.github.llmfallback.health;

/**
 * Everything is let through, and outcomes are counted.
 *
 * @param rate starts anew in every closed phase: a provider that has recovered is not
 * judged by what was before
 */
record ClosedPhase(CircuitRules rules, FailureRate rate) implements CircuitPhase {

	@Override
	public Admittance offer() {
		return Admittance.READY;
	}

	@Override
	public CircuitPhase succeeded(Admittance admitted, long now) {
		this.rate.succeeded(now);
		return judged();
	}

	@Override
	public CircuitPhase answered(Admittance admitted) {
		return this;
	}

	@Override
	public CircuitPhase failed(Admittance admitted, boolean counts) {
		if (!counts) {
			return this;
		}
		this.rate.failed();
		return judged();
	}

	@Override
	public CircuitStatus status() {
		return new CircuitStatus(CircuitState.CLOSED, this.rate.percent(), this.rate.calls(), null);
	}

	private CircuitPhase judged() {
		return this.rate.isExceeded() ? this.rules.open(this.rate, 1) : this;
	}

}
