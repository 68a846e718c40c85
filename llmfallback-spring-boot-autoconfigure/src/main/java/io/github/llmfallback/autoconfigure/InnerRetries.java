package io.github.llmfallback.autoconfigure;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.beans.BeanWrapper;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.core.env.Environment;

/**
 * Finds chat models of the application whose clients retry by themselves: they spend the
 * time in which another provider would answer. The properties are those of Spring AI 2.0.
 */
final class InnerRetries {

	private static final Log logger = LogFactory.getLog(InnerRetries.class);

	private static final String SPRING_AI_RETRY = "spring.ai.retry.max-attempts";

	private static final Map<String, String> SWITCHES = Map.of("org.springframework.ai.openai.OpenAiChatModel",
			"spring.ai.openai.max-retries", "org.springframework.ai.anthropic.AnthropicChatModel",
			"spring.ai.anthropic.max-retries", "org.springframework.ai.google.genai.GoogleGenAiChatModel",
			SPRING_AI_RETRY, "org.springframework.ai.ollama.OllamaChatModel", SPRING_AI_RETRY);

	private final Environment environment;

	private final Set<String> found = new LinkedHashSet<>();

	InnerRetries(Environment environment) {
		this.environment = environment;
	}

	void look(ChatModel chatModel) {
		String property = SWITCHES.get(chatModel.getClass().getName());
		if (property != null && !isOff(chatModel, property)) {
			this.found.add(property);
		}
	}

	private boolean isOff(ChatModel chatModel, String property) {
		Integer configured = this.environment.getProperty(property, Integer.class);
		Integer own = maxRetries(chatModel);
		return (configured != null && configured == 0) || (own != null && own == 0);
	}

	private static @Nullable Integer maxRetries(ChatModel chatModel) {
		BeanWrapper options = PropertyAccessorFactory.forBeanPropertyAccess(chatModel.getOptions());
		return (options.isReadableProperty("maxRetries")
				&& options.getPropertyValue("maxRetries") instanceof Integer retries) ? retries : null;
	}

	/**
	 * The properties to set to zero.
	 */
	Set<String> found() {
		return this.found;
	}

	void warnIfAny() {
		if (!this.found.isEmpty()) {
			logger.warn("Chat models that LLM Fallback asks retry failed requests by themselves, which delays the "
					+ "next provider; switch that off with " + String.join("=0, ", this.found) + "=0");
		}
	}

}
