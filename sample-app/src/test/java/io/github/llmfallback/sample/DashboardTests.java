package io.github.llmfallback.sample;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackChatOptions;
import io.github.llmfallback.LlmFallbackException;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.observation.FallbackMeterDocumentation;
import io.micrometer.common.docs.KeyName;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What Prometheus scrapes of the sample, and what the dashboard and the alert rules make
 * of it.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "management.prometheus.metrics.export.enabled=true")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DashboardTests {

	private static final Path DASHBOARD = Path.of("../docs/grafana/llm-fallback.json");

	private static final Path RULES = Path.of("../docs/prometheus/llm-fallback-alerts.yml");

	private static final Pattern SAMPLE = Pattern.compile("^(llm_fallback\\w*)(?:\\{(.*)})? ", Pattern.MULTILINE);

	private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

	private static final Pattern NAME = Pattern.compile("\\bllm_fallback\\w*");

	private static final Pattern SELECTOR = Pattern.compile("\\b(llm_fallback\\w*)\\{([^}]*)}");

	private static final Pattern SELECTED = Pattern.compile("(\\w+)\\s*=~?\\s*\"");

	@LocalServerPort
	private int port;

	@Autowired
	private FallbackChatModel chatModel;

	private final Map<String, Set<String>> scraped = new HashMap<>();

	@BeforeAll
	void callInEveryWayAndScrape() {
		this.chatModel.stream(new Prompt("Hi")).blockLast();
		this.chatModel.call(rehearsing("flagship"));
		assertThatExceptionOfType(LlmFallbackException.class)
			.isThrownBy(() -> this.chatModel.call(rehearsing("flagship", "economy", "local")));
		String samples = new Visitor(this.port).get("/actuator/prometheus").body();
		SAMPLE.matcher(samples).results().forEach((sample) -> {
			Set<String> labels = this.scraped.computeIfAbsent(sample.group(1), (added) -> new HashSet<>());
			if (sample.group(2) != null) {
				LABEL.matcher(sample.group(2)).results().forEach((label) -> labels.add(label.group(1)));
			}
		});
	}

	@ParameterizedTest
	@EnumSource
	void everyDocumentedMetricIsScrapedWithItsTags(FallbackMeterDocumentation metric) {
		String name = metric.getName().replace('.', '_');
		String sample = switch (metric.getType()) {
			case TIMER -> name + "_seconds_count";
			case COUNTER -> name + "_total";
			default -> name;
		};
		assertThat(this.scraped).containsKey(sample);
		assertThat(this.scraped.get(sample))
			.containsAll(Arrays.stream(metric.getKeyNames()).map(KeyName::asString).toList());
	}

	@Test
	void dashboardAsksOnlyForWhatIsThere() {
		List<String> queries = queries(Visitor.json(Documentation.read(DASHBOARD)));
		assertThat(queries).hasSizeGreaterThan(15);
		assertThat(queries.stream().flatMap((query) -> NAME.matcher(query).results()).map(MatchResult::group))
			.as("names")
			.allMatch(this.scraped::containsKey);
		assertLabels(String.join("\n", queries));
	}

	@Test
	void dashboardHasAPlaceForEachMetric() {
		String queries = String.join("\n", queries(Visitor.json(Documentation.read(DASHBOARD))));
		for (FallbackMeterDocumentation metric : FallbackMeterDocumentation.values()) {
			assertThat(queries).contains(metric.getName().replace('.', '_'));
		}
	}

	@Test
	void alertsAskOnlyForWhatIsThere() {
		String rules = Documentation.read(RULES);
		assertThat(NAME.matcher(rules).results().map(MatchResult::group)).hasSizeGreaterThan(5)
			.allMatch(this.scraped::containsKey);
		assertLabels(rules);
	}

	private void assertLabels(String queries) {
		SELECTOR.matcher(queries).results().forEach((selector) -> {
			Set<String> labels = this.scraped.getOrDefault(selector.group(1), Set.of());
			assertThat(SELECTED.matcher(selector.group(2)).results().map((selected) -> selected.group(1)))
				.as(selector.group())
				.isNotEmpty()
				.allMatch(labels::contains);
		});
	}

	private static List<String> queries(JsonNode dashboard) {
		return Stream
			.concat(dashboard.findValuesAsString("expr").stream(), dashboard.findValuesAsString("definition").stream())
			.toList();
	}

	private static Prompt rehearsing(String... failing) {
		Map<String, FailureKind> failures = new HashMap<>();
		for (String provider : failing) {
			failures.put(provider, FailureKind.SERVER_ERROR);
		}
		return new Prompt("Hi", FallbackChatOptions.builder().simulateFailures(failures).build());
	}

}
