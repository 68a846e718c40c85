package io.github.llmfallback.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches when every key and model is to be asked at start.
 */
class OnCheckCondition extends SpringBootCondition {

	private static final String PROPERTY = LlmFallbackProperties.PREFIX + ".check";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		CheckMode mode = LenientProperties.get(context.getEnvironment(), PROPERTY, CheckMode.FALSE);
		return new ConditionOutcome(mode != CheckMode.FALSE,
				ConditionMessage.forCondition("Live check").because(PROPERTY + " is " + mode));
	}

}
