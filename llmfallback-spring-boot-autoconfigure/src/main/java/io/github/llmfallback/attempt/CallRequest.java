package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.Provider;

import org.springframework.ai.chat.prompt.Prompt;

/**
 * What the application asked for, with everything settled that the call and the
 * configuration may say.
 *
 * @param prompt the messages and options
 * @param route the providers to ask, first to last
 * @param maxProviders how many providers may be asked; at least 1
 * @param timeout how long the whole call may take; positive
 * @param rehearsed failures to act out, by provider name: such a provider is not asked
 * @param tags whose budgets the call counts in besides those of everybody
 */
public record CallRequest(Prompt prompt, List<Provider> route, int maxProviders, Duration timeout,
		Map<String, FailureKind> rehearsed, Map<String, String> tags) {

	/**
	 * A request without tags.
	 */
	public CallRequest(Prompt prompt, List<Provider> route, int maxProviders, Duration timeout,
			Map<String, FailureKind> rehearsed) {
		this(prompt, route, maxProviders, timeout, rehearsed, Map.of());
	}

}
