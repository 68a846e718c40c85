package io.github.llmfallback.sample.console;

/**
 * A moved slider.
 *
 * @param callsPerSecond from 0 to 50; 0 stops
 */
record LoadCommand(int callsPerSecond) {

}
