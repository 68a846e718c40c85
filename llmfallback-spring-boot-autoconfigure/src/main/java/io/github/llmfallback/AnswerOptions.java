package io.github.llmfallback;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.ChatOptions;

/**
 * Of the options of a call, those that change its answer. How long and how often to try
 * is not among them.
 */
record AnswerOptions(@Nullable String model, @Nullable Double frequencyPenalty, @Nullable Integer maxTokens,
		@Nullable Double presencePenalty, @Nullable List<String> stopSequences, @Nullable Double temperature,
		@Nullable Integer topK, @Nullable Double topP, @Nullable String outputSchema, @Nullable String strategy,
		@Nullable List<String> providers, boolean fallbackDisabled, List<ChatOptions> vendorOptions) {

	static AnswerOptions of(FallbackChatOptions options, List<ChatOptions> vendorOptions) {
		List<String> stops = options.getStopSequences();
		return new AnswerOptions(options.getModel(), options.getFrequencyPenalty(), options.getMaxTokens(),
				options.getPresencePenalty(), (stops != null) ? List.copyOf(stops) : null, options.getTemperature(),
				options.getTopK(), options.getTopP(), options.getOutputSchema(), options.getStrategy(),
				options.getProviders(), options.isFallbackDisabled(), vendorOptions);
	}

}
