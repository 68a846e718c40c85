package io.github.llmfallback.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.ProviderType;
import io.github.llmfallback.routing.RoutingStrategies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationMetadataTests {

	private static final Path METADATA = Path.of("target/classes/META-INF/spring-configuration-metadata.json");

	@Test
	void propertiesClassesHaveMetadata() {
		assertThat(propertiesClasses().isEmpty() || Files.exists(METADATA)).isTrue();
	}

	@Test
	void everyPropertyHasADescription() {
		assertThat(properties()).filteredOn((property) -> property.path("description").asString("").isBlank())
			.extracting((property) -> property.path("name").asString())
			.isEmpty();
	}

	@Test
	void everyPropertyBelongsToTheFallbackOrItsActuator() {
		assertThat(names(properties()))
			.allMatch((name) -> name.matches("(llm\\.fallback|management\\.(endpoint|health)\\.llmfallback)\\..+"));
	}

	@Test
	void everyPropertyIsDescribed() {
		assertThat(names(properties())).containsAll(leaves("llm.fallback", tree(new LlmFallbackProperties())));
	}

	@Test
	void describedDefaultsAreTheTrueOnes() {
		Map<String, String> defaults = new HashMap<>();
		for (JsonNode property : properties()) {
			if (property.has("defaultValue")) {
				defaults.put(property.path("name").asString(), text(property.path("defaultValue")));
			}
		}
		LlmFallbackProperties bound = new Binder(new MapConfigurationPropertySource(defaults))
			.bind(LlmFallbackProperties.PREFIX, LlmFallbackProperties.class)
			.get();
		assertThat(tree(bound)).isEqualTo(tree(new LlmFallbackProperties()));
		assertThat(defaults).containsKeys("llm.fallback.strategy", "llm.fallback.retry.delay",
				"llm.fallback.stream.after-content", "llm.fallback.response.empty", "llm.fallback.budget.zone",
				"llm.fallback.budget.alert-thresholds");
	}

	@Test
	void hintsNameEveryStrategy() {
		assertThat(hints("llm.fallback.strategy"))
			.containsExactlyInAnyOrderElementsOf(new RoutingStrategies(Map.of()).names());
	}

	@Test
	void hintsNameEveryWayToMeetUnavailability() {
		assertThat(hints("llm.fallback.when-unavailable"))
			.containsExactlyElementsOf(Arrays.stream(WhenUnavailable.values())
				.map((way) -> DataObjectPropertyName.toDashedForm(way.name().toLowerCase(Locale.ROOT)))
				.toList());
	}

	@Test
	void hintsNameEveryType() {
		assertThat(hints("llm.fallback.providers.keys")).containsExactlyElementsOf(ProviderType.ids());
	}

	@Test
	void hintsNameEveryKindOfFailureThatMakesSense() {
		List<String> kinds = Arrays.stream(FailureKind.values())
			.map((kind) -> DataObjectPropertyName.toDashedForm(kind.name().toLowerCase(Locale.ROOT)))
			.filter((kind) -> !kind.equals("budget-exceeded"))
			.toList();
		assertThat(hints("llm.fallback.stop-on")).containsExactlyElementsOf(kinds);
		assertThat(hints("llm.fallback.fallback-on"))
			.containsExactlyElementsOf(kinds.stream().filter((kind) -> !kind.equals("cancelled")).toList());
	}

	@Test
	void everyHintIsExplained() {
		assertThat(read("hints").valueStream().flatMap((hint) -> hint.path("values").valueStream())).isNotEmpty()
			.allSatisfy((value) -> assertThat(value.path("description").asString()).as(value.toString()).endsWith("."));
	}

	@Test
	void hintsBelongToProperties() {
		assertThat(names(read("hints")))
			.allSatisfy((hint) -> assertThat(names(properties())).contains(hint.replaceFirst("\\.(keys|values)$", "")));
	}

	@ParameterizedTest
	@ValueSource(classes = { ProviderProperties.class, ModelProperties.class, WindowLimitsProperties.class })
	void everyPropertyOfAListedTypeHasADescription(Class<?> type) {
		JsonNode listed = new JsonMapper()
			.readTree(METADATA.resolveSibling("spring/configuration-metadata/" + type.getName() + ".json"))
			.path("properties");
		assertThat(listed).isNotEmpty()
			.allSatisfy((property) -> assertThat(property.path("description").asString("")).as(property.toString())
				.isNotBlank());
	}

	private static String text(JsonNode value) {
		return value.isArray() ? value.valueStream().map(JsonNode::asString).collect(Collectors.joining(","))
				: value.asString();
	}

	private static List<String> names(Iterable<JsonNode> nodes) {
		List<String> names = new ArrayList<>();
		nodes.forEach((node) -> names.add(node.path("name").asString()));
		return names;
	}

	private List<String> hints(String name) {
		return read("hints").valueStream()
			.filter((hint) -> hint.path("name").asString().equals(name))
			.flatMap((hint) -> hint.path("values").valueStream())
			.map((value) -> value.path("value").asString())
			.toList();
	}

	private static JsonNode tree(LlmFallbackProperties properties) {
		return new JsonMapper().valueToTree(properties);
	}

	private static List<String> leaves(String prefix, JsonNode node) {
		if (!node.isObject() || node.isEmpty()) {
			return List.of(prefix);
		}
		return node.propertyStream()
			.flatMap((child) -> leaves(prefix + "." + DataObjectPropertyName.toDashedForm(child.getKey()),
					child.getValue())
				.stream())
			.toList();
	}

	private Set<BeanDefinition> propertiesClasses() {
		var scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
		return scanner.findCandidateComponents("io.github.llmfallback");
	}

	private JsonNode properties() {
		return read("properties");
	}

	private JsonNode read(String section) {
		return new JsonMapper().readTree(METADATA).path(section);
	}

}
