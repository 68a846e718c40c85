package io.github.llmfallback.attempt;

import java.util.List;

import io.github.llmfallback.provider.Provider;

import org.springframework.ai.chat.prompt.Prompt;

/**
 * What the application asked for, with everything settled that the call and the
 * configuration may say.
 *
 * @param prompt the messages and options
 * @param route the providers to ask, first to last
 * @param maxProviders how many providers may be asked; at least 1
 */
public record CallRequest(Prompt prompt, List<Provider> route, int maxProviders) {

}
