import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Prints how much of the main code the tests of all modules cover, and fails the build
 * below the floor. Run from the top directory as the last step of the build with: JaCoCo's
 * CSV report, the floor for lines, the floor for branches (percent), whether to skip the
 * check, the start of the build.
 */
class Coverage {

	public static void main(String[] args) throws IOException {
		List<String> report = Files.readAllLines(Path.of(args[0]));
		Counter lines = Counter.sum(report, "LINE");
		Counter branches = Counter.sum(report, "BRANCH");
		double lineFloor = Double.parseDouble(args[1]);
		double branchFloor = Double.parseDouble(args[2]);
		List<String> untested = modulesWhoseTestsDidNotRun(Instant.parse(args[4]));

		System.out.printf(Locale.ROOT, "Coverage: lines %s, branches %s (floor: %s %% and %s %%)%n", lines, branches,
				args[1], args[2]);
		if (Boolean.parseBoolean(args[3])) {
			System.out.println("Coverage: floor not checked, coverage.check.skip is set");
		}
		else if (!untested.isEmpty()) {
			System.out.println("Coverage: floor not checked, this build ran no tests of " + String.join(", ", untested));
		}
		else if (lines.percent() < lineFloor || branches.percent() < branchFloor) {
			System.out.println("Coverage: below the floor; " + Path.of(args[0]).resolveSibling("index.html")
					+ " shows what no test reaches");
			System.exit(1);
		}
	}

	private static List<String> modulesWhoseTestsDidNotRun(Instant buildStart) throws IOException {
		try (Stream<Path> modules = Files.list(Path.of(""))) {
			return modules.filter((module) -> Files.exists(module.resolve("src/test/java")))
				.filter((module) -> !isWrittenSince(buildStart, module.resolve("target/jacoco.exec")))
				.map(Path::toString)
				.sorted()
				.toList();
		}
	}

	private static boolean isWrittenSince(Instant buildStart, Path file) {
		try {
			return !Files.getLastModifiedTime(file).toInstant().isBefore(buildStart);
		}
		catch (IOException ex) {
			return false;
		}
	}

	private record Counter(long covered, long missed) {

		static Counter sum(List<String> report, String name) {
			List<String> columns = List.of(report.get(0).split(","));
			return new Counter(sum(report, columns.indexOf(name + "_COVERED")),
					sum(report, columns.indexOf(name + "_MISSED")));
		}

		private static long sum(List<String> report, int column) {
			return report.stream().skip(1).mapToLong((row) -> Long.parseLong(row.split(",")[column])).sum();
		}

		double percent() {
			long total = this.covered + this.missed;
			return (total == 0) ? 100 : 100.0 * this.covered / total;
		}

		@Override
		public String toString() {
			return String.format(Locale.ROOT, "%.1f %% of %d", Math.floor(percent() * 10) / 10,
					this.covered + this.missed);
		}

	}

}
