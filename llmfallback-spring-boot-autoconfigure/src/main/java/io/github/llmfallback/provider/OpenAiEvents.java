package io.github.llmfallback.provider;

import java.io.IOException;
import java.util.regex.Pattern;

/**
 * Tells a complete stream from a cut one. Spring AI reports an unknown finish reason for
 * every chunk that has none, so that a cut stream looks complete.
 */
final class OpenAiEvents implements EventRules {

	private static final Pattern FINISHED = Pattern.compile("\"finish_reason\"\\s*:\\s*\"");

	private boolean begun;

	private boolean finished;

	@Override
	public String event(String data) {
		this.begun = true;
		this.finished = this.finished || data.equals(WholeEvents.DONE) || FINISHED.matcher(data).find();
		return OpenAiReasoning.disguised(data);
	}

	@Override
	public void end() throws IOException {
		if (this.begun && !this.finished) {
			throw EventRules.truncated();
		}
	}

}
