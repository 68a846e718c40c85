package io.github.llmfallback.routing;

import java.util.List;
import java.util.function.Predicate;

import io.github.llmfallback.provider.Provider;

import org.springframework.ai.chat.prompt.Prompt;

/**
 * What a {@link RoutingStrategy} decides about.
 *
 * @param providers who may be asked, in declared order; never changed
 * @param prompt the call's prompt
 * @param well tells whether a provider is well, as far as one knows now; one that is not
 * is passed over when its turn comes
 */
public record RoutingRequest(List<Provider> providers, Prompt prompt, Predicate<Provider> well) {

	/**
	 * A request about providers that are all well.
	 */
	public RoutingRequest(List<Provider> providers, Prompt prompt) {
		this(providers, prompt, (provider) -> true);
	}

}
