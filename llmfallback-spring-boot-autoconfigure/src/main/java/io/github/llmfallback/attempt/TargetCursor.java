package io.github.llmfallback.attempt;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.Target;
import org.jspecify.annotations.Nullable;

/**
 * Where a call stands among the targets of one provider. A key that failed for its own
 * sake is not used again by the call, and a model that failed is not either.
 */
final class TargetCursor {

	private List<Target> untried;

	private Target current;

	TargetCursor(List<Target> targets) {
		this.current = targets.get(0);
		this.untried = (targets.size() > 1) ? targets.subList(1, targets.size()) : List.of();
	}

	/**
	 * Starts somewhere else than at the first target.
	 */
	static TargetCursor startingAt(Target target) {
		TargetCursor cursor = new TargetCursor(target.provider().targets());
		if (!cursor.current.equals(target)) {
			cursor.untried = new ArrayList<>(target.provider().targets());
			cursor.moveTo(target);
		}
		return cursor;
	}

	Target current() {
		return this.current;
	}

	/**
	 * Forgets what the failure of the current target makes useless.
	 */
	void failed(FailureKind kind) {
		if (this.untried.isEmpty()) {
			return;
		}
		Target failed = this.current;
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

	void nextKey() {
		moveTo(find(sameModel()));
	}

	/**
	 * Moves to another model, and leaves the failed one for good.
	 */
	void nextModel() {
		Predicate<Target> sameModel = sameModel();
		Target next = find(sameModel.negate());
		drop(sameModel);
		moveTo(next);
	}

	private void moveTo(@Nullable Target next) {
		if (next == null) {
			throw new IllegalStateException("no such target is left");
		}
		this.current = next;
		drop(next::equals);
	}

	private Predicate<Target> sameModel() {
		Target failed = this.current;
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
