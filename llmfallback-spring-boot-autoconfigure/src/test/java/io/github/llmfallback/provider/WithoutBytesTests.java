package io.github.llmfallback.provider;

import java.io.IOException;
import java.util.Random;

import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;
import okio.ForwardingSource;
import okio.Okio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * What is hidden is found wherever reads cut it, and nothing else changes.
 */
class WithoutBytesTests {

	private static final ByteString HIDDEN = ByteString.encodeUtf8("aab");

	@ParameterizedTest
	@CsvSource({ "'',''", "aab,***", "xaaby,x***y", "aabaab,******", "aaab,a***", "aa,aa", "caa,caa", "ababa,ababa",
			"xaabaaaby,x***a***y" })
	void onlyWhatIsHiddenIsReplaced(String text, String shown) throws IOException {
		for (int size = 1; size <= 4; size++) {
			assertThat(read(text, size)).as("read in pieces of %d", size).isEqualTo(shown);
		}
	}

	@Test
	void randomTextIsLikeOneThatIsReadAtOnce() throws IOException {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		for (int i = 0; i < 2_000; i++) {
			StringBuilder text = new StringBuilder();
			random.ints(random.nextInt(40), 'a', 'd').forEach(text::appendCodePoint);
			assertThat(read(text.toString(), 1 + random.nextInt(6))).as("seed %d", seed)
				.isEqualTo(text.toString().replace("aab", "***"));
		}
	}

	@Test
	void eventsDoNotWaitForTheNextOnes() throws IOException {
		Buffer events = new Buffer().writeUtf8("data: aab\n\n");
		BufferedSource source = Okio.buffer(new WithoutBytes(new Stalling(events), HIDDEN));
		assertThat(source.readUtf8LineStrict()).isEqualTo("data: ***");
		assertThat(source.readUtf8LineStrict()).isEmpty();
		assertThatIOException().isThrownBy(source::readUtf8Line).withMessage("stalled");
	}

	private static String read(String text, int size) throws IOException {
		ForwardingSource pieces = new ForwardingSource(new Buffer().writeUtf8(text)) {

			@Override
			public long read(Buffer sink, long byteCount) throws IOException {
				return super.read(sink, Math.min(size, byteCount));
			}

		};
		return Okio.buffer(new WithoutBytes(pieces, HIDDEN)).readUtf8();
	}

	/**
	 * Fails where a real source would wait.
	 */
	private static final class Stalling extends ForwardingSource {

		Stalling(Buffer events) {
			super(events);
		}

		@Override
		public long read(Buffer sink, long byteCount) throws IOException {
			long read = super.read(sink, byteCount);
			if (read < 0) {
				throw new IOException("stalled");
			}
			return read;
		}

	}

}
