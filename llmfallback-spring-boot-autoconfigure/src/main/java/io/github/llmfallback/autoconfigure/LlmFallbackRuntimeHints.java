package io.github.llmfallback.autoconfigure;

import java.util.List;

import io.github.llmfallback.actuate.ChecksDescriptor;
import io.github.llmfallback.actuate.ErrorDescriptor;
import io.github.llmfallback.actuate.ProviderHealthDescriptor;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.util.ClassUtils;

/**
 * What a native image has to keep beside what Spring finds out by itself.
 */
class LlmFallbackRuntimeHints implements RuntimeHintsRegistrar {

	private static final List<String> FILES = List.of("META-INF/llmfallback/*.csv",
			"io/github/llmfallback/budget/jdbc/*.sql", "io/github/llmfallback/budget/redis/*.lua");

	/** Looked for by name, to find out which libraries are there. */
	private static final List<String> LANDMARKS = List.of("com.openai.errors.OpenAIServiceException",
			"com.anthropic.errors.AnthropicServiceException", "com.google.genai.errors.ApiException",
			"org.springframework.web.client.RestClientResponseException",
			"org.springframework.web.reactive.function.client.WebClientResponseException",
			"org.springframework.ai.openai.OpenAiChatOptions",
			"org.springframework.ai.google.genai.GoogleGenAiChatOptions", BudgetStoreCheck.JDBC_CLASS,
			BudgetStoreCheck.REDIS_CLASS);

	private static final String ENDPOINT_CLASS = "org.springframework.boot.actuate.endpoint.OperationResponseBody";

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		FILES.forEach(hints.resources()::registerPattern);
		ReflectionHints reflection = hints.reflection();
		LANDMARKS.forEach((landmark) -> reflection.registerTypeIfPresent(classLoader, landmark, (type) -> {
		}));
		reflection.registerType(ModelProperties.class,
				(type) -> type.withMethod("valueOf", TypeReference.listOf(String.class), ExecutableMode.INVOKE));
		if (ClassUtils.isPresent(ENDPOINT_CLASS, classLoader)) {
			new BindingReflectionHintsRegistrar().registerReflectionHints(reflection, ChecksDescriptor.class,
					ErrorDescriptor.class, ProviderHealthDescriptor.class);
		}
	}

}
