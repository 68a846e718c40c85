package io.github.llmfallback.benchmark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Turns the results of the benchmarks into a table, and fails when a ratio has left the
 * range it is held to.
 */
public final class PerformanceReport {

	private static final String HEAD = """
			| promise | measured | beside | ratio | target | met |
			|---|---|---|---|---|---|
			""";

	private PerformanceReport() {
	}

	/**
	 * Reports.
	 * @param args the results as JSON, the document with a table for each Java release,
	 * and {@code true} to put the new table there
	 */
	public static void main(String[] args) throws IOException {
		BenchmarkResults results = BenchmarkResults.read(new File(args[0]));
		List<Comparison> comparisons = Comparisons.of(results);
		String table = table(results, comparisons);
		System.out.println(table);
		if (Boolean.parseBoolean(args[2])) {
			publish(Path.of(args[1]), results.java(), table);
		}
		List<Comparison> broken = comparisons.stream().filter((comparison) -> !comparison.isGuarded()).toList();
		broken.forEach((comparison) -> System.out.println("OUT OF RANGE " + comparison));
		if (!broken.isEmpty()) {
			System.exit(1);
		}
	}

	private static String table(BenchmarkResults results, List<Comparison> comparisons) throws IOException {
		StringBuilder table = new StringBuilder();
		table.append(LocalDate.now()).append(", ").append(machine()).append(", ").append(results.vm()).append(".\n\n");
		table.append(HEAD);
		comparisons.forEach((comparison) -> table.append(comparison.row()).append('\n'));
		if (results.contain("CacheMemoryBenchmark.fill")) {
			table.append("\nMemory of a cached answer (question of 50 characters, answer of 200): ")
				.append(Math.round(results.median("CacheMemoryBenchmark.fill", "bytesPerEntry", "B").value()))
				.append(" B.\n");
		}
		if (results.contain("ThreadsBenchmark.handWrittenByTwo", "ThreadsBenchmark.handWrittenByOne")) {
			double ratio = results.mean("ThreadsBenchmark.handWrittenByTwo")
				.ratioTo(results.mean("ThreadsBenchmark.handWrittenByOne"));
			table.append(String.format(Locale.ROOT,
					"\nTwo threads make %.2f times the throughput of one with the hand-written chain.\n", ratio));
		}
		appendParts(table, results);
		return table.toString();
	}

	private static void appendParts(StringBuilder table, BenchmarkResults results) {
		if (results.contain("PartsBenchmark.clock", "PartsBenchmark.twoTimers", "PartsBenchmark.loggingContext",
				"PartsBenchmark.copyOfTheResponse")) {
			table.append("\nParts that a call cannot do without, each by itself: reading the clock ")
				.append(results.mean("PartsBenchmark.clock"))
				.append(", recording the two timers ")
				.append(results.mean("PartsBenchmark.twoTimers"))
				.append(", the logging context ")
				.append(results.mean("PartsBenchmark.loggingContext"))
				.append(", the response with one more entry ")
				.append(results.mean("PartsBenchmark.copyOfTheResponse"))
				.append(" and ")
				.append(results.bytes("PartsBenchmark.copyOfTheResponse"))
				.append(".\n");
		}
	}

	private static String machine() throws IOException {
		Path processors = Path.of("/proc/cpuinfo");
		String name = System.getProperty("os.arch");
		if (Files.isReadable(processors)) {
			try (Stream<String> lines = Files.lines(processors)) {
				name = lines.filter((line) -> line.startsWith("model name"))
					.map((line) -> line.substring(line.indexOf(':') + 1).trim())
					.findFirst()
					.orElse(name);
			}
		}
		return Runtime.getRuntime().availableProcessors() + " x " + name + ", " + System.getProperty("os.name");
	}

	/**
	 * Replaces the table of a Java release.
	 */
	private static void publish(Path document, String java, String table) throws IOException {
		String begin = "<!-- Java " + java + " -->\n";
		String end = "<!-- end of Java " + java + " -->";
		String text = Files.readString(document);
		int from = text.indexOf(begin);
		int to = text.indexOf(end);
		if (from < 0 || to < from) {
			throw new IllegalStateException(document + " has no place for Java " + java);
		}
		Files.writeString(document, text.substring(0, from + begin.length()) + table + text.substring(to));
	}

}
