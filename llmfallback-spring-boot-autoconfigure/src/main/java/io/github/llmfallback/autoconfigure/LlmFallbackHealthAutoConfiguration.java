package io.github.llmfallback.autoconfigure;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.actuate.LlmFallbackHealthIndicator;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the {@link LlmFallbackHealthIndicator}.
 */
@AutoConfiguration(after = LlmFallbackAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(FallbackChatModel.class)
@ConditionalOnEnabledHealthIndicator("llmfallback")
public final class LlmFallbackHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "llmFallbackHealthIndicator")
	LlmFallbackHealthIndicator llmFallbackHealthIndicator(FallbackChatModel chatModel) {
		return new LlmFallbackHealthIndicator(chatModel);
	}

}
