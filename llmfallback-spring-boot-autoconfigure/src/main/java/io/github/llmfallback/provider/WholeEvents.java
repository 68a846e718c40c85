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

	private static final String DONE = "[DONE]";

	private final BufferedSource events;

	private final @Nullable String endMark;

	private final Buffer kept = new Buffer();

	private boolean anyKept;

	private boolean anyDropped;

	private boolean endSeen;

	/**
	 * Reads events.
	 * @param events the stream as the server sends it
	 * @param endMark what the last event of a complete stream contains; {@code null} when
	 * the client itself tells a complete stream from a cut one
	 */
	WholeEvents(BufferedSource events, @Nullable String endMark) {
		this.events = events;
		this.endMark = endMark;
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

	private void keep(String line) {
		if (line.startsWith(DATA)) {
			String data = line.substring(DATA.length()).strip();
			if (!data.equals(DONE) && !JsonEvents.isWhole(data)) {
				this.anyDropped = true;
				return;
			}
			this.anyKept = true;
			this.endSeen |= this.endMark != null && data.contains(this.endMark);
		}
		this.kept.writeUtf8(line).writeByte('\n');
	}

	private void checkEnd() throws IOException {
		if (!this.anyKept && this.anyDropped) {
			throw new BrokenAnswerException(FailureKind.MALFORMED_RESPONSE, "no event of the stream can be read");
		}
		if (this.anyKept && this.endMark != null && !this.endSeen) {
			throw new BrokenAnswerException(FailureKind.TRUNCATED, "the stream ended without a finish reason");
		}
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
