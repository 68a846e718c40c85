package io.github.llmfallback.attempt;

import io.github.llmfallback.admission.SkipReason;
import io.github.llmfallback.provider.Target;

/**
 * A target that would not let a call in, but may do so later.
 *
 * @param visit the call's time at the provider
 * @param target who refused
 * @param reason why
 */
record Resort(Visit visit, Target target, SkipReason reason) {

	/**
	 * Whether the call has asked the provider before, which then only had no room for
	 * another attempt.
	 */
	boolean isAsked() {
		return this.visit.isAsked();
	}

}
