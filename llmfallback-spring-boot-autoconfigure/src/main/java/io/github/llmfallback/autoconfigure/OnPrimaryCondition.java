package io.github.llmfallback.autoconfigure;

import java.util.List;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches when the fallback is to be the primary chat model and the application has not
 * marked one of its own.
 */
class OnPrimaryCondition extends SpringBootCondition implements ConfigurationCondition {

	private static final String PROPERTY = LlmFallbackProperties.PREFIX + ".primary";

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Primary chat model");
		if (!LenientProperties.get(context.getEnvironment(), PROPERTY, true)) {
			return ConditionOutcome.noMatch(message.because(PROPERTY + " is false"));
		}
		ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
		List<String> primary = (beanFactory != null) ? new ChatModelBeans(beanFactory).primaryNames() : List.of();
		return primary.isEmpty() ? ConditionOutcome.match(message.didNotFind("another primary bean").atAll())
				: ConditionOutcome.noMatch(message.found("primary bean", "primary beans").items(primary));
	}

}
