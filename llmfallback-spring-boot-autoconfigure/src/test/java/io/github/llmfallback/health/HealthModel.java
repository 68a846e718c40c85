package io.github.llmfallback.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.failure.FailureKind;
import org.jspecify.annotations.Nullable;

/**
 * What {@link ProviderHealth} promises, written down as plainly as possible: one thread,
 * seconds since the start, every call remembered.
 */
final class HealthModel {

	/** A key, a model or a pair to the seconds {setAt, until, failures}. */
	private final Map<String, long[]> rests = new HashMap<>();

	/** The seconds and outcomes of calls since the circuit has closed. */
	private final List<Map.Entry<Long, Boolean>> calls = new ArrayList<>();

	private final CircuitSettings settings;

	private long now;

	private int openings;

	private long openUntil;

	private boolean probing;

	private long probeSince;

	HealthModel(CircuitSettings settings) {
		this.settings = settings;
	}

	void turn(long seconds) {
		this.now += seconds;
	}

	long now() {
		return this.now;
	}

	Admittance admit(int key, int model) {
		return isCooling(key, model) ? Admittance.COOLING_DOWN : admitRetry();
	}

	Admittance admitRetry() {
		Admittance offer = offer();
		if (offer == Admittance.PROBE) {
			this.probing = true;
			this.probeSince = this.now;
		}
		return offer;
	}

	Admittance admitAnyway(int key, int model) {
		Admittance admitted = admitRetry();
		if (admitted == Admittance.CIRCUIT_OPEN) {
			return Admittance.ANYWAY;
		}
		return (admitted == Admittance.READY && isCooling(key, model)) ? Admittance.ANYWAY : admitted;
	}

	boolean isReady(int key, int model) {
		return !isCooling(key, model) && offer().isAdmitted();
	}

	long availableIn(int key, int model) {
		long left = (this.openings > 0) ? Math.max(0, this.openUntil - this.now) : 0;
		for (String part : parts(key, model)) {
			left = Math.max(left, left(part));
		}
		return left;
	}

	CircuitState state() {
		if (this.openings == 0) {
			return CircuitState.CLOSED;
		}
		return (this.openUntil > this.now) ? CircuitState.OPEN : CircuitState.HALF_OPEN;
	}

	void succeeded(int key, int model, Admittance admitted, long sentAt) {
		for (String part : parts(key, model)) {
			long[] rest = this.rests.get(part);
			if (rest != null && rest[0] < sentAt) {
				this.rests.remove(part);
			}
		}
		if (this.openings == 0) {
			count(true);
		}
		else if (admitted != Admittance.READY) {
			close();
		}
	}

	Admittance answered(Admittance admitted) {
		if (this.openings > 0 && admitted != Admittance.READY) {
			close();
		}
		return Admittance.READY;
	}

	void failed(int key, int model, Admittance admitted, FailureKind kind, @Nullable Long retryAfter, long sentAt,
			boolean counts) {
		switch (kind) {
			case AUTHENTICATION -> refused("key " + key, admitted, 300, 3600, retryAfter, sentAt);
			case QUOTA_EXHAUSTED -> refused("key " + key, admitted, 1800, 21600, retryAfter, sentAt);
			case MODEL_NOT_FOUND -> refused("model " + model, admitted, 600, 3600, retryAfter, sentAt);
			case RATE_LIMITED -> {
				long first = (retryAfter != null) ? retryAfter : 1;
				refused("pair " + key + model, admitted, first, (retryAfter != null) ? first : 60, null, sentAt);
			}
			case CONTEXT_LENGTH_EXCEEDED, CONTENT_FILTERED, INVALID_REQUEST, CANCELLED, BUDGET_EXCEEDED ->
				released(admitted);
			default -> {
				if (kind == FailureKind.OVERLOADED && retryAfter != null) {
					rest("pair " + key + model, retryAfter, retryAfter, null, sentAt);
				}
				providerFailed(admitted, counts);
			}
		}
	}

	void released(Admittance admitted) {
		if (admitted == Admittance.PROBE) {
			this.probing = false;
		}
	}

	void reset() {
		this.rests.clear();
		close();
	}

	private Admittance offer() {
		return switch (state()) {
			case CLOSED -> Admittance.READY;
			case OPEN -> Admittance.CIRCUIT_OPEN;
			case HALF_OPEN ->
				(this.probing && this.now < this.probeSince + 600) ? Admittance.PROBE_RUNNING : Admittance.PROBE;
		};
	}

	private void refused(String part, Admittance admitted, long first, long most, @Nullable Long retryAfter,
			long sentAt) {
		rest(part, first, most, retryAfter, sentAt);
		if (this.openings > 0 && admitted != Admittance.READY) {
			close();
		}
	}

	private void rest(String part, long first, long most, @Nullable Long retryAfter, long sentAt) {
		long[] before = this.rests.getOrDefault(part, new long[] { sentAt, Long.MIN_VALUE, 0 });
		long failures = (before[0] <= sentAt) ? before[2] + 1 : before[2];
		long seconds = Math.min(most, first * (1L << Math.min(failures - 1, 20)));
		seconds = Math.max(seconds, (retryAfter != null) ? retryAfter : 0);
		this.rests.put(part, new long[] { this.now, Math.max(before[1], this.now + seconds), failures });
	}

	private void providerFailed(Admittance admitted, boolean counts) {
		if (this.openings == 0) {
			if (counts) {
				count(false);
			}
		}
		else if (admitted == Admittance.PROBE && this.probing) {
			this.probing = false;
			open();
		}
	}

	private void count(boolean success) {
		this.calls.add(Map.entry(this.now, success));
		this.calls.removeIf((call) -> call.getKey() <= this.now - this.settings.slidingWindow().toSeconds());
		long failures = this.calls.stream().filter((call) -> !call.getValue()).count();
		if (this.calls.size() >= this.settings.minimumCalls()
				&& failures * 100.0f / this.calls.size() >= this.settings.failureRateThreshold()) {
			open();
		}
	}

	private void open() {
		this.openings++;
		long first = this.settings.openDuration().toSeconds();
		long most = Math.max(first, Math.min(first * 10, Duration.ofMinutes(10).toSeconds()));
		this.openUntil = this.now + Math.min(most, first * (1L << Math.min(this.openings - 1, 20)));
	}

	private void close() {
		this.openings = 0;
		this.probing = false;
		this.calls.clear();
	}

	private boolean isCooling(int key, int model) {
		return parts(key, model).stream().anyMatch((part) -> left(part) > 0);
	}

	private long left(String part) {
		long[] rest = this.rests.get(part);
		return (rest != null) ? Math.max(0, rest[1] - this.now) : 0;
	}

	private static List<String> parts(int key, int model) {
		return List.of("key " + key, "model " + model, "pair " + key + model);
	}

}
