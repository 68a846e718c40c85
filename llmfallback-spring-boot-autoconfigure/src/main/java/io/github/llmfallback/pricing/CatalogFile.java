package io.github.llmfallback.pricing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * The file behind the {@link ModelCatalog}. Its own header says what the columns mean.
 */
final class CatalogFile {

	static final String LOCATION = "/META-INF/llmfallback/model-catalog.csv";

	private CatalogFile() {
	}

	static Map<String, CatalogVendor> read() {
		try (InputStream file = Objects.requireNonNull(CatalogFile.class.getResourceAsStream(LOCATION));
				BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
			Map<String, CatalogVendor> vendors = new TreeMap<>();
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				if (isModel(line)) {
					String[] fields = line.split(",", -1);
					CatalogModel model = model(fields);
					vendors.computeIfAbsent(fields[0], (name) -> new CatalogVendor(new TreeMap<>()))
						.models()
						.put(model.name(), model);
				}
			}
			return vendors;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean isModel(String line) {
		return !line.isBlank() && !line.startsWith("#") && !line.startsWith("vendor,");
	}

	private static CatalogModel model(String[] fields) {
		Price.LongPrompt longPrompt = fields[8].isEmpty() ? null
				: new Price.LongPrompt(number(fields[8]), price(fields, 9, null));
		Price price = fields[4].isEmpty() ? null : price(fields, 4, longPrompt);
		return new CatalogModel(fields[1], price, numberOrNull(fields[2]), numberOrNull(fields[3]));
	}

	/**
	 * Four prices; that of input stands for those of cached input and cache writes that
	 * are empty.
	 */
	private static Price price(String[] fields, int first, Price.@Nullable LongPrompt longPrompt) {
		long input = number(fields[first]);
		Long cacheRead = numberOrNull(fields[first + 2]);
		Long cacheWrite = numberOrNull(fields[first + 3]);
		return new Price(input, number(fields[first + 1]), (cacheRead != null) ? cacheRead : input,
				(cacheWrite != null) ? cacheWrite : input, 0, longPrompt);
	}

	private static @Nullable Long numberOrNull(String field) {
		return field.isEmpty() ? null : Long.valueOf(field);
	}

	private static long number(String field) {
		return Long.parseLong(field);
	}

}
