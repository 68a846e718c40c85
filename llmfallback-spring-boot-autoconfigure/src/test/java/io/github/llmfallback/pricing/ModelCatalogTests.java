package io.github.llmfallback.pricing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ModelCatalog} and its file.
 */
class ModelCatalogTests {

	private static final String COLUMNS = "vendor,model,context-window,max-output,input,output,cache-read,cache-write,"
			+ "long-above,long-input,long-output,long-cache-read,long-cache-write,sources";

	@Test
	void aModelIsFoundByItsName() {
		assertThat(ModelCatalog.find("openai", "gpt-4.1"))
			.contains(new CatalogModel("gpt-4.1", new Price(2_000_000, 8_000_000, 500_000, 0), 1_047_576L, 32_768L));
		assertThat(ModelCatalog.find("anthropic", "claude-sonnet-4-5")).contains(new CatalogModel("claude-sonnet-4-5",
				new Price(3_000_000, 15_000_000, 300_000, 3_750_000, 0, null), 200_000L, 64_000L));
		assertThat(ModelCatalog.find("gemini", "gemini-2.5-pro")).contains(new CatalogModel("gemini-2.5-pro",
				new Price(1_250_000, 10_000_000, 125_000, 1_250_000, 0,
						new Price.LongPrompt(200_000, new Price(2_500_000, 15_000_000, 250_000, 0))),
				1_048_576L, 65_536L));
		assertThat(ModelCatalog.find("groq", "openai/gpt-oss-20b")).map(CatalogModel::price)
			.contains(new Price(75_000, 300_000, 37_500, 0));
	}

	@ParameterizedTest
	@CsvSource({ "openai,gpt-4.1-2025-04-14,gpt-4.1", "openai,gpt-4.1-mini-2025-04-14,gpt-4.1-mini",
			"openai,gpt-4o-2024-11-20,gpt-4o", "openai,gpt-4o-2024-05-13,gpt-4o-2024-05-13",
			"openai,gpt-5-chat-latest,gpt-5-chat-latest", "anthropic,claude-sonnet-4-5-20250929,claude-sonnet-4-5",
			"anthropic,claude-sonnet-4-20250514,claude-sonnet-4", "anthropic,claude-sonnet-4@20250514,claude-sonnet-4",
			"anthropic,claude-3-5-haiku-latest,claude-3-5-haiku", "anthropic,claude-opus-4-1-20250805,claude-opus-4-1",
			"gemini,gemini-2.0-flash-001,gemini-2.0-flash", "gemini,models/gemini-2.5-flash,gemini-2.5-flash",
			"gemini,gemini-flash-latest,gemini-flash-latest", "mistral,mistral-large-latest,mistral-large-latest",
			"mistral,mistral-large-2411,mistral-large-2411", "openai,' GPT-4o ',gpt-4o" })
	void aSnapshotIsTakenForTheModelItBelongsTo(String vendor, String model, String found) {
		assertThat(ModelCatalog.find(vendor, model)).map(CatalogModel::name).contains(found);
	}

	@ParameterizedTest
	@CsvSource({ "openai,gpt-4.1-micro", "openai,gpt-4.1-mini-tuned", "openai,gpt-4.1-2025", "openai,gpt-4.1-20250414x",
			"openai,gpt-4.10", "openai,gpt-4-32k", "openai,gpt-4o-mini-search-preview", "openai,gpt-4o-audio-preview",
			"openai,ft:gpt-4o-2024-08-06:acme::1", "openai,claude-sonnet-4-5", "openai,gpt", "openai,''",
			"openai,-latest", "anthropic,claude-sonnet-4-9", "anthropic,claude-sonnet", "gemini,gemini-2.5",
			"gemini,gemini-2.5-flash-image", "mistral,mistral-large-2402", "mistral,mistral-large",
			"openai-compatible,gpt-4.1", "nobody,gpt-4.1", "ollama,llama3.1", "simulated,gpt-4.1" })
	void aModelIsNeverTakenForAnother(String vendor, String model) {
		assertThat(ModelCatalog.find(vendor, model)).isEmpty();
	}

	@Test
	void aModelWithLimitsAloneHasNoPrice() {
		assertThat(ModelCatalog.find("gemini", "gemma-4-31b-it"))
			.contains(new CatalogModel("gemma-4-31b-it", null, 262_144L, 32_768L));
	}

	@Test
	void linesAreSortedAndUnique() {
		assertThat(lines()).extracting((line) -> line.split(",")[0] + " " + line.split(",")[1])
			.isSorted()
			.doesNotHaveDuplicates();
	}

	@Test
	void catalogIsLargeAndCoversTheVendors() {
		assertThat(lines()).hasSizeGreaterThanOrEqualTo(60);
		assertThat(lines()).extracting((line) -> line.split(",")[0])
			.contains("openai", "anthropic", "gemini", "groq", "cerebras", "mistral", "deepseek")
			.doesNotContain("ollama", "simulated", "openai-compatible");
	}

	@Test
	void everyLineIsWellFormedAndNamesItsSources() {
		assertThat(lines()).allSatisfy((line) -> {
			String[] fields = line.split(",", -1);
			assertThat(fields).hasSize(COLUMNS.split(",").length);
			assertThat(line).matches("[a-z]+,[a-z0-9./-]+(,\\d*){11},[ABCD-]{3}");
			assertThat(fields[13].charAt(0) == '-').isEqualTo(fields[4].isEmpty());
			assertThat(fields[13].charAt(1) == '-').isEqualTo(fields[2].isEmpty());
			assertThat(fields[13].charAt(2) == '-').isEqualTo(fields[3].isEmpty());
		});
	}

	@Test
	void everySourceIsExplainedInTheHeader() {
		Set.of("A", "B", "C", "D")
			.forEach((source) -> assertThat(file())
				.containsPattern("(?m)^# +(sources +)?.*" + source + "  npm \\S+ \\d"));
	}

	@Test
	void figuresAreSensible() {
		assertThat(lines()).allSatisfy((line) -> {
			CatalogModel model = find(line).orElseThrow();
			assertThat(model.contextWindow()).satisfiesAnyOf((window) -> assertThat(window).isNull(),
					(window) -> assertThat(window).isBetween(4_096L, 10_000_000L));
			if (model.contextWindow() != null && model.maxOutputTokens() != null) {
				assertThat(model.maxOutputTokens()).isPositive().isLessThan(model.contextWindow());
			}
			if (model.price() != null) {
				assertPrice(model.price());
			}
		});
	}

	@Test
	void mostModelsWriteAtADearerPriceThanTheyRead() {
		assertThat(lines()).filteredOn((line) -> {
			Price price = find(line).orElseThrow().price();
			return price != null && price.inputPer1k() > price.outputPer1k();
		}).isEmpty();
	}

	private static void assertPrice(Price price) {
		assertThat(price.inputPer1k()).isBetween(10_000L, 200_000_000L);
		assertThat(price.outputPer1k()).isBetween(10_000L, 1_000_000_000L);
		assertThat(price.cachedInputPer1k()).isBetween(1L, price.inputPer1k());
		assertThat(price.cacheWritePer1k()).isBetween(price.inputPer1k(), 2 * price.inputPer1k());
		assertThat(price.perRequest()).isZero();
	}

	private static Optional<CatalogModel> find(String line) {
		String[] fields = line.split(",", -1);
		return ModelCatalog.find(fields[0], fields[1]).filter((model) -> model.name().equals(fields[1]));
	}

	private static List<String> lines() {
		List<String> lines = new ArrayList<>(file().lines().filter((line) -> !line.startsWith("#")).toList());
		assertThat(lines.remove(0)).isEqualTo(COLUMNS);
		return lines;
	}

	private static String file() {
		try (InputStream file = ModelCatalogTests.class.getResourceAsStream(CatalogFile.LOCATION)) {
			return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

}
