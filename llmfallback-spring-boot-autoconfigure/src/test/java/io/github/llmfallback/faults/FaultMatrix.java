package io.github.llmfallback.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.llmfallback.testsupport.Vendor;
import org.jspecify.annotations.Nullable;

/**
 * What was seen, as a table.
 */
final class FaultMatrix {

	private static final Path WRITTEN = Path.of("target/fault-matrix.md");

	private static final Path DOCUMENTED = Path.of("../docs/fault-matrix.md");

	private static final String UPDATE = "fault-matrix.update";

	private static final String INTRODUCTION = """
			# What follows each fault

			Written by a test that sends each question to a real server which misbehaves, with a healthy provider of
			another vendor second in line and no retries. Columns: the vendor family of the first provider, asked in a
			call and in a stream. Cells: the failure kind on record, and what the application got.

			- **fallback**: the second provider's answer, after one request to each of the two
			- **stop**: a `ProviderCallException`; the second provider was not asked
			- **partial**: a `ProviderCallException` that holds the text delivered so far; the second provider was not asked
			- **exhausted**: an `AllProvidersFailedException`, because no time was left
			- **answer**: the first provider's answer

			A stream without any content is `EMPTY_RESPONSE`, whether it holds no event, none with choices or only empty ones:
			both kinds are followed by the same. An Ollama line without a message cannot be read and is `MALFORMED_RESPONSE`.

			""";

	private final Map<String, String> cells = new ConcurrentHashMap<>();

	void record(Fault fault, Vendor vendor, Mode mode, String cell) {
		this.cells.put(key(fault, vendor, mode), cell);
	}

	/**
	 * Whether every case has run.
	 */
	boolean isComplete() {
		int expected = 0;
		for (Fault fault : Fault.values()) {
			expected += fault.modes().size() * Vendor.values().length;
		}
		return this.cells.size() == expected;
	}

	/**
	 * Writes the table, and over the documented one when the system property
	 * {@value #UPDATE} is {@code true}.
	 * @return whether the documentation shows the same
	 */
	boolean write() throws IOException {
		String table = table();
		Files.writeString(WRITTEN, table);
		if (Boolean.getBoolean(UPDATE)) {
			Files.writeString(DOCUMENTED, table);
		}
		return Files.exists(DOCUMENTED) && Files.readString(DOCUMENTED).equals(table);
	}

	private String table() {
		StringBuilder table = new StringBuilder(INTRODUCTION);
		table.append("| fault | OpenAI call | OpenAI stream | Anthropic call | Anthropic stream "
				+ "| Gemini call | Gemini stream | Ollama call | Ollama stream |\n");
		table.append("|---|---|---|---|---|---|---|---|---|\n");
		Set<String> notes = new LinkedHashSet<>();
		for (Fault fault : Fault.values()) {
			table.append("| ").append(fault.title());
			for (Vendor vendor : Vendor.values()) {
				String mark = mark(fault.note(vendor), notes);
				for (Mode mode : Mode.values()) {
					String cell = this.cells.get(key(fault, vendor, mode));
					table.append(" | ").append((cell != null) ? cell + mark : "");
				}
			}
			table.append(" |\n");
		}
		table.append("\n").append(this.cells.size()).append(" cases.\n");
		notes.forEach(
				(note) -> table.append("\n").append(mark(note, notes).strip()).append(' ').append(note).append(".\n"));
		return table.toString();
	}

	private static String mark(@Nullable String note, Set<String> notes) {
		if (note == null) {
			return "";
		}
		notes.add(note);
		return " (" + (notes.stream().toList().indexOf(note) + 1) + ")";
	}

	private static String key(Fault fault, Vendor vendor, Mode mode) {
		return fault + " " + vendor + " " + mode;
	}

}
