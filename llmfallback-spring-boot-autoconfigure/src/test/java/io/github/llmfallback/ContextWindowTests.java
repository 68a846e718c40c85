package io.github.llmfallback;

import java.util.ArrayList;
import java.util.List;

import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.ProviderKey;
import io.github.llmfallback.provider.ProviderModel;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A request goes to models that it fits.
 */
class ContextWindowTests {

	private static final Prompt LONG = new Prompt("word ".repeat(2_000));

	private final ScriptedChatModel small = new ScriptedChatModel();

	private final ScriptedChatModel large = new ScriptedChatModel();

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void tooLongARequestSkipsTheSmallModel(boolean stream) {
		FallbackChatModel model = GatedModels
			.builder(WhenUnavailable.TRY_SOONEST, LlmProvider.builder("small", this.small).contextWindow(1_000).build(),
					LlmProvider.builder("large", this.large).contextWindow(10_000).build())
			.build();
		var answer = stream ? model.stream(LONG).blockLast() : model.call(LONG);
		assertThat(FallbackMetadata.from(answer).attempts()).extracting(AttemptRecord::outcome)
			.containsExactly("CONTEXT_WINDOW", "SUCCESS");
		assertThat(this.small.requests()).isZero();
		assertThat(GatedModels.answeredBy(model)).isEqualTo("small");
		model.close();
	}

	@Test
	void tooLongARequestGoesToTheLargerModelOfTheSameProvider() {
		FallbackChatModel model = GatedModels
			.builder(WhenUnavailable.TRY_SOONEST, LlmProvider.of(provider("both", 1_000L, 10_000L)))
			.build();
		FallbackMetadata metadata = FallbackMetadata.from(model.call(LONG));
		assertThat(metadata.model()).isEqualTo("m2");
		assertThat(metadata.fallbackCount()).isZero();
		model.close();
	}

	@Test
	void requestThatFitsNobodyIsSentToNobody() {
		FallbackChatModel model = GatedModels
			.builder(WhenUnavailable.TRY_SOONEST, LlmProvider.builder("small", this.small).contextWindow(1_000).build())
			.build();
		assertThatExceptionOfType(AllProvidersFailedException.class).isThrownBy(() -> model.call(LONG))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.CONTEXT_LENGTH_EXCEEDED))
			.satisfies((failed) -> assertThat(failed.attempts()).extracting(AttemptRecord::outcome)
				.containsExactly("CONTEXT_WINDOW"));
		assertThat(this.small.requests()).isZero();
		model.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void refusedRequestMovesOnlyToLargerWindows(boolean stream) {
		this.small.thenFail(FailureKind.CONTEXT_LENGTH_EXCEEDED);
		ScriptedChatModel same = new ScriptedChatModel();
		FallbackChatModel model = GatedModels
			.builder(WhenUnavailable.TRY_SOONEST, LlmProvider.of(provider("first", this.small, 8_000L, 4_000L, 8_000L)),
					LlmProvider.builder("same", same).contextWindow(8_000).build(),
					LlmProvider.builder("large", this.large).contextWindow(8_001).build())
			.build();
		var answer = stream ? model.stream(GatedModels.PROMPT).blockLast() : model.call(GatedModels.PROMPT);
		assertThat(FallbackMetadata.from(answer).attempts())
			.extracting((attempt) -> attempt.provider() + "/" + attempt.outcome())
			.containsExactly("first/CONTEXT_LENGTH_EXCEEDED", "same/CONTEXT_WINDOW", "large/SUCCESS");
		assertThat(this.small.requests()).isEqualTo(1);
		assertThat(same.requests()).isZero();
		assertThat(model.providers().get(0).status()).isEqualTo(ProviderStatus.Status.UP);
		model.close();
	}

	private Provider provider(String name, @Nullable Long... windows) {
		return provider(name, this.large, windows);
	}

	private static Provider provider(String name, ScriptedChatModel chatModel, @Nullable Long... windows) {
		List<ProviderModel> models = new ArrayList<>();
		for (Long window : windows) {
			models.add(new ProviderModel("m" + (models.size() + 1), null, window, null));
		}
		return Provider.builder(name).models(models).keys(List.of(new ProviderKey(null, () -> chatModel))).build();
	}

}
