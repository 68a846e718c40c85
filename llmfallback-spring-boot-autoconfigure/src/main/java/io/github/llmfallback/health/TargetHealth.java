package io.github.llmfallback.health;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.llmfallback.failure.FailureKind;

/**
 * The health of one key with one model, which is that of the provider, the key, the model
 * and of both together. May be used from any thread.
 * <p>
 * Every request that was admitted ends in exactly one of {@link #succeeded},
 * {@link #failed} and {@link #released}. One whose answer comes in parts may be
 * {@link #answered} before.
 */
public final class TargetHealth {

	private final Circuit circuit;

	private final Cooldown key;

	private final Cooldown model;

	private final Cooldown both;

	TargetHealth(Circuit circuit, Cooldown key, Cooldown model, Cooldown both) {
		this.circuit = circuit;
		this.key = key;
		this.model = model;
		this.both = both;
	}

	/**
	 * Whether {@link #admit()} would admit now. Takes nothing, so another request may
	 * come first.
	 */
	public boolean isReady() {
		return !isCooling() && this.circuit.offer().isAdmitted();
	}

	/**
	 * Asks to send a request.
	 * @return {@code READY}, {@code PROBE} or a refusal
	 */
	public Admittance admit() {
		return isCooling() ? Admittance.COOLING_DOWN : this.circuit.admit();
	}

	/**
	 * Asks to send the same request to the same target again. The caller has waited as
	 * long as it was asked to, so cooldowns do not count; the circuit does.
	 * @return {@code READY}, {@code PROBE} or a refusal other than {@code COOLING_DOWN}
	 */
	public Admittance admitRetry() {
		return this.circuit.admit();
	}

	/**
	 * Asks to send a request because no target is well.
	 * @return {@code READY} when the target is well after all, {@code PROBE} when the
	 * circuit's open time is over, {@code PROBE_RUNNING} while another request probes,
	 * else {@code ANYWAY}
	 */
	public Admittance admitAnyway() {
		Admittance admittance = this.circuit.admit();
		boolean unwell = (admittance == Admittance.CIRCUIT_OPEN) || (admittance == Admittance.READY && isCooling());
		return unwell ? Admittance.ANYWAY : admittance;
	}

	/**
	 * How long the target is not admitted.
	 * @return zero when it is ready and while a probe runs
	 */
	public Duration availableIn() {
		Duration circuit = this.circuit.status().availableIn();
		long cooldown = Math.max(this.both.leftNanos(), Math.max(this.key.leftNanos(), this.model.leftNanos()));
		return Duration.ofNanos(Math.max((circuit != null) ? circuit.toNanos() : 0, cooldown));
	}

	/**
	 * The answer has begun, so the provider is alive: for a probe, and for a request that
	 * was sent anyway, that closes the circuit. However long the rest takes and however
	 * it ends, the request is one like any other from now on.
	 * @param admitted how the request was admitted
	 * @return how it counts as admitted from now on
	 */
	public Admittance answered(Admittance admitted) {
		this.circuit.answered(admitted);
		return Admittance.READY;
	}

	/**
	 * The request was answered. The circuit closes after a probe and after a request that
	 * was sent anyway. Cooldowns end that were set before the request was sent, and start
	 * small the next time.
	 * @param admitted how the request was admitted
	 * @param elapsed the time since it was sent
	 * @param now when the answer was complete, on the clock of the provider's health
	 */
	public void succeeded(Admittance admitted, Duration elapsed, long now) {
		long sentAt = now - elapsed.toNanos();
		this.key.succeeded(sentAt);
		this.model.succeeded(sentAt);
		this.both.succeeded(sentAt);
		this.circuit.succeeded(admitted, now);
	}

	/**
	 * The request failed. Kinds that are nobody's fault count as {@link #released}. A
	 * provider that refuses the key, the model or the rate is alive: for a probe, and for
	 * a request that was sent anyway, that closes the circuit.
	 * @param admitted how the request was admitted
	 * @param kind what went wrong
	 * @param retryAfter how long the provider asks to wait; zero and less count as
	 * nothing, more than 24 hours as 24 hours
	 * @param elapsed the time since it was sent
	 * @param counts {@code false} when the same call has already counted against this
	 * provider's circuit; cooldowns are set and a failed probe reopens all the same
	 * @return whether the failure is one that counts against the circuit
	 */
	public boolean failed(Admittance admitted, FailureKind kind, @Nullable Duration retryAfter, Duration elapsed,
			boolean counts) {
		HealthPart part = Consequence.of(kind).part();
		if (part == null) {
			released(admitted);
			return false;
		}
		cooldown(part).failed(kind, retryAfter, elapsed);
		if (part == HealthPart.CIRCUIT) {
			this.circuit.failed(admitted, kind, counts);
			return true;
		}
		this.circuit.answered(admitted);
		return false;
	}

	/**
	 * The request ended without a word about the target's health: it was cancelled, was
	 * wrong in itself or was never sent.
	 * @param admitted how the request was admitted
	 */
	public void released(Admittance admitted) {
		this.circuit.released(admitted);
	}

	private boolean isCooling() {
		return this.both.isActive() || this.key.isActive() || this.model.isActive();
	}

	private Cooldown cooldown(HealthPart part) {
		return switch (part) {
			case KEY -> this.key;
			case MODEL -> this.model;
			case TARGET, CIRCUIT -> this.both;
		};
	}

}
