package io.github.llmfallback.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.actuate.LlmFallbackEndpoint;
import io.github.llmfallback.actuate.LlmFallbackEndpointWebExtension;
import io.github.llmfallback.attempt.CallSummary;
import io.github.llmfallback.observation.RecentCalls;
import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class LlmFallbackEndpointAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(LlmFallbackAutoConfiguration.class, LlmFallbackEndpointAutoConfiguration.class))
		.withPropertyValues("llm.fallback.providers.simulated.model=tiny",
				"management.endpoints.web.exposure.include=llmfallback");

	@Test
	void endpointShowsTheCalls() {
		this.contextRunner.run((context) -> {
			context.getBean(FallbackChatModel.class).call(new Prompt("Hello"));
			assertThat(context.getBean(LlmFallbackEndpoint.class).llmFallback().recentCalls()).hasSize(1);
		});
	}

	@Test
	void endpointAnswersOverHttpOnlyWhereItIsExposedThere() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(LlmFallbackEndpointWebExtension.class));
		this.contextRunner
			.withPropertyValues("management.endpoints.web.exposure.include=health", "spring.jmx.enabled=true",
					"management.endpoints.jmx.exposure.include=llmfallback")
			.run((context) -> assertThat(context).hasSingleBean(LlmFallbackEndpoint.class)
				.doesNotHaveBean(LlmFallbackEndpointWebExtension.class));
	}

	@Test
	void applicationsOwnExtensionReplacesOurs() {
		LlmFallbackEndpoint endpoint = new LlmFallbackEndpoint(FallbackChatModel.builder()
			.provider(LlmProvider.builder("own", SimulatedChatModel.builder().provider("own").build()).build())
			.build(), new RecentCalls());
		LlmFallbackEndpointWebExtension extension = new LlmFallbackEndpointWebExtension(endpoint);
		this.contextRunner.withBean(LlmFallbackEndpointWebExtension.class, () -> extension)
			.run((context) -> assertThat(context).getBean(LlmFallbackEndpointWebExtension.class).isSameAs(extension));
	}

	@Test
	void endpointIsNotThereUnlessExposed() {
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=health")
			.run((context) -> assertThat(context).hasSingleBean(FallbackChatModel.class)
				.doesNotHaveBean(LlmFallbackEndpoint.class)
				.doesNotHaveBean(RecentCalls.class));
	}

	@Test
	void endpointIsNotThereWithoutAccess() {
		this.contextRunner.withPropertyValues("management.endpoint.llmfallback.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(LlmFallbackEndpoint.class));
	}

	@Test
	void endpointIsNotThereWithoutAFallback() {
		this.contextRunner.withPropertyValues("llm.fallback.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LlmFallbackEndpoint.class));
	}

	@Test
	void endpointIsNotThereWithoutActuator() {
		new ApplicationContextRunner().withUserConfiguration(AutoConfigured.class)
			.withPropertyValues("llm.fallback.providers.simulated.model=tiny")
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(FallbackChatModel.class)
				.doesNotHaveBean(RecentCalls.class));
	}

	@Test
	void applicationsOwnBeansReplaceOurs() {
		RecentCalls calls = new RecentCalls();
		calls.callFinished(
				new CallSummary("1", Instant.EPOCH, Duration.ZERO, List.of(), CallSummary.Ending.EXHAUSTED, null));
		this.contextRunner.withBean(RecentCalls.class, () -> calls).run((context) -> {
			assertThat(context).getBean(RecentCalls.class).isSameAs(calls);
			assertThat(context.getBean(LlmFallbackEndpoint.class).llmFallback().recentCalls()).hasSize(1);
		});
		FallbackChatModel chatModel = FallbackChatModel.builder()
			.provider(LlmProvider.builder("own", SimulatedChatModel.builder().provider("own").build()).build())
			.build();
		LlmFallbackEndpoint endpoint = new LlmFallbackEndpoint(chatModel, calls);
		this.contextRunner.withBean(LlmFallbackEndpoint.class, () -> endpoint)
			.run((context) -> assertThat(context).getBean(LlmFallbackEndpoint.class).isSameAs(endpoint));
	}

	/**
	 * Reads auto-configurations as applications do, by name, without loading what they
	 * refer to.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ LlmFallbackAutoConfiguration.class, LlmFallbackEndpointAutoConfiguration.class })
	static class AutoConfigured {

	}

}
