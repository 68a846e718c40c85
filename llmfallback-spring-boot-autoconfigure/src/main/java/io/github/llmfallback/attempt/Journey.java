package io.github.llmfallback.attempt;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.llmfallback.attempt.CallSummary.Ending;
import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.pricing.TokenUsage;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.Target;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way: the target it stands at, the attempts behind it and the providers
 * ahead. Used by one thread at a time.
 */
final class Journey {

	private final CallRequest request;

	private final CallListener listener;

	private final String callId;

	private final Instant startedAt;

	private final long startedNanos;

	private final List<Attempt> attempts = new ArrayList<>(2);

	private int nextProvider;

	private int providersAsked;

	private @Nullable TargetCursor cursor;

	private Ending ending = Ending.EXHAUSTED;

	Journey(CallRequest request, CallListener listener, String callId, Instant startedAt, long startedNanos) {
		this.request = request;
		this.listener = listener;
		this.callId = callId;
		this.startedAt = startedAt;
		this.startedNanos = startedNanos;
		moveToNextProvider();
	}

	CallRequest request() {
		return this.request;
	}

	/**
	 * Who to ask now.
	 * @return the target, or {@code null} when the call has come to its end
	 */
	@Nullable Target target() {
		return (this.cursor != null) ? this.cursor.current() : null;
	}

	void succeeded(Duration elapsed, @Nullable TokenUsage usage) {
		record(Outcome.Success.INSTANCE, elapsed, usage);
		end(Ending.ANSWERED);
	}

	/**
	 * Records a failure and moves on to whoever is to be asked next.
	 */
	void failed(Failure failure, Duration elapsed, @Nullable TokenUsage usage) {
		TargetCursor here = standing();
		record(new Outcome.Failed(failure), elapsed, usage);
		here.failed(failure.kind());
		Situation situation = new Situation(here.hasNextKey(), here.hasNextModel(), hasNextProvider());
		switch (DecisionTable.decide(failure.kind(), situation)) {
			case KEY -> here.nextKey();
			case MODEL -> here.nextModel();
			case PROVIDER -> moveToNextProvider();
			case STOP -> end(Ending.STOPPED);
			case EXHAUSTED -> end(Ending.EXHAUSTED);
		}
	}

	/**
	 * Records a failure after which nobody else can be asked, because the application has
	 * already seen a part of the answer or has gone away.
	 */
	void failedForGood(Failure failure, Duration elapsed, @Nullable TokenUsage usage) {
		record(new Outcome.Failed(failure), elapsed, usage);
		end(Ending.STOPPED);
	}

	CallSummary summary(long nowNanos) {
		return new CallSummary(this.callId, this.startedAt, Duration.ofNanos(nowNanos - this.startedNanos),
				List.copyOf(this.attempts), this.ending);
	}

	private void record(Outcome outcome, Duration elapsed, @Nullable TokenUsage usage) {
		record(Attempt.of(standing().current(), outcome, elapsed, usage));
	}

	private void record(Attempt attempt) {
		this.attempts.add(attempt);
		this.listener.attemptFinished(attempt);
	}

	private TargetCursor standing() {
		if (this.cursor == null) {
			throw new IllegalStateException("the call has ended");
		}
		return this.cursor;
	}

	private void end(Ending ending) {
		this.cursor = null;
		this.ending = ending;
	}

	private boolean hasNextProvider() {
		return this.providersAsked < this.request.maxProviders() && this.nextProvider < this.request.route().size();
	}

	private void moveToNextProvider() {
		this.cursor = null;
		while (this.cursor == null && hasNextProvider()) {
			Provider provider = this.request.route().get(this.nextProvider++);
			if (provider.isEnabled()) {
				this.providersAsked++;
				this.cursor = new TargetCursor(provider.targets());
			}
			else {
				record(Attempt.skipped(provider.targets().get(0), SkipReason.DISABLED));
			}
		}
	}

}
