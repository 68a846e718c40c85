package io.github.llmfallback.faults;

/**
 * How a model is asked.
 */
enum Mode {

	CALL, STREAM

}
