package io.github.llmfallback.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.github.llmfallback.CheckResult;

/**
 * Writes what a live check showed for people to read.
 */
final class CheckTable {

	private static final List<String> HEADINGS = List.of("PROVIDER", "MODEL", "KEY", "OUTCOME", "LATENCY", "REMEDY");

	private CheckTable() {
	}

	/**
	 * A line that sums it up, and a table.
	 */
	static String of(List<CheckResult> results) {
		List<List<String>> rows = new ArrayList<>();
		rows.add(HEADINGS);
		results.forEach((result) -> rows.add(row(result)));
		int[] widths = new int[HEADINGS.size()];
		rows.forEach((row) -> widen(widths, row));
		return summary(results) + "\n"
				+ rows.stream().map((row) -> line(row, widths)).collect(Collectors.joining("\n"));
	}

	private static String summary(List<CheckResult> results) {
		List<CheckResult> counted = results.stream().filter(CheckResult::enabled).toList();
		long answered = counted.stream().filter(CheckResult::isAnswered).count();
		return "Live check: " + answered + " of " + counted.size() + " answered"
				+ ((counted.size() < results.size()) ? ", disabled providers not counted" : "");
	}

	private static List<String> row(CheckResult result) {
		return List.of(result.enabled() ? result.provider() : result.provider() + " (disabled)", result.model(),
				(result.keyAlias() != null) ? result.keyAlias() : "-", result.outcome(),
				result.elapsed().toMillis() + " ms", remedy(result));
	}

	private static String remedy(CheckResult result) {
		if (result.remedy() == null) {
			return "";
		}
		return (result.message() != null) ? result.remedy() + " (" + result.message() + ")" : result.remedy();
	}

	private static void widen(int[] widths, List<String> row) {
		for (int i = 0; i < widths.length; i++) {
			widths[i] = Math.max(widths[i], row.get(i).length());
		}
	}

	private static String line(List<String> row, int[] widths) {
		StringBuilder line = new StringBuilder();
		for (int i = 0; i < widths.length; i++) {
			line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
		}
		return line.toString().stripTrailing();
	}

}
