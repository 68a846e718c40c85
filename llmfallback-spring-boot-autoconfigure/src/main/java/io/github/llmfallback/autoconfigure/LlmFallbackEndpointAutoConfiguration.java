package io.github.llmfallback.autoconfigure;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.actuate.LlmFallbackEndpoint;
import io.github.llmfallback.actuate.LlmFallbackEndpointWebExtension;
import io.github.llmfallback.observation.RecentCalls;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the {@link LlmFallbackEndpoint}.
 */
@AutoConfiguration(after = LlmFallbackAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(FallbackChatModel.class)
@ConditionalOnAvailableEndpoint(LlmFallbackEndpoint.class)
public final class LlmFallbackEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RecentCalls recentCalls() {
		return new RecentCalls();
	}

	@Bean
	@ConditionalOnMissingBean
	LlmFallbackEndpoint llmFallbackEndpoint(FallbackChatModel chatModel, RecentCalls recentCalls) {
		return new LlmFallbackEndpoint(chatModel, recentCalls);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(LlmFallbackEndpoint.class)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	LlmFallbackEndpointWebExtension llmFallbackEndpointWebExtension(LlmFallbackEndpoint endpoint) {
		return new LlmFallbackEndpointWebExtension(endpoint);
	}

}
