package io.github.llmfallback.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;

/**
 * Auto-configuration for the chat model factories of the vendors whose Spring AI module
 * is on the class path.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "llm.fallback.enabled", matchIfMissing = true)
public final class ChatModelFactoryAutoConfiguration {

}
