package io.github.llmfallback.autoconfigure;

import java.io.IOException;
import java.util.stream.Stream;

import io.github.llmfallback.actuate.CheckDescriptor;
import io.github.llmfallback.actuate.ChecksDescriptor;
import io.github.llmfallback.actuate.ErrorDescriptor;
import io.github.llmfallback.actuate.ProviderHealthDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.ReflectionHintsPredicates;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A native image keeps what is looked up at runtime.
 */
class LlmFallbackRuntimeHintsTests {

	private static final ReflectionHintsPredicates REFLECTION = RuntimeHintsPredicates.reflection();

	static Stream<String> files() throws IOException {
		PathMatchingResourcePatternResolver resolver = new PathMatchingResourcePatternResolver();
		Stream.Builder<String> files = Stream.builder();
		for (String pattern : new String[] { "META-INF/llmfallback/*", "io/github/llmfallback/budget/**/*.sql",
				"io/github/llmfallback/budget/**/*.lua" }) {
			for (Resource file : resolver.getResources("classpath*:" + pattern)) {
				String path = file.getURL().getPath();
				files.add(path.substring(path.indexOf(pattern.substring(0, pattern.indexOf('*')))));
			}
		}
		return files.build();
	}

	@ParameterizedTest
	@MethodSource("files")
	void everyFileIsKept(String file) {
		assertThat(RuntimeHintsPredicates.resource().forResource(file)).accepts(registered());
	}

	@ParameterizedTest
	@ValueSource(strings = { "com.openai.errors.OpenAIServiceException",
			"com.anthropic.errors.AnthropicServiceException", "com.google.genai.errors.ApiException",
			"org.springframework.web.client.RestClientResponseException",
			"org.springframework.web.reactive.function.client.WebClientResponseException",
			"org.springframework.ai.openai.OpenAiChatOptions",
			"org.springframework.ai.google.genai.GoogleGenAiChatOptions",
			"org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer",
			"org.springframework.data.redis.connection.RedisConnectionFactory" })
	void librariesAreFound(String landmark) throws ClassNotFoundException {
		assertThat(REFLECTION.onType(Class.forName(landmark))).accepts(registered());
	}

	@Test
	void librariesMayBeAbsent() throws ClassNotFoundException {
		RuntimeHints hints = new RuntimeHints();
		new LlmFallbackRuntimeHints().registerHints(hints, new FilteredClassLoader("com.openai"));
		assertThat(REFLECTION.onType(Class.forName("com.openai.errors.OpenAIServiceException"))).rejects(hints);
	}

	@ParameterizedTest
	@ValueSource(classes = { LlmFallbackProperties.class, ProviderProperties.class, ModelProperties.class,
			CostProperties.class, ProviderRetryProperties.class, WindowLimitsProperties.class,
			ProviderProperties.Simulated.class, CircuitBreakerProperties.class, RateLimitProperties.class })
	void propertiesCanBeBound(Class<?> type) {
		RuntimeHints hints = processed();
		assertThat(REFLECTION.onType(type)).accepts(hints);
		assertThat(Stream.of(type.getMethods()).filter((method) -> method.getName().startsWith("set")))
			.allSatisfy((setter) -> assertThat(REFLECTION.onMethodInvocation(setter)).accepts(hints));
	}

	@ParameterizedTest
	@ValueSource(classes = { ChecksDescriptor.class, CheckDescriptor.class, ErrorDescriptor.class,
			ProviderHealthDescriptor.class })
	void answersThatNoSignatureNamesCanBeWritten(Class<?> type) {
		assertThat(type.getRecordComponents()).isNotEmpty()
			.allSatisfy((component) -> assertThat(REFLECTION.onMethodInvocation(component.getAccessor()))
				.accepts(registered()));
	}

	@Test
	void endpointsMayBeAbsent() {
		RuntimeHints hints = new RuntimeHints();
		new LlmFallbackRuntimeHints().registerHints(hints, new FilteredClassLoader(OperationResponseBody.class));
		assertThat(REFLECTION.onType(ErrorDescriptor.class)).rejects(hints);
	}

	@Test
	void modelsCanBeListedByName() {
		assertThat(REFLECTION.onMethodInvocation(ModelProperties.class, "valueOf")).accepts(processed());
	}

	private static RuntimeHints registered() {
		RuntimeHints hints = new RuntimeHints();
		new LlmFallbackRuntimeHints().registerHints(hints, LlmFallbackRuntimeHintsTests.class.getClassLoader());
		return hints;
	}

	/**
	 * What processing an application ahead of time registers.
	 */
	private static RuntimeHints processed() {
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get("com.example", "Application")), new InMemoryGeneratedFiles());
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			new AnnotatedBeanDefinitionReader(context).register(LlmFallbackAutoConfiguration.class);
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		}
		return generation.getRuntimeHints();
	}

}
