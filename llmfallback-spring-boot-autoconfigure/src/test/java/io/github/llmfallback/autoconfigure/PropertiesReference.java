package io.github.llmfallback.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.BeanWrapperImpl;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.util.ClassUtils;

/**
 * The page of all properties, from their metadata.
 */
final class PropertiesReference {

	static final Path DOCUMENTED = Path.of("../docs/properties.md");

	private static final Path METADATA = Path.of("target/classes/META-INF");

	private static final String PROVIDER = "llm.fallback.providers.<name>";

	private static final String INTRODUCTION = """
			# Configuration properties

			Written by the build from the metadata that IDEs complete properties with. The application does not start with a
			value that a property cannot have or with a name that is not here, and reports all such mistakes together;
			only names in the environment and in system properties are not looked at.
			Durations are written as `500ms`, `30s`, `5m` or `24h`, lists as YAML lists or separated by commas.
			""";

	private static final Map<String, String> TYPES = Map.ofEntries(Map.entry("java.lang.String", "text"),
			Map.entry("java.lang.Boolean", "`true`, `false`"), Map.entry("java.lang.Integer", "whole number"),
			Map.entry("java.lang.Long", "whole number"), Map.entry("java.lang.Double", "number"),
			Map.entry("java.lang.Float", "number"), Map.entry("java.math.BigDecimal", "decimal"),
			Map.entry("java.time.Duration", "duration"), Map.entry("java.time.ZoneId", "time zone"),
			Map.entry("java.util.List<java.lang.String>", "list of text"),
			Map.entry("java.util.List<java.lang.Double>", "list of numbers"),
			Map.entry("java.util.Set<io.github.llmfallback.failure.FailureKind>", "list of failure kinds"),
			Map.entry("java.util.Map<io.github.llmfallback.failure.FailureKind,java.lang.Double>",
					"numbers by failure kind"));

	private final StringBuilder text = new StringBuilder(INTRODUCTION);

	private PropertiesReference() {
	}

	static String write() throws IOException {
		PropertiesReference reference = new PropertiesReference();
		reference.common();
		reference.sources("A provider", PROVIDER, new ProviderProperties());
		reference.sources("A model of a provider", PROVIDER + ".models[<n>]", new ModelProperties());
		reference.sources("Budgets of a tag's value", "llm.fallback.budget.tags.<tag>.<value>",
				new WindowLimitsProperties());
		return reference.text.toString().stripTrailing() + "\n";
	}

	private void common() throws IOException {
		Map<String, List<JsonNode>> groups = new LinkedHashMap<>();
		for (JsonNode property : read(METADATA.resolve("spring-configuration-metadata.json"))) {
			String name = property.path("name").asString();
			String[] parts = name.split("\\.");
			boolean ours = name.startsWith(LlmFallbackProperties.PREFIX);
			String group = !ours ? "Actuator" : (parts.length == 3) ? "Calls" : parts[2];
			groups.computeIfAbsent(group, (key) -> new ArrayList<>()).add(property);
		}
		BeanWrapperImpl defaults = defaults(new LlmFallbackProperties());
		List<String> titles = new ArrayList<>(groups.keySet());
		titles.sort((one, other) -> Boolean.compare(one.equals("Actuator"), other.equals("Actuator")) * 2
				+ Boolean.compare(other.equals("Calls"), one.equals("Calls")) * 2
				+ Integer.signum(one.compareTo(other)));
		for (String title : titles) {
			section(title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1));
			groups.get(title).forEach((property) -> {
				String name = property.path("name").asString();
				boolean ours = name.startsWith(LlmFallbackProperties.PREFIX);
				row(name, property, ours ? name.substring(LlmFallbackProperties.PREFIX.length() + 1) : "",
						ours ? defaults : null);
			});
		}
	}

	private void sources(String title, String prefix, Object properties) throws IOException {
		section(title);
		BeanWrapperImpl defaults = defaults(properties);
		for (JsonNode property : read(
				METADATA.resolve("spring/configuration-metadata/" + properties.getClass().getName() + ".json"))) {
			String name = property.path("name").asString();
			row(prefix + "." + name.replace("per1k", "per-1k"), property, name, defaults);
		}
	}

	private void section(String title) {
		this.text.append("\n## ")
			.append(title)
			.append("\n\n| property | type | default | meaning |\n|---|---|---|---|\n");
	}

	private void row(String name, JsonNode property, String path, @Nullable BeanWrapperImpl defaults) {
		Object value = (defaults != null) ? defaults.getPropertyValue(camelCase(path))
				: property.path("defaultValue").asString("").replace('_', '-');
		this.text.append("| `")
			.append(name)
			.append("` | ")
			.append(type(property.path("type").asString()))
			.append(" | ")
			.append(value(value))
			.append(" | ")
			.append(property.path("description").asString().replace("|", "\\|"))
			.append(" |\n");
	}

	private static String type(String type) {
		String known = TYPES.get(type);
		if (known != null) {
			return known;
		}
		if (type.contains("<")) {
			return "see below";
		}
		Object[] constants = ClassUtils.resolveClassName(type, null).getEnumConstants();
		if (constants == null) {
			throw new IllegalStateException("No words for " + type);
		}
		return Arrays.stream(constants).map(PropertiesReference::value).collect(Collectors.joining(", "));
	}

	private static String value(@Nullable Object value) {
		if (value == null || value.equals("") || value instanceof Map<?, ?>) {
			return "";
		}
		if (value instanceof Iterable<?> values) {
			List<String> all = new ArrayList<>();
			values.forEach((each) -> all.add(value(each)));
			return String.join(", ", all);
		}
		if (value instanceof Duration duration) {
			return "`" + duration(duration) + "`";
		}
		return "`" + ((value instanceof Enum<?>) ? dashed(value) : value) + "`";
	}

	private static String dashed(Object constant) {
		return DataObjectPropertyName.toDashedForm(constant.toString().toLowerCase(Locale.ROOT));
	}

	private static String duration(Duration duration) {
		if (duration.toMillis() % 1000 != 0) {
			return duration.toMillis() + "ms";
		}
		boolean minutes = duration.toSeconds() > 60 && duration.toSecondsPart() == 0;
		return minutes ? duration.toMinutes() + "m" : duration.toSeconds() + "s";
	}

	private static BeanWrapperImpl defaults(Object properties) {
		return new BeanWrapperImpl(properties);
	}

	private static String camelCase(String name) {
		StringBuilder camelCase = new StringBuilder();
		for (String word : name.split("-")) {
			camelCase
				.append(camelCase.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
		}
		return camelCase.toString();
	}

	private static Iterable<JsonNode> read(Path file) throws IOException {
		return new JsonMapper().readTree(Files.readString(file)).path("properties");
	}

}
