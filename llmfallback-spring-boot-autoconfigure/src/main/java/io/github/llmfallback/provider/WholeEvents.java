package io.github.llmfallback.provider;

import java.io.IOException;

import io.github.llmfallback.failure.FailureKind;
import okio.Buffer;
import okio.BufferedSource;
import okio.Source;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events without the broken ones: one malformed event would end a client's
 * stream although the rest of the answer is fine.
 */
final class WholeEvents implements Source {

	private static final String DATA = "data:";

	static final String DONE = "[DONE]";

	private final BufferedSource events;

	private final EventRules rules;

	private final @Nullable UpstreamScope scope;

	private final Buffer kept = new Buffer();

	private boolean anyKept;

	private boolean anyDropped;

	/**
	 * Reads events.
	 * @param events the stream as the server sends it
	 * @param rules what else makes the stream no answer
	 * @param scope tells a stream that its reader gave up from one that the server cut;
	 * {@code null} when the reader never does
	 */
	WholeEvents(BufferedSource events, EventRules rules, @Nullable UpstreamScope scope) {
		this.events = events;
		this.rules = rules;
		this.scope = scope;
	}

	@Override
	public long read(Buffer sink, long byteCount) throws IOException {
		while (this.kept.exhausted()) {
			String line = this.events.readUtf8Line();
			if (line == null) {
				checkEnd();
				return -1;
			}
			keep(line);
		}
		return this.kept.read(sink, byteCount);
	}

	private void keep(String line) throws IOException {
		String seen = line;
		if (line.startsWith(DATA)) {
			String data = line.substring(DATA.length()).strip();
			if (!data.equals(DONE) && !JsonEvents.isWhole(data)) {
				this.anyDropped = true;
				return;
			}
			this.anyKept = true;
			String checked = check(data);
			seen = checked.equals(data) ? line : DATA + checked;
		}
		this.kept.writeUtf8(seen).writeByte('\n');
	}

	private String check(String data) throws IOException {
		try {
			return this.rules.event(data);
		}
		catch (IOException | RuntimeException ex) {
			close();
			throw ex;
		}
	}

	private void checkEnd() throws IOException {
		if (this.scope != null && this.scope.isAbandoned()) {
			return;
		}
		if (!this.anyKept && this.anyDropped) {
			throw new BrokenAnswerException(FailureKind.MALFORMED_RESPONSE, "no event of the stream can be read");
		}
		this.rules.end();
	}

	@Override
	public Timeout timeout() {
		return this.events.timeout();
	}

	@Override
	public void close() throws IOException {
		this.events.close();
	}

}
