package io.github.llmfallback.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches unless {@code llm.fallback.enabled} is {@code false}.
 */
class OnEnabledCondition extends SpringBootCondition {

	private static final String PROPERTY = LlmFallbackProperties.PREFIX + ".enabled";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		boolean enabled = LenientProperties.get(context.getEnvironment(), PROPERTY, true);
		return new ConditionOutcome(enabled,
				ConditionMessage.forCondition("LLM Fallback").because(PROPERTY + " is " + enabled));
	}

}
