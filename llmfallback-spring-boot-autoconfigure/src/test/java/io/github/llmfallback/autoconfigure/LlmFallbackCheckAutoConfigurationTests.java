package io.github.llmfallback.autoconfigure;

import java.util.Map;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import io.github.llmfallback.testsupport.TestProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class LlmFallbackCheckAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(LlmFallbackAutoConfiguration.class, LlmFallbackCheckAutoConfiguration.class))
		.withPropertyValues("llm.fallback.providers.simulated.model=tiny");

	@Test
	void nothingIsCheckedUnlessAskedFor() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(StartCheck.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " " })
	void blankAsksForNothing(String value) {
		this.contextRunner.withInitializer(TestProperties.environment(Map.of("LLM_FALLBACK_CHECK", value)))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(StartCheck.class));
		this.contextRunner.withInitializer(TestProperties.yaml("llm.fallback.check: " + value))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(StartCheck.class));
	}

	@ParameterizedTest
	@CsvSource({ "false,FALSE", "FALSE,FALSE", "'\"false\"',FALSE", "true,TRUE", "TRUE,TRUE", "'\"true\"',TRUE",
			"exit,EXIT", "EXIT,EXIT", "'\"Exit\"',EXIT" })
	void modeIsWrittenAsABooleanOrAWord(String yaml, CheckMode mode) {
		this.contextRunner.withInitializer(TestProperties.yaml("llm.fallback.check: " + yaml)).run((context) -> {
			assertThat(context.getBean(LlmFallbackProperties.class).getCheck()).isEqualTo(mode);
			assertThat(context.getBeansOfType(StartCheck.class)).hasSize((mode != CheckMode.FALSE) ? 1 : 0);
		});
	}

	@Test
	void modeCanComeFromTheEnvironment() {
		this.contextRunner.withInitializer(TestProperties.environment(Map.of("LLM_FALLBACK_CHECK", "exit")))
			.run((context) -> {
				assertThat(context.getBean(LlmFallbackProperties.class).getCheck()).isEqualTo(CheckMode.EXIT);
				assertThat(context).hasSingleBean(StartCheck.class);
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "sometimes", "1" })
	void anythingElseIsRefused(String mode) {
		this.contextRunner.withPropertyValues("llm.fallback.check=" + mode)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("llm.fallback.check")
				.hasStackTraceContaining("'" + mode + "' is unknown. Use one of false, true, exit"));
	}

	@Test
	void nothingIsCheckedWithoutAFallback() {
		this.contextRunner.withPropertyValues("llm.fallback.check=exit", "llm.fallback.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(StartCheck.class));
	}

	@Test
	void applicationsOwnModelIsCheckedToo() {
		FallbackChatModel own = FallbackChatModel.builder()
			.provider(LlmProvider.builder("own", SimulatedChatModel.builder().provider("own").build()).build())
			.build();
		this.contextRunner.withBean(FallbackChatModel.class, () -> own)
			.withPropertyValues("llm.fallback.check=true", "llm.fallback.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(StartCheck.class));
	}

}
