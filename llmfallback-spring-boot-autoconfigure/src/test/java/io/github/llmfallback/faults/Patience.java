package io.github.llmfallback.faults;

import java.time.Duration;

/**
 * How long is waited. Only the wait that a fault is about is short.
 *
 * @param attempt for the first provider's answer or first token
 * @param idle for the next chunk of a stream
 * @param call for the whole call
 */
record Patience(Duration attempt, Duration idle, Duration call) {

	static final Duration LONG = Duration.ofSeconds(30);

	static final Patience NORMAL = new Patience(LONG, LONG, LONG);

	private static final Duration SHORT = Duration.ofMillis(400);

	static final Patience SHORT_ATTEMPT = new Patience(SHORT, LONG, LONG);

	static final Patience SHORT_PAUSE = new Patience(LONG, SHORT, LONG);

	static final Patience SHORT_CALL = new Patience(LONG, LONG, Duration.ofSeconds(1));

}
