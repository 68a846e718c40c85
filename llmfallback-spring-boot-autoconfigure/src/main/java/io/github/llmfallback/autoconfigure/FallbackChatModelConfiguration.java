package io.github.llmfallback.autoconfigure;

import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackChatModelBuilder;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Primary;

/**
 * The {@link FallbackChatModel}, primary or not. Imported in this order.
 */
abstract class FallbackChatModelConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(FallbackChatModel.class)
	@Conditional(OnPrimaryCondition.class)
	static class PrimaryModel {

		@Bean
		@Primary
		FallbackChatModel fallbackChatModel(FallbackChatModelBuilder builder) {
			return builder.build();
		}

	}

	/**
	 * Leaves the injection of a plain chat model to the application's own beans.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(FallbackChatModel.class)
	static class SecondaryModel {

		private static final Log logger = LogFactory.getLog(FallbackChatModel.class);

		@Bean
		@Fallback
		FallbackChatModel fallbackChatModel(FallbackChatModelBuilder builder, LlmFallbackProperties properties,
				ConfigurableListableBeanFactory beanFactory) {
			List<String> primary = new ChatModelBeans(beanFactory).primaryNames();
			if (properties.isPrimary() && !primary.isEmpty()) {
				logger.warn("Code that injects ChatModel or ChatClient.Builder gets the @Primary bean " + primary
						+ " without fallback. Remove @Primary from it, inject FallbackChatModel or FallbackChatClient, "
						+ "or set llm.fallback.primary=false to agree");
			}
			return builder.build();
		}

	}

}
