package io.github.llmfallback.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The snippets of the README and of the pages it leads to.
 */
final class Documentation {

	private static final List<String> PAGES = List.of("README.md", "docs/providers.md", "docs/how-it-works.md",
			"docs/budgets.md", "docs/operations.md", "docs/metrics.md");

	private static final Pattern SNIPPET = Pattern.compile("^```(\\w+)\\n(.*?)^```$",
			Pattern.DOTALL | Pattern.MULTILINE);

	private Documentation() {
	}

	/**
	 * The snippets in a language, in the order of reading.
	 */
	static List<String> snippets(String language) {
		return PAGES.stream()
			.flatMap(Documentation::allSnippets)
			.filter((snippet) -> snippet.group(1).equals(language))
			.map((snippet) -> snippet.group(2))
			.toList();
	}

	private static Stream<MatchResult> allSnippets(String page) {
		return SNIPPET.matcher(read(Path.of("..", page))).results();
	}

	static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
