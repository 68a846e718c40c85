package io.github.llmfallback;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.llmfallback.failure.FailureKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.google.genai.GoogleGenAiChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.function.FunctionToolCallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link FallbackChatOptions}.
 */
class FallbackChatOptionsTests {

	private static final ToolCallback TOOL = FunctionToolCallback.builder("tool", () -> "done").build();

	private static final ToolCallback OTHER_TOOL = FunctionToolCallback.builder("other", () -> "done").build();

	@Test
	void nothingIsSetUnlessTheCallSetsIt() {
		FallbackChatOptions options = FallbackChatOptions.builder().build();
		assertThat(options).hasAllNullFieldsOrPropertiesExcept("fallbackDisabled", "tags", "simulateFailures",
				"vendorOptions");
		assertThat(options.getTags()).isEmpty();
		assertThat(options.getSimulateFailures()).isEmpty();
		assertThat(options.isFallbackDisabled()).isFalse();
		assertThat(options.vendorOptions()).isEmpty();
	}

	@Test
	void everythingThatIsSetCanBeRead() {
		FallbackChatOptions options = everything().build();
		assertThat(options.getModel()).isEqualTo("m");
		assertThat(options.getFrequencyPenalty()).isEqualTo(0.1);
		assertThat(options.getMaxTokens()).isEqualTo(2);
		assertThat(options.getPresencePenalty()).isEqualTo(0.3);
		assertThat(options.getStopSequences()).containsExactly("stop");
		assertThat(options.getTemperature()).isEqualTo(0.4);
		assertThat(options.getTopK()).isEqualTo(5);
		assertThat(options.getTopP()).isEqualTo(0.6);
		assertThat(options.getToolCallbacks()).containsExactly(TOOL);
		assertThat(options.getToolContext()).containsExactly(Map.entry("user", "ada"));
		assertThat(options.getOutputSchema()).isEqualTo("{}");
		assertThat(options.getStrategy()).isEqualTo("round-robin");
		assertThat(options.getProviders()).containsExactly("a", "b");
		assertThat(options.getMaxAttempts()).isEqualTo(7);
		assertThat(options.getTimeout()).isEqualTo(Duration.ofSeconds(8));
		assertThat(options.getTags()).isEqualTo(Map.of("tenant", "acme"));
		assertThat(options.getSimulateFailures()).isEqualTo(Map.of("a", FailureKind.TIMEOUT));
		assertThat(options.isFallbackDisabled()).isTrue();
		assertThat(options.vendorOptions()).hasSize(1);
	}

	@Test
	void mutateAndBuildIsTheSame() {
		FallbackChatOptions options = everything().build();
		assertThat(options.mutate().build()).isEqualTo(options).hasSameHashCodeAs(options);
		FallbackChatOptions empty = FallbackChatOptions.builder().build();
		assertThat(empty.mutate().build()).isEqualTo(empty).hasSameHashCodeAs(empty).isNotEqualTo(options);
	}

	@Test
	void mutatedCopyDoesNotChangeTheOriginal() {
		FallbackChatOptions options = everything().build();
		FallbackChatOptions before = options.mutate().build();
		options.mutate().temperature(0.9).toolCallbacks(OTHER_TOOL).toolContext("user", "bob").build();
		assertThat(options).isEqualTo(before);
	}

	static Stream<Consumer<FallbackChatOptions.Builder>> differences() {
		return Stream.of((builder) -> builder.temperature(0.9), (builder) -> builder.toolCallbacks(OTHER_TOOL),
				(builder) -> builder.outputSchema("{ }"), (builder) -> builder.strategy("smart"),
				(builder) -> builder.providers("a"), (builder) -> builder.maxAttempts(8),
				(builder) -> builder.fallbackDisabled(false), (builder) -> builder.timeout(Duration.ofSeconds(9)),
				(builder) -> builder.simulateFailures(Map.of()), (builder) -> builder.tags(Map.of("tenant", "other")),
				(builder) -> builder.combineWith(OpenAiChatOptions.builder().seed(1)));
	}

	@ParameterizedTest
	@MethodSource("differences")
	void optionsThatDifferInOneValueAreNotEqual(Consumer<FallbackChatOptions.Builder> difference) {
		FallbackChatOptions options = everything().build();
		FallbackChatOptions.Builder different = options.mutate();
		difference.accept(different);
		assertThat(different.build()).isNotEqualTo(options);
	}

	@Test
	void optionsOfAnotherTypeAreNotEqual() {
		FallbackChatOptions options = FallbackChatOptions.builder().build();
		assertThat(options).isNotEqualTo(ToolCallingChatOptions.builder().build()).isNotEqualTo(null);
	}

	@Test
	void cloneGoesItsOwnWay() {
		FallbackChatOptions.Builder builder = everything();
		FallbackChatOptions before = builder.build();
		FallbackChatOptions.Builder clone = builder.clone();
		assertThat(clone.build()).isEqualTo(before);

		clone.temperature(0.9)
			.toolCallbacks(OTHER_TOOL)
			.toolContext("user", "bob")
			.strategy("smart")
			.providers("z")
			.combineWith(OpenAiChatOptions.builder().seed(1));

		assertThat(builder.build()).isEqualTo(before);
		assertThat(clone.build().vendorOptions()).hasSize(2);
	}

	@Test
	void whatTheOtherSetsWins() {
		FallbackChatOptions combined = everything()
			.combineWith(FallbackChatOptions.builder()
				.temperature(0.9)
				.outputSchema("{\"type\": \"object\"}")
				.strategy("smart")
				.providers("z")
				.maxAttempts(1)
				.timeout(Duration.ofSeconds(9))
				.tags(Map.of("team", "search"))
				.simulateFailures(Map.of("b", FailureKind.CONNECTION))
				.fallbackDisabled(false))
			.build();

		assertThat(combined.getTemperature()).isEqualTo(0.9);
		assertThat(combined.getOutputSchema()).isEqualTo("{\"type\": \"object\"}");
		assertThat(combined.getStrategy()).isEqualTo("smart");
		assertThat(combined.getProviders()).containsExactly("z");
		assertThat(combined.getMaxAttempts()).isEqualTo(1);
		assertThat(combined.getTimeout()).isEqualTo(Duration.ofSeconds(9));
		assertThat(combined.getTags()).isEqualTo(Map.of("team", "search"));
		assertThat(combined.getSimulateFailures()).isEqualTo(Map.of("b", FailureKind.CONNECTION));
		assertThat(combined.isFallbackDisabled()).isFalse();
		assertThat(combined.getTopK()).isEqualTo(5);
	}

	@Test
	void whatTheOtherDoesNotSetStays() {
		FallbackChatOptions.Builder builder = everything();
		FallbackChatOptions before = builder.build();
		assertThat(builder.combineWith(FallbackChatOptions.builder()).build()).isEqualTo(before);
		assertThat(builder.combineWith(ChatOptions.builder()).build()).isEqualTo(before);
		assertThat(builder.combineWith(ToolCallingChatOptions.builder()).build()).isEqualTo(before);
	}

	@Test
	void everythingTheOtherSetsIsTakenOver() {
		FallbackChatOptions.Builder other = everything();
		assertThat(FallbackChatOptions.builder().combineWith(other).build()).isEqualTo(other.build());
	}

	@Test
	void portableOptionsAreTakenOverAndNotKeptAsAVendors() {
		FallbackChatOptions options = FallbackChatOptions.builder()
			.combineWith(ChatOptions.builder().temperature(0.5).stopSequences(List.of("x")))
			.combineWith(ToolCallingChatOptions.builder().toolCallbacks(TOOL))
			.build();
		assertThat(options.getTemperature()).isEqualTo(0.5);
		assertThat(options.getStopSequences()).containsExactly("x");
		assertThat(options.getToolCallbacks()).containsExactly(TOOL);
		assertThat(options.vendorOptions()).isEmpty();
	}

	static Stream<ChatOptions.Builder<?>> vendors() {
		return Stream.of(
				OpenAiChatOptions.builder()
					.temperature(0.5)
					.maxTokens(9)
					.stopSequences(List.of("x"))
					.topP(0.7)
					.toolCallbacks(TOOL)
					.outputSchema("{\"type\":\"object\"}")
					.reasoningEffort("low"),
				AnthropicChatOptions.builder()
					.temperature(0.5)
					.maxTokens(9)
					.stopSequences(List.of("x"))
					.topP(0.7)
					.toolCallbacks(TOOL)
					.outputSchema("{\"type\":\"object\"}")
					.inferenceGeo("eu"),
				GoogleGenAiChatOptions.builder()
					.temperature(0.5)
					.maxOutputTokens(9)
					.stopSequences(List.of("x"))
					.topP(0.7)
					.toolCallbacks(TOOL)
					.outputSchema("{\"type\":\"object\"}")
					.thinkingBudget(3),
				OllamaChatOptions.builder()
					.temperature(0.5)
					.numPredict(9)
					.stop(List.of("x"))
					.topP(0.7)
					.toolCallbacks(TOOL)
					.outputSchema("{\"type\":\"object\"}")
					.keepAlive("5m"));
	}

	@ParameterizedTest
	@MethodSource("vendors")
	void optionsOfAVendorAreKeptWholeAndTheirPortablePartIsTakenOver(ChatOptions.Builder<?> vendor) {
		ChatOptions before = vendor.build();

		FallbackChatOptions options = FallbackChatOptions.builder().combineWith(vendor).build();

		assertThat(options.getTemperature()).isEqualTo(0.5);
		assertThat(options.getMaxTokens()).isEqualTo(9);
		assertThat(options.getStopSequences()).containsExactly("x");
		assertThat(options.getTopP()).isEqualTo(0.7);
		assertThat(options.getToolCallbacks()).containsExactly(TOOL);
		assertThat(options.getOutputSchema()).contains("\"type\"", "\"object\"");
		vendor.temperature(0.1);
		assertThat(options.vendorOptions()).singleElement()
			.satisfies((kept) -> assertThat(kept.build()).isEqualTo(before));
		assertThat(options.mutate().build()).isEqualTo(options);
	}

	@Test
	void vendorOptionsCannotBeChanged() {
		FallbackChatOptions options = everything().build();
		assertThat(options.vendorOptions()).isUnmodifiable();
		assertThat(options.getProviders()).isUnmodifiable();
	}

	@Test
	void namedProvidersAreCopied() {
		List<String> names = new ArrayList<>(List.of("a"));
		FallbackChatOptions options = FallbackChatOptions.builder().providers(names).build();
		names.add("b");
		assertThat(options.getProviders()).containsExactly("a");
		assertThat(options.mutate().providers((List<String>) null).build().getProviders()).isNull();
	}

	@Test
	void tagsAreCopied() {
		Map<String, String> tags = new HashMap<>(Map.of("tenant", "acme"));
		FallbackChatOptions options = FallbackChatOptions.builder().tags(tags).build();
		tags.put("team", "search");
		assertThat(options.getTags()).isEqualTo(Map.of("tenant", "acme")).isUnmodifiable();
	}

	@Test
	void atLeastOneProviderIsNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> FallbackChatOptions.builder().providers())
			.withMessageContaining("providers");
	}

	@Test
	void atLeastOneAttemptIsMade() {
		assertThatIllegalArgumentException().isThrownBy(() -> FallbackChatOptions.builder().maxAttempts(0))
			.withMessageContaining("maxAttempts");
		assertThat(FallbackChatOptions.builder().maxAttempts(3).maxAttempts(null).build().getMaxAttempts()).isNull();
	}

	private static FallbackChatOptions.Builder everything() {
		return portable().combineWith(OpenAiChatOptions.builder().reasoningEffort("low"));
	}

	private static FallbackChatOptions.Builder portable() {
		return FallbackChatOptions.builder()
			.model("m")
			.frequencyPenalty(0.1)
			.maxTokens(2)
			.presencePenalty(0.3)
			.stopSequences(List.of("stop"))
			.temperature(0.4)
			.topK(5)
			.topP(0.6)
			.toolCallbacks(TOOL)
			.toolContext("user", "ada")
			.outputSchema("{}")
			.strategy("round-robin")
			.providers("a", "b")
			.maxAttempts(7)
			.timeout(Duration.ofSeconds(8))
			.tags(Map.of("tenant", "acme"))
			.simulateFailures(Map.of("a", FailureKind.TIMEOUT))
			.fallbackDisabled(true);
	}

}
