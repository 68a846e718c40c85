package io.github.llmfallback.autoconfigure;

import io.github.llmfallback.FallbackChatModel;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/**
 * Auto-configuration for the live check at start.
 */
@AutoConfiguration(after = LlmFallbackAutoConfiguration.class)
@ConditionalOnBean(FallbackChatModel.class)
@Conditional(OnCheckCondition.class)
@EnableConfigurationProperties(LlmFallbackProperties.class)
public final class LlmFallbackCheckAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "llmFallbackStartCheck")
	StartCheck llmFallbackStartCheck(FallbackChatModel chatModel, LlmFallbackProperties properties,
			ApplicationContext context) {
		return new StartCheck(chatModel, properties.getCheck() == CheckMode.EXIT, context, System::exit);
	}

}
