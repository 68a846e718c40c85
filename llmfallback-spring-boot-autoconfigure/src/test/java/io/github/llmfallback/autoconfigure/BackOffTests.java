package io.github.llmfallback.autoconfigure;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.llmfallback.FallbackChatClient;
import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackChatModelBuilder;
import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.actuate.LlmFallbackEndpoint;
import io.github.llmfallback.actuate.LlmFallbackEndpointWebExtension;
import io.github.llmfallback.attempt.CallObserver;
import io.github.llmfallback.budget.AuditLog;
import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.budget.MemoryLedger;
import io.github.llmfallback.failure.FailureClassifiers;
import io.github.llmfallback.observation.AvailabilityGauges;
import io.github.llmfallback.observation.BudgetGauges;
import io.github.llmfallback.observation.CallMetrics;
import io.github.llmfallback.observation.ProviderEvents;
import io.github.llmfallback.observation.RecentCalls;
import io.github.llmfallback.provider.AnthropicChatModelFactory;
import io.github.llmfallback.provider.GeminiChatModelFactory;
import io.github.llmfallback.provider.OllamaChatModelFactory;
import io.github.llmfallback.provider.OpenAiChatModelFactory;
import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import io.github.llmfallback.provider.simulated.SimulatedProviders;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.core.type.MethodMetadata;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * An application that has a bean of its own gets no other: none of ours is beyond
 * replacement.
 */
class BackOffTests {

	private static final String OWN = "own";

	private static final Map<String, Replacement> REPLACEMENTS = replacements();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(BudgetAutoConfiguration.class, ChatModelFactoryAutoConfiguration.class,
				LlmFallbackAutoConfiguration.class, LlmFallbackClientAutoConfiguration.class,
				LlmFallbackEndpointAutoConfiguration.class, LlmFallbackHealthAutoConfiguration.class,
				LlmFallbackCheckAutoConfiguration.class, LlmFallbackObservationAutoConfiguration.class,
				LlmFallbackMetricsAutoConfiguration.class, LlmFallbackSanitizingAutoConfiguration.class))
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
		.withBean(ObservationRegistry.class, ObservationRegistry::create)
		.withPropertyValues("llm.fallback.providers.fine.type=simulated", "management.endpoints.web.exposure.include=*",
				"spring.datasource.url=jdbc:h2:mem:backoff");

	private static Map<String, Replacement> replacements() {
		ObservationRegistry none = ObservationRegistry.NOOP;
		Map<String, Replacement> all = new LinkedHashMap<>();
		all.put("LlmFallbackAutoConfiguration.simulatedProviders",
				of(SimulatedProviders.class, SimulatedProviders::new));
		all.put("LlmFallbackAutoConfiguration.failureClassifiers",
				of(FailureClassifiers.class, () -> FailureClassifiers.builtIn(List.of())));
		all.put("LlmFallbackAutoConfiguration.llmFallbackProviderEvents",
				of(ProviderEvents.class, () -> new ProviderEvents((event) -> {
				})));
		all.put("LlmFallbackAutoConfiguration.fallbackChatModelBuilder",
				of(FallbackChatModelBuilder.class, BackOffTests::builder));
		all.put("FallbackChatModelConfiguration.PrimaryModel.fallbackChatModel",
				of(FallbackChatModel.class, () -> builder().build()));
		all.put("FallbackChatModelConfiguration.SecondaryModel.fallbackChatModel",
				of(FallbackChatModel.class, () -> builder().build(), "llm.fallback.primary=false"));
		all.put("LlmFallbackClientAutoConfiguration.fallbackChatClient",
				of(FallbackChatClient.class, () -> FallbackChatClient.create(builder().build())));
		all.put("ChatModelFactoryAutoConfiguration.openAiChatModelFactory",
				of(OpenAiChatModelFactory.class, () -> new OpenAiChatModelFactory(none, null)));
		all.put("ChatModelFactoryAutoConfiguration.anthropicChatModelFactory",
				of(AnthropicChatModelFactory.class, () -> new AnthropicChatModelFactory(none, null)));
		all.put("ChatModelFactoryAutoConfiguration.geminiChatModelFactory",
				of(GeminiChatModelFactory.class, () -> new GeminiChatModelFactory(none, null)));
		all.put("ChatModelFactoryAutoConfiguration.ollamaChatModelFactory",
				of(OllamaChatModelFactory.class, () -> new OllamaChatModelFactory(none, null)));
		all.put("MemoryLedgerConfiguration.llmFallbackBudgetLedger",
				of(BudgetLedger.class, BackOffTests::ledger, "llm.fallback.budget.store=memory"));
		all.put("JdbcLedgerConfiguration.llmFallbackBudgetLedger",
				of(BudgetLedger.class, BackOffTests::ledger, "llm.fallback.budget.store=jdbc"));
		all.put("RedisLedgerConfiguration.llmFallbackBudgetLedger",
				of(BudgetLedger.class, BackOffTests::ledger, "llm.fallback.budget.store=redis"));
		all.put("JdbcLedgerConfiguration.llmFallbackLedgerSchemaInitializer",
				named("llmFallbackLedgerSchemaInitializer", Object.class, Object::new, "llm.fallback.budget.store=jdbc",
						created("schema-h2.sql")));
		all.put("AuditLogConfiguration.llmFallbackAuditLog",
				of(AuditLog.class, () -> mock(AuditLog.class), "llm.fallback.budget.audit=true"));
		all.put("AuditLogConfiguration.llmFallbackAuditSchemaInitializer",
				named("llmFallbackAuditSchemaInitializer", Object.class, Object::new, "llm.fallback.budget.audit=true",
						"llm.fallback.budget.store=memory", created("schema-audit-h2.sql")));
		all.put("LlmFallbackEndpointAutoConfiguration.recentCalls", of(RecentCalls.class, RecentCalls::new));
		all.put("LlmFallbackEndpointAutoConfiguration.llmFallbackEndpoint",
				of(LlmFallbackEndpoint.class, () -> new LlmFallbackEndpoint(builder().build(), new RecentCalls())));
		all.put("LlmFallbackEndpointAutoConfiguration.llmFallbackEndpointWebExtension",
				of(LlmFallbackEndpointWebExtension.class, () -> new LlmFallbackEndpointWebExtension(
						new LlmFallbackEndpoint(builder().build(), new RecentCalls()))));
		all.put("LlmFallbackCheckAutoConfiguration.llmFallbackStartCheck",
				named("llmFallbackStartCheck", Object.class, Object::new, "llm.fallback.check=true"));
		all.put("LlmFallbackObservationAutoConfiguration.llmFallbackCallObservations",
				of(CallObserver.class, () -> CallObserver.NONE));
		all.put("LlmFallbackMetricsAutoConfiguration.llmFallbackCallMetrics",
				of(CallMetrics.class, () -> new CallMetrics(new SimpleMeterRegistry())));
		all.put("LlmFallbackMetricsAutoConfiguration.llmFallbackAvailabilityGauges",
				of(AvailabilityGauges.class, () -> new AvailabilityGauges(List.of(), Set::of)));
		all.put("LlmFallbackMetricsAutoConfiguration.llmFallbackBudgetGauges",
				of(BudgetGauges.class, () -> new BudgetGauges(List.of(), List::of)));
		all.put("LlmFallbackSanitizingAutoConfiguration.llmFallbackKeySanitizer",
				named("llmFallbackKeySanitizer", SanitizingFunction.class, () -> (data) -> data));
		all.put("LlmFallbackHealthAutoConfiguration.llmFallbackHealthIndicator",
				named("llmFallbackHealthIndicator", HealthIndicator.class, () -> () -> Health.up().build()));
		return all;
	}

	@Test
	void everyBeanHasAReplacementHere() {
		assertThat(REPLACEMENTS.keySet()).containsExactlyInAnyOrderElementsOf(beanMethods());
	}

	static Set<String> beans() {
		return REPLACEMENTS.keySet();
	}

	@ParameterizedTest
	@MethodSource("beans")
	void applicationsOwnBeanReplacesOurs(String bean) {
		Replacement replacement = Objects.requireNonNull(REPLACEMENTS.get(bean));
		ApplicationContextRunner runner = this.contextRunner.withPropertyValues(replacement.properties());
		ApplicationContextRunner with = connected(runner, bean);
		with.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(defined(context.getBeanFactory())).contains(bean);
		});
		replacement.register(with).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(defined(context.getBeanFactory())).doesNotContain(bean);
			if (replacement.name().equals(OWN)) {
				assertThat(context).getBeanNames(replacement.type()).containsExactly(OWN);
			}
		});
	}

	private static ApplicationContextRunner connected(ApplicationContextRunner runner, String bean) {
		if (bean.startsWith("Redis")) {
			return runner.withBean(RedisConnectionFactory.class, LettuceConnectionFactory::new);
		}
		return runner.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class));
	}

	/**
	 * The bean methods that contributed.
	 */
	private static Set<String> defined(ConfigurableListableBeanFactory beanFactory) {
		Set<String> methods = new TreeSet<>();
		for (String name : beanFactory.getBeanDefinitionNames()) {
			MethodMetadata method = (beanFactory.getBeanDefinition(name) instanceof AnnotatedBeanDefinition annotated)
					? annotated.getFactoryMethodMetadata() : null;
			if (method != null && method.getDeclaringClassName().startsWith(BackOffTests.class.getPackageName())) {
				methods.add(name(method.getDeclaringClassName(), method.getMethodName()));
			}
		}
		return methods;
	}

	private static Set<String> beanMethods() {
		return new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
			.importPackages("io.github.llmfallback")
			.stream()
			.flatMap((type) -> type.getMethods().stream())
			.filter((method) -> method.isAnnotatedWith(Bean.class))
			.map((method) -> name(method.getOwner().getName(), method.getName()))
			.collect(Collectors.toSet());
	}

	private static String name(String type, String method) {
		return type.substring(BackOffTests.class.getPackageName().length() + 1).replace('$', '.') + "." + method;
	}

	/**
	 * A database in which the application itself has created the table.
	 */
	private static String created(String script) {
		return "spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID()
				+ ";INIT=RUNSCRIPT FROM 'classpath:io/github/llmfallback/budget/jdbc/" + script + "'";
	}

	private static FallbackChatModelBuilder builder() {
		return FallbackChatModel.builder()
			.provider(LlmProvider.builder("other", SimulatedChatModel.builder().provider("other").build()).build());
	}

	private static BudgetLedger ledger() {
		return new MemoryLedger(ZoneOffset.UTC, Duration.ofMinutes(5), InstantSource.system());
	}

	private static <T> Replacement of(Class<T> type, Supplier<? extends T> bean, String... properties) {
		return named(OWN, type, bean, properties);
	}

	private static <T> Replacement named(String name, Class<T> type, Supplier<? extends T> bean, String... properties) {
		return new Replacement(name, type, (runner) -> runner.withBean(name, type, bean::get), properties);
	}

	private record Replacement(String name, Class<?> type, UnaryOperator<ApplicationContextRunner> registration,
			String[] properties) {

		ApplicationContextRunner register(ApplicationContextRunner runner) {
			return this.registration.apply(runner);
		}

	}

}
