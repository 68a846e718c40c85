package io.github.llmfallback.provider;

import java.io.IOException;

import io.github.llmfallback.failure.FailureKind;

/**
 * What a vendor's client overlooks in a stream of server-sent events. Serves one stream.
 */
interface EventRules {

	/** For clients that overlook nothing. */
	EventRules NONE = new EventRules() {

		@Override
		public String event(String data) {
			return data;
		}

		@Override
		public void end() {
		}

	};

	/**
	 * Looks at an event before the client sees it.
	 * @param data JSON, or the mark that ends the stream
	 * @return what the client sees instead, or the same
	 * @throws IOException when the event means that there is no answer
	 */
	String event(String data) throws IOException;

	/**
	 * Looks back at the end of the stream.
	 * @throws IOException when the answer is not complete
	 */
	void end() throws IOException;

	static IOException truncated() {
		return new BrokenAnswerException(FailureKind.TRUNCATED, "the stream ended without a finish reason");
	}

}
