package io.github.llmfallback.autoconfigure;

import java.time.Duration;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackMetadata;
import io.github.llmfallback.cache.CacheSettings;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class CachePropertiesTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmFallbackAutoConfiguration.class))
		.withPropertyValues("llm.fallback.providers.fine.type=simulated",
				"llm.fallback.providers.fine.simulated.latency=0");

	@Test
	void nothingIsCachedUnlessEnabled() {
		this.contextRunner.run((context) -> {
			FallbackChatModel chatModel = context.getBean(FallbackChatModel.class);
			assertThat(isSecondAnswerCached(chatModel)).isFalse();
			assertThat(context.getBean(LlmFallbackProperties.class).getCache().toSettings()).isNull();
		});
	}

	@Test
	void identicalRequestsAreAnsweredFromMemoryWhenEnabled() {
		this.contextRunner.withPropertyValues("llm.fallback.cache.enabled=true").run((context) -> {
			assertThat(isSecondAnswerCached(context.getBean(FallbackChatModel.class))).isTrue();
			assertThat(context.getBean(LlmFallbackProperties.class).getCache().toSettings())
				.isEqualTo(CacheSettings.DEFAULT)
				.isEqualTo(new CacheSettings(Duration.ofMinutes(10), 10_000));
		});
	}

	@Test
	void timeAndSizeAreConfigured() {
		this.contextRunner
			.withPropertyValues("llm.fallback.cache.enabled=true", "llm.fallback.cache.ttl=1m",
					"llm.fallback.cache.maximum-size=5")
			.run((context) -> assertThat(context.getBean(LlmFallbackProperties.class).getCache().toSettings())
				.isEqualTo(new CacheSettings(Duration.ofMinutes(1), 5)));
	}

	private static boolean isSecondAnswerCached(FallbackChatModel chatModel) {
		chatModel.call(new Prompt("Hi"));
		return FallbackMetadata.from(chatModel.call(new Prompt("Hi"))).cached();
	}

}
