package io.github.llmfallback.attempt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.github.llmfallback.admission.Admission;
import io.github.llmfallback.admission.Admission.FailedAdmission;
import io.github.llmfallback.admission.Refusal;
import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.pricing.Bill;
import io.github.llmfallback.provider.Target;
import org.jspecify.annotations.Nullable;

/**
 * The attempts and skips of one call, and what the attempt under way holds. Whatever it
 * holds is given back when it ends.
 */
final class AttemptLog {

	private final CallListener listener;

	/** Unmodifiable while there is but one, as there is for most calls. */
	private List<Attempt> attempts = List.of();

	private @Nullable Admission admission;

	AttemptLog(CallListener listener) {
		this.listener = listener;
	}

	/**
	 * An attempt begins.
	 * @param admission what it holds; {@code null} when it is only acted out
	 */
	void begin(@Nullable Admission admission) {
		this.admission = admission;
	}

	/**
	 * How long the answer under way may be for the money to suffice.
	 * @return tokens, or {@code null} when no budget bounds the attempt
	 */
	@Nullable Long outputTokens() {
		return (this.admission != null) ? this.admission.outputTokens() : null;
	}

	/**
	 * Whether the attempt under way shows if its target is well, which is in doubt.
	 */
	boolean isTrial() {
		return this.admission != null && this.admission.isTrial();
	}

	/**
	 * The answer to the attempt under way has begun.
	 */
	void answered() {
		if (this.admission != null) {
			this.admission.answered();
		}
	}

	void skipped(Target target, Refusal refusal) {
		add(Attempt.skipped(target, refusal));
	}

	void succeeded(Target target, Measured measured) {
		Admission left = leave();
		Bill bill = (left != null)
				? left.succeeded(measured.elapsed(), measured.endedNanos(), measured.usage(), measured.answerTokens())
				: Bill.NOTHING;
		add(Attempt.of(target, Outcome.Success.INSTANCE, measured, bill));
	}

	/**
	 * The attempt under way failed.
	 * @param counts {@code false} when the call has counted against the provider before
	 * @return whether the failure is one that counts against the provider
	 */
	boolean failed(Target target, Failure failure, Measured measured, boolean counts) {
		Admission left = leave();
		FailedAdmission failed = (left != null)
				? left.failed(failure, measured.elapsed(), measured.usage(), measured.answerTokens(), counts)
				: new FailedAdmission(Bill.NOTHING, false);
		add(Attempt.of(target, new Outcome.Failed(failure), measured, failed.bill()));
		return failed.counted();
	}

	/**
	 * The attempt under way is given up before its target is asked, so it costs nothing.
	 */
	void withdrawn(Target target, Failure failure, Measured measured) {
		Admission left = leave();
		if (left != null) {
			left.withdraw();
		}
		add(Attempt.of(target, new Outcome.Failed(failure), measured, Bill.NOTHING));
	}

	/**
	 * What has happened, for a call that has ended.
	 */
	List<Attempt> attempts() {
		return (this.attempts.size() > 1) ? Collections.unmodifiableList(this.attempts) : this.attempts;
	}

	private @Nullable Admission leave() {
		Admission left = this.admission;
		this.admission = null;
		return left;
	}

	private void add(Attempt attempt) {
		if (this.attempts.isEmpty()) {
			this.attempts = List.of(attempt);
		}
		else {
			if (this.attempts.size() == 1) {
				this.attempts = new ArrayList<>(this.attempts);
			}
			this.attempts.add(attempt);
		}
		this.listener.attemptFinished(attempt);
	}

}
