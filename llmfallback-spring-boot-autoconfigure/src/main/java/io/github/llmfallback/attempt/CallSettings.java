package io.github.llmfallback.attempt;

import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.provider.RetrySettings;

/**
 * What is the same for every call.
 *
 * @param retry how a target is retried whose provider does not say otherwise
 * @param stream how streams are watched
 * @param answers which doubtful answers count as answers
 * @param overrides where the application wants something else than the table of failures
 * @param whenUnavailable what happens when nobody who is well is left
 */
public record CallSettings(RetrySettings retry, StreamSettings stream, AnswerSettings answers, KindOverrides overrides,
		WhenUnavailable whenUnavailable) {

	/** What is used where nothing is configured. */
	public static final CallSettings DEFAULT = new CallSettings(RetrySettings.DEFAULT, StreamSettings.DEFAULT,
			AnswerSettings.STRICT, KindOverrides.NONE, WhenUnavailable.TRY_SOONEST);

}
