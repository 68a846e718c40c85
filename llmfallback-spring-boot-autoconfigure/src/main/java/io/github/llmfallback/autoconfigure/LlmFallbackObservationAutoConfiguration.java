package io.github.llmfallback.autoconfigure;

import io.github.llmfallback.attempt.CallObserver;
import io.github.llmfallback.observation.CallObservations;
import io.github.llmfallback.observation.FallbackObservationConvention;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/**
 * Auto-configuration for the observation of calls, where there is an
 * {@link ObservationRegistry}.
 */
@AutoConfiguration(
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ChatModel.class)
@ConditionalOnBean(ObservationRegistry.class)
@Conditional(OnEnabledCondition.class)
public final class LlmFallbackObservationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(CallObserver.class)
	CallObservations llmFallbackCallObservations(ObservationRegistry registry,
			ObjectProvider<FallbackObservationConvention> convention) {
		return new CallObservations(registry, convention.getIfAvailable());
	}

}
