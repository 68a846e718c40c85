package io.github.llmfallback.admission;

/**
 * A gate's answer: the call is let in or it is not.
 */
public sealed interface Entry permits Admission, CheckAdmission, Permits, Refusal {

}
