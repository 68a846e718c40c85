package io.github.llmfallback.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
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
	void everyPropertyBelongsToTheFallback() {
		assertThat(properties()).extracting((property) -> property.path("name").asString())
			.allMatch(
					(name) -> name.startsWith("llm.fallback.") || name.startsWith("management.endpoint.llmfallback."));
	}

	private Set<BeanDefinition> propertiesClasses() {
		var scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
		return scanner.findCandidateComponents("io.github.llmfallback");
	}

	private Iterable<JsonNode> properties() {
		return Files.exists(METADATA) ? new JsonMapper().readTree(METADATA).path("properties") : List.of();
	}

}
