package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.github.llmfallback.admission.Insistence;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.Target;
import org.jspecify.annotations.Nullable;

/**
 * The time a call spends at one provider: the target it asks, and how often and how
 * firmly it does. A key that failed for its own sake is not used again by the call, and a
 * model that failed is not either.
 */
final class Visit {

	private List<Target> untried;

	private Target target;

	private Insistence insistence;

	private int retries;

	private @Nullable Duration pause;

	private boolean asked;

	private boolean counted;

	private Visit(List<Target> targets, Insistence insistence) {
		this.target = targets.get(0);
		this.untried = (targets.size() > 1) ? targets.subList(1, targets.size()) : List.of();
		this.insistence = insistence;
	}

	/**
	 * Starts at the provider's first target.
	 */
	static Visit of(Provider provider) {
		return new Visit(provider.targets(), Insistence.NORMAL);
	}

	/**
	 * Starts somewhere else than at the first target.
	 */
	static Visit startingAt(Target target, Insistence insistence) {
		Visit visit = new Visit(target.provider().targets(), insistence);
		if (!visit.target.equals(target)) {
			visit.untried = new ArrayList<>(target.provider().targets());
			visit.moveTo(target);
		}
		return visit;
	}

	Target target() {
		return this.target;
	}

	/**
	 * How firmly the target is asked to let the call in.
	 */
	Insistence insistence() {
		return this.insistence;
	}

	/**
	 * How often the target has been asked again.
	 */
	int retries() {
		return this.retries;
	}

	/**
	 * Whether the target is the one that has just failed.
	 */
	boolean isRetry() {
		return this.pause != null;
	}

	/**
	 * How long to wait before asking the target again.
	 */
	Duration pause() {
		return (this.pause != null) ? this.pause : Duration.ZERO;
	}

	/**
	 * Whether the provider has been asked, by any of its targets.
	 */
	boolean isAsked() {
		return this.asked;
	}

	/**
	 * Asks the provider.
	 * @return whether this is for the first time
	 */
	boolean ask() {
		boolean first = !this.asked;
		this.asked = true;
		return first;
	}

	/**
	 * Whether a failure has counted against the provider, which one call does once.
	 */
	boolean isCounted() {
		return this.counted;
	}

	void counted(boolean counted) {
		this.counted |= counted;
	}

	/**
	 * Stays at the target that has just failed.
	 */
	void again(Duration pause) {
		this.retries++;
		this.pause = pause;
		this.insistence = Insistence.RETRY;
	}

	/**
	 * Forgets what the failure of the current target makes useless.
	 */
	void failed(FailureKind kind) {
		if (this.untried.isEmpty()) {
			return;
		}
		Target failed = this.target;
		switch (kind) {
			case AUTHENTICATION, QUOTA_EXHAUSTED -> drop((target) -> target.key().equals(failed.key()));
			case MODEL_NOT_FOUND, CONTEXT_LENGTH_EXCEEDED -> drop((target) -> target.model().equals(failed.model()));
			default -> {
			}
		}
	}

	private void drop(Predicate<Target> useless) {
		List<Target> left = new ArrayList<>(this.untried);
		left.removeIf(useless);
		this.untried = left;
	}

	/**
	 * Whether another key may be asked for the same model.
	 * @param ready tells whether a target would let the call in
	 */
	boolean hasNextKey(Predicate<Target> ready) {
		return find(sameModel().and(ready)) != null;
	}

	/**
	 * Whether another model may be asked.
	 * @param ready tells whether a target would let the call in
	 */
	boolean hasNextModel(Predicate<Target> ready) {
		return find(sameModel().negate().and(ready)) != null;
	}

	/**
	 * Moves to the next target in order.
	 * @return whether there was one
	 */
	boolean next() {
		if (this.untried.isEmpty()) {
			return false;
		}
		moveTo(this.untried.get(0));
		return true;
	}

	/**
	 * Moves to another key for the same model.
	 */
	void nextKey() {
		moveTo(find(sameModel()));
		startAfresh();
	}

	/**
	 * Moves to another model, and leaves the failed one for good.
	 */
	void nextModel() {
		Predicate<Target> sameModel = sameModel();
		Target next = find(sameModel.negate());
		drop(sameModel);
		moveTo(next);
		startAfresh();
	}

	private void startAfresh() {
		this.retries = 0;
		this.pause = null;
		this.insistence = Insistence.NORMAL;
	}

	private void moveTo(@Nullable Target next) {
		if (next == null) {
			throw new IllegalStateException("no such target is left");
		}
		this.target = next;
		drop(next::equals);
	}

	private Predicate<Target> sameModel() {
		Target failed = this.target;
		return (target) -> target.model().equals(failed.model());
	}

	private @Nullable Target find(Predicate<Target> wanted) {
		for (Target target : this.untried) {
			if (wanted.test(target)) {
				return target;
			}
		}
		return null;
	}

}
