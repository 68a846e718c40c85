package io.github.llmfallback.autoconfigure;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.github.llmfallback.AllProvidersFailedException;
import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackChatModelBuilder;
import io.github.llmfallback.FallbackMetadata;
import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.ProviderCallException;
import io.github.llmfallback.ProviderStatus;
import io.github.llmfallback.attempt.CallListener;
import io.github.llmfallback.attempt.CallSummary;
import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.failure.FailureClassifier;
import io.github.llmfallback.failure.FailureClassifiers;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import io.github.llmfallback.provider.simulated.SimulatedProviders;
import io.github.llmfallback.routing.RoutingStrategy;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LlmFallbackAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ChatModelFactoryAutoConfiguration.class, LlmFallbackAutoConfiguration.class))
		.withPropertyValues("llm.fallback.providers.first.type=simulated",
				"llm.fallback.providers.second.type=simulated");

	@Test
	void chatModelAnswersThroughTheConfiguredProviders() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(FallbackChatModel.class)
				.hasSingleBean(FallbackChatModelBuilder.class)
				.hasSingleBean(FailureClassifiers.class)
				.hasSingleBean(SimulatedProviders.class);
			assertThat(answeredBy(context.getBean(ChatModel.class))).isEqualTo("first");
		});
	}

	@Test
	void nothingIsConfiguredWhenSwitchedOff() {
		this.contextRunner.withPropertyValues("llm.fallback.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(FallbackChatModel.class)
				.doesNotHaveBean(FallbackChatModelBuilder.class)
				.doesNotHaveBean(FailureClassifiers.class)
				.doesNotHaveBean(SimulatedProviders.class)
				.doesNotHaveBean(LlmFallbackProperties.class));
	}

	@Test
	void nothingIsConfiguredWithoutSpringAi() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(ChatModel.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(FallbackChatModel.class));
	}

	@Test
	void applicationsOwnFallbackChatModelNeedsNoConfiguration() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LlmFallbackAutoConfiguration.class))
			.withUserConfiguration(OwnFallbackChatModel.class)
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(FallbackChatModel.class);
				assertThat(providers(context.getBean(FallbackChatModel.class))).containsExactly("own");
			});
	}

	@Test
	void applicationsOwnFallbackChatModelCanStartFromTheConfiguration() {
		this.contextRunner.withUserConfiguration(ExtendedFallbackChatModel.class).run((context) -> {
			assertThat(context).hasSingleBean(FallbackChatModel.class);
			assertThat(providers(context.getBean(FallbackChatModel.class))).containsExactly("first", "second", "added");
		});
	}

	@Test
	void applicationsOwnBuilderIsUsed() {
		this.contextRunner
			.withBean(FallbackChatModelBuilder.class,
					() -> FallbackChatModel.builder().provider(LlmProvider.builder("own", simulated("own")).build()))
			.run((context) -> assertThat(providers(context.getBean(FallbackChatModel.class))).containsExactly("own"));
	}

	@Test
	void applicationsOwnSimulatedProvidersAreUsed() {
		SimulatedProviders own = new SimulatedProviders();
		this.contextRunner.withBean(SimulatedProviders.class, () -> own).run((context) -> {
			assertThat(context).hasSingleBean(SimulatedProviders.class);
			assertThat(own.names()).containsExactly("first", "second");
		});
	}

	@Test
	void applicationsOwnClassifiersReplaceTheBuiltInOnes() {
		FailureClassifiers own = FailureClassifiers.builtIn(List.of(everythingIs(FailureKind.INVALID_REQUEST)));
		this.contextRunner.withBean(FailureClassifiers.class, () -> own)
			.withBean("other", FailureClassifier.class, () -> everythingIs(FailureKind.TIMEOUT))
			.withBean(LlmProvider.class,
					() -> LlmProvider.builder("broken", new BrokenChatModel())
						.costPer1kTokens(BigDecimal.ZERO)
						.priority(1)
						.build())
			.run((context) -> assertStopped(context.getBean(ChatModel.class), FailureKind.INVALID_REQUEST));
	}

	@Test
	void classifierBeansComeBeforeTheBuiltInOnes() {
		this.contextRunner.withBean(FailureClassifier.class, () -> everythingIs(FailureKind.INVALID_REQUEST))
			.withBean(LlmProvider.class,
					() -> LlmProvider.builder("broken", new BrokenChatModel())
						.costPer1kTokens(BigDecimal.ZERO)
						.priority(1)
						.build())
			.run((context) -> assertStopped(context.getBean(ChatModel.class), FailureKind.INVALID_REQUEST));
	}

	@Test
	void strategyIsChosenByTheNameOfItsBean() {
		this.contextRunner.withUserConfiguration(ReverseOrder.class)
			.withPropertyValues("llm.fallback.strategy=lastFirst")
			.run((context) -> {
				assertThat(answeredBy(context.getBean(ChatModel.class))).isEqualTo("second");
				assertThat(context.getBean(FallbackChatModel.class).strategy()).isEqualTo("lastFirst");
			});
	}

	@Test
	void strategyBeanChangesNothingUnlessChosen() {
		this.contextRunner.withUserConfiguration(ReverseOrder.class)
			.run((context) -> assertThat(answeredBy(context.getBean(ChatModel.class))).isEqualTo("first"));
	}

	@Test
	void listenerBeansLearnOfCalls() {
		List<CallSummary> calls = new ArrayList<>();
		this.contextRunner.withBean(CallListener.class, () -> new CallListener() {

			@Override
			public void callFinished(CallSummary summary) {
				calls.add(summary);
			}

		}).run((context) -> {
			context.getBean(ChatModel.class).call(new Prompt("Hello"));
			assertThat(calls).singleElement().extracting(CallSummary::outcome).isEqualTo("SUCCESS");
		});
	}

	@Test
	void providerBeansFollowTheConfiguredOnes() {
		this.contextRunner.withBean(LlmProvider.class, () -> LlmProvider.builder("bean", simulated("bean")).build())
			.run((context) -> assertThat(providers(context.getBean(FallbackChatModel.class))).containsExactly("first",
					"second", "bean"));
	}

	@Test
	void providerBeansNeedNoConfiguration() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LlmFallbackAutoConfiguration.class))
			.withBean("a", LlmProvider.class, () -> LlmProvider.builder("one", simulated("one")).build())
			.withBean("b", LlmProvider.class, () -> LlmProvider.builder("two", simulated("two")).priority(5).build())
			.withBean("unused", ChatModel.class, () -> simulated("unused"))
			.run((context) -> {
				assertThat(providers(context.getBean(FallbackChatModel.class))).containsExactly("one", "two");
				assertThat(answeredBy(context.getBean(FallbackChatModel.class))).isEqualTo("two");
			});
	}

	@Test
	void maxAttemptsBoundEveryCall() {
		this.contextRunner
			.withPropertyValues("llm.fallback.max-attempts=1",
					"llm.fallback.providers.first.simulated.failures.server-error=1")
			.run((context) -> assertThatExceptionOfType(AllProvidersFailedException.class)
				.isThrownBy(() -> context.getBean(ChatModel.class).call(new Prompt("Hello")))
				.satisfies((ex) -> assertThat(ex.providerErrors()).containsOnlyKeys("first")));
	}

	@Test
	void defaultsReachEveryProvider() {
		this.contextRunner.withPropertyValues("llm.fallback.defaults.max-tokens=1")
			.run((context) -> assertThat(context.getBean(ChatModel.class)
				.call(new Prompt("Tell me a long story"))
				.getMetadata()
				.getUsage()
				.getCompletionTokens()).isEqualTo(1));
	}

	private static void assertStopped(ChatModel chatModel, FailureKind kind) {
		assertThatExceptionOfType(ProviderCallException.class).isThrownBy(() -> chatModel.call(new Prompt("Hello")))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(kind));
	}

	private static FailureClassifier everythingIs(FailureKind kind) {
		return (exception) -> Failure.of(kind, "as the application says", exception);
	}

	private static String answeredBy(ChatModel chatModel) {
		FallbackMetadata metadata = FallbackMetadata.from(chatModel.call(new Prompt("Hello")));
		assertThat(metadata).isNotNull();
		return metadata.provider();
	}

	private static List<String> providers(FallbackChatModel chatModel) {
		return chatModel.providers().stream().map(ProviderStatus::name).toList();
	}

	private static ChatModel simulated(String name) {
		return SimulatedChatModel.builder().provider(name).build();
	}

	private static final class BrokenChatModel implements ChatModel {

		@Override
		public ChatResponse call(Prompt prompt) {
			throw new IllegalStateException("broken");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnFallbackChatModel {

		@Bean
		FallbackChatModel own() {
			return FallbackChatModel.builder().provider(LlmProvider.builder("own", simulated("own")).build()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ExtendedFallbackChatModel {

		@Bean
		FallbackChatModel own(FallbackChatModelBuilder configured) {
			return configured.provider(LlmProvider.builder("added", simulated("added")).build()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ReverseOrder {

		@Bean
		RoutingStrategy lastFirst() {
			return (request) -> {
				List<Provider> providers = new ArrayList<>(request.providers());
				Collections.reverse(providers);
				return providers;
			};
		}

	}

}
