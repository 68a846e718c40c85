package io.github.llmfallback.routing;

import java.util.List;

import io.github.llmfallback.provider.Provider;

import org.springframework.ai.chat.prompt.Prompt;

/**
 * What a {@link RoutingStrategy} decides about.
 *
 * @param providers who may be asked, in declared order; never changed
 * @param prompt the call's prompt
 */
public record RoutingRequest(List<Provider> providers, Prompt prompt) {
}
