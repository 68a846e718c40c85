package io.github.llmfallback.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches when charged attempts are to be written down.
 */
class OnAuditCondition extends SpringBootCondition {

	private static final String PROPERTY = LlmFallbackProperties.PREFIX + ".budget.audit";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		boolean audit = LenientProperties.get(context.getEnvironment(), PROPERTY, false);
		return new ConditionOutcome(audit,
				ConditionMessage.forCondition("Audit log").because(PROPERTY + " is " + audit));
	}

}
