package io.github.llmfallback.provider;

import java.io.IOException;

import okio.Buffer;
import okio.ByteString;
import okio.ForwardingSource;
import okio.Source;

/**
 * A source without certain bytes, wherever its reads may cut them. Nothing waits for the
 * next read but what may be their beginning.
 */
final class WithoutBytes extends ForwardingSource {

	private static final long CHUNK = 8192;

	private final ByteString hidden;

	private final Buffer unread = new Buffer();

	private final Buffer clean = new Buffer();

	/**
	 * Creates the source.
	 * @param source what is read
	 * @param hidden what is left out; not empty
	 */
	WithoutBytes(Source source, ByteString hidden) {
		super(source);
		this.hidden = hidden;
	}

	@Override
	public long read(Buffer sink, long byteCount) throws IOException {
		while (this.clean.exhausted()) {
			if (super.read(this.unread, CHUNK) < 0) {
				this.clean.writeAll(this.unread);
				return this.clean.read(sink, byteCount);
			}
			sift();
		}
		return this.clean.read(sink, byteCount);
	}

	private void sift() throws IOException {
		for (long at = this.unread.indexOf(this.hidden); at >= 0; at = this.unread.indexOf(this.hidden)) {
			this.clean.write(this.unread, at);
			this.clean.writeUtf8(SentKey.HIDDEN);
			this.unread.skip(this.hidden.size());
		}
		this.clean.write(this.unread, this.unread.size() - beginning());
	}

	/**
	 * How many of the last bytes may be the beginning of what is left out.
	 */
	private int beginning() {
		int length = (int) Math.min(this.hidden.size() - 1L, this.unread.size());
		while (length > 0 && !this.unread.rangeEquals(this.unread.size() - length, this.hidden, 0, length)) {
			length--;
		}
		return length;
	}

}
