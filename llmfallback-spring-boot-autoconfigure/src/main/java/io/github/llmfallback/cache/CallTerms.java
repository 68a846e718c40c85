package io.github.llmfallback.cache;

import java.util.Map;

/**
 * What does not change the answer of a call, but decides whether there is one.
 *
 * @param tags whose budgets the call counts in besides those of everybody
 * @param maxProviders how many providers may be asked; at least 1
 */
public record CallTerms(Map<String, String> tags, int maxProviders) {

}
