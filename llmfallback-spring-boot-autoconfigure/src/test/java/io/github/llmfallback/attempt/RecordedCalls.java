package io.github.llmfallback.attempt;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.llmfallback.provider.Target;

/**
 * Remembers what a listener is told.
 */
final class RecordedCalls implements CallListener {

	final List<Target> started = new CopyOnWriteArrayList<>();

	final List<Attempt> finished = new CopyOnWriteArrayList<>();

	final List<CallSummary> calls = new CopyOnWriteArrayList<>();

	@Override
	public void attemptStarted(Target target) {
		this.started.add(target);
	}

	@Override
	public void attemptFinished(Attempt attempt) {
		this.finished.add(attempt);
	}

	@Override
	public void callFinished(CallSummary summary) {
		this.calls.add(summary);
	}

	List<String> outcomes() {
		return this.finished.stream().map((attempt) -> attempt.outcome().name()).toList();
	}

}
