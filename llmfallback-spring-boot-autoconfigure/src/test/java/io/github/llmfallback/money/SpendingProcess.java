package io.github.llmfallback.money;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A {@link SpendingProgram} in a Java virtual machine of its own.
 */
final class SpendingProcess implements AutoCloseable {

	private final Process process;

	private final BufferedReader output;

	private final Path errors;

	SpendingProcess(Path errors, SharedStore store, String address, ZoneId zone, Tariff tariff, long seed)
			throws IOException {
		this.errors = errors;
		this.process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
				SpendingProgram.class.getName(), store.name(), address, zone.getId(), tariff.name(),
				Long.toString(seed))
			.redirectError(errors.toFile())
			.start();
		this.output = this.process.inputReader();
	}

	/** Waits until it has made its first call. */
	void awaitReady() throws IOException {
		line(SpendingProgram.READY::equals);
	}

	void go() throws IOException {
		this.process.outputWriter().append("go\n").flush();
	}

	/** Waits a little. */
	boolean hasEnded() throws InterruptedException {
		return this.process.waitFor(1, TimeUnit.MILLISECONDS);
	}

	Spending spending() throws IOException {
		return Spending.parse(line(Spending::isSpending));
	}

	private String line(Predicate<String> wanted) throws IOException {
		String line;
		do {
			line = this.output.readLine();
			if (line == null) {
				throw new AssertionError("the program has ended: " + Files.readString(this.errors));
			}
		}
		while (!wanted.test(line));
		return line;
	}

	@Override
	public void close() throws InterruptedException {
		this.process.destroyForcibly().waitFor();
	}

}
