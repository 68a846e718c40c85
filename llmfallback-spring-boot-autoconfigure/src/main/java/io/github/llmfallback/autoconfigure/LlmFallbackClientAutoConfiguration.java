package io.github.llmfallback.autoconfigure;

import io.github.llmfallback.FallbackChatClient;
import io.github.llmfallback.FallbackChatModel;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.ai.chat.client.AdvisorParams;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.ToolCallingAdvisor;
import org.springframework.ai.chat.client.advisor.observation.AdvisorObservationConvention;
import org.springframework.ai.chat.client.observation.ChatClientObservationConvention;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientBuilderConfigurer;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientBuilderProperties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Fallback;

/**
 * Auto-configuration for {@link FallbackChatClient}.
 */
@AutoConfiguration(after = { LlmFallbackAutoConfiguration.class, ChatClientAutoConfiguration.class })
@ConditionalOnClass(ChatClient.class)
@ConditionalOnBean(FallbackChatModel.class)
public final class LlmFallbackClientAutoConfiguration {

	/**
	 * Steps back where the application has a {@link ChatClient} of its own and injects
	 * just that.
	 */
	@Bean
	@Fallback
	@ConditionalOnMissingBean
	FallbackChatClient fallbackChatClient(FallbackChatModel chatModel,
			ObjectProvider<ChatClientBuilderConfigurer> configurer, ObjectProvider<ObservationRegistry> observations,
			ObjectProvider<ChatClientObservationConvention> clientConvention,
			ObjectProvider<AdvisorObservationConvention> advisorConvention,
			ObjectProvider<ToolCallingAdvisor.Builder<?>> toolCalling,
			ObjectProvider<ChatClientBuilderProperties> properties) {
		ChatClient.Builder builder = ChatClient.builder(chatModel,
				observations.getIfUnique(() -> ObservationRegistry.NOOP), clientConvention.getIfUnique(),
				advisorConvention.getIfUnique(), toolCalling.getIfAvailable());
		if (!properties.stream().allMatch((client) -> client.getToolCalling().isEnabled())) {
			builder.defaultAdvisors(AdvisorParams.toolCallingAdvisorAutoRegister(false));
		}
		configurer.ifAvailable((available) -> available.configure(builder));
		return FallbackChatClient.create(chatModel, builder.build());
	}

}
