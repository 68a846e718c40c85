package io.github.llmfallback.faults;

/**
 * What the application got.
 */
enum Ending {

	ANSWER, FALLBACK, STOP, PARTIAL, EXHAUSTED

}
