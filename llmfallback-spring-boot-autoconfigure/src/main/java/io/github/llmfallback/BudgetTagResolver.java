package io.github.llmfallback;

import java.util.Map;

import org.springframework.ai.chat.prompt.Prompt;

/**
 * Finds the tags of a call that sets none: the signed-in tenant, say. Called on the
 * thread that makes the call, for many calls at once. The thread that subscribes to a
 * stream carries what the subscriber's Reactor context does, as far as it is registered
 * with Micrometer's context propagation.
 */
@FunctionalInterface
public interface BudgetTagResolver {

	/**
	 * Finds out what a call is done for.
	 * @param prompt what is asked
	 * @return values by tag; empty when the call has none
	 */
	Map<String, String> resolve(Prompt prompt);

}
