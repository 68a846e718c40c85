package io.github.llmfallback.secrets;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Whatever people may get to see, searched for secrets on arrival. Thread-safe.
 */
final class Evidence {

	private static final int SHOWN = 300;

	private final List<String> secrets;

	private final Map<String, LongAdder> searched = new ConcurrentSkipListMap<>();

	private final Map<String, String> leaks = new ConcurrentSkipListMap<>();

	Evidence(List<String> secrets) {
		this.secrets = List.copyOf(secrets);
	}

	void add(String source, Object shown) {
		String text = (shown instanceof Throwable error) ? trace(error) : String.valueOf(shown);
		this.searched.computeIfAbsent(source, (added) -> new LongAdder()).increment();
		for (String secret : this.secrets) {
			int at = text.indexOf(secret);
			if (at >= 0) {
				this.leaks.putIfAbsent(source,
						text.substring(Math.max(0, at - SHOWN), Math.min(text.length(), at + secret.length() + SHOWN)));
			}
		}
	}

	/**
	 * What holds a secret.
	 * @return an excerpt by source
	 */
	Map<String, String> leaks() {
		return new TreeMap<>(this.leaks);
	}

	/**
	 * How many texts were searched.
	 */
	Map<String, Long> searched() {
		Map<String, Long> counts = new TreeMap<>();
		this.searched.forEach((source, count) -> counts.put(source, count.sum()));
		return counts;
	}

	private static String trace(Throwable error) {
		StringWriter trace = new StringWriter();
		error.printStackTrace(new PrintWriter(trace));
		return error + "\n" + trace;
	}

}
