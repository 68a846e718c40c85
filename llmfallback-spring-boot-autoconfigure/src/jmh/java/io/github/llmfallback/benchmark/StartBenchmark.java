package io.github.llmfallback.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Starts an application in a fresh JVM, by turns with and without four providers of four
 * vendors, so that both meet the machine in the same mood. Its class path is that of an
 * application, without what only tests and benchmarks need.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 1)
@Measurement(iterations = 20)
public class StartBenchmark {

	private boolean withFirst;

	@Benchmark
	public void start(Starts starts) throws IOException, InterruptedException {
		this.withFirst = !this.withFirst;
		if (this.withFirst) {
			starts.with = millis(true);
			starts.without = millis(false);
		}
		else {
			starts.without = millis(false);
			starts.with = millis(true);
		}
	}

	private static long millis(boolean with) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("benchmark.application"), StartedApplication.class.getName(), Boolean.toString(with))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		String millis = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		if (process.waitFor() != 0) {
			throw new IllegalStateException("the application did not start: " + millis);
		}
		return Long.parseLong(millis.trim());
	}

	/** Milliseconds until the application had started. */
	@State(Scope.Thread)
	@AuxCounters(AuxCounters.Type.EVENTS)
	public static class Starts {

		/** With four providers. */
		public long with;

		/** Without anything of ours. */
		public long without;

	}

}
