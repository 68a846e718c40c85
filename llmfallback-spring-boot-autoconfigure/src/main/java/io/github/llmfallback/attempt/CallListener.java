package io.github.llmfallback.attempt;

import java.time.Duration;

import io.github.llmfallback.provider.Target;

/**
 * Learns what happens to calls, on the threads that make it happen: implementations are
 * quick and throw nothing.
 */
public interface CallListener {

	default void attemptStarted(Target target) {
	}

	/**
	 * Called exactly once for every started attempt, and for every skip, which was never
	 * started.
	 * @param attempt what happened
	 */
	default void attemptFinished(Attempt attempt) {
	}

	default void callFinished(CallSummary summary) {
	}

	/**
	 * Called for a call that needed no attempt, because another one brought its answer.
	 * @param target who gave the answer
	 * @param elapsed how long the call took
	 */
	default void callSpared(Target target, Duration elapsed) {
	}

	/**
	 * Called for a call that needed no attempt, because it waited for the answer of
	 * another one, and got none.
	 * @param outcome why not, in one word as that of {@link CallSummary#outcome()}
	 * @param ending how the call ended: {@link CallSummary.Ending#STOPPED} or
	 * {@link CallSummary.Ending#EXHAUSTED}
	 * @param elapsed how long the call took
	 */
	default void callUnanswered(String outcome, CallSummary.Ending ending, Duration elapsed) {
	}

}
