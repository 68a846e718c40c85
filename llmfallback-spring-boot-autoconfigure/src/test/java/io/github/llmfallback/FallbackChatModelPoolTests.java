package io.github.llmfallback;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link FallbackChatModel} does with the keys and models of a provider
 * before it leaves it.
 */
class FallbackChatModelPoolTests {

	private static final Prompt PROMPT = new Prompt("Hi");

	/** What a key or a model, or a key with a model, answers when asked. */
	private final Map<String, FailureKind> failures = new HashMap<>();

	private final List<String> asked = new ArrayList<>();

	@AutoClose
	private final FallbackChatModel chatModel = Providers.inOrder(pool(List.of("m1", "m2"), List.of("k1", "k2")),
			LlmProvider.builder("other", new ScriptedChatModel()).build());

	private LlmProvider pool(List<String> models, List<String> keys) {
		return LlmProvider.of(Providers.provider("pool", models, keys, this::client));
	}

	private ChatModel client(String key) {
		return (prompt) -> {
			String model = prompt.getOptions().getModel();
			this.asked.add(model + "/" + key);
			for (String place : List.of(key, model, model + "/" + key)) {
				if (this.failures.containsKey(place)) {
					throw ScriptedChatModel.failure(this.failures.get(place));
				}
			}
			return ScriptedChatModel.text("from " + model + " with " + key);
		};
	}

	@Test
	void firstKeyIsAskedForThePreferredModel() {
		FallbackMetadata metadata = metadata(this.chatModel);
		assertThat(this.asked).containsExactly("m1/k1");
		assertThat(metadata.model()).isEqualTo("m1");
		assertThat(metadata.keyAlias()).isEqualTo("pool#1");
		assertThat(metadata.attempts().get(0).keyAlias()).isEqualTo("pool#1");
	}

	@ParameterizedTest
	@EnumSource(names = { "AUTHENTICATION", "QUOTA_EXHAUSTED" })
	void badKeyGivesWayToTheNextOne(FailureKind kind) {
		this.failures.put("k1", kind);
		FallbackMetadata metadata = metadata(this.chatModel);
		assertThat(this.asked).containsExactly("m1/k1", "m1/k2");
		assertThat(metadata.keyAlias()).isEqualTo("pool#2");
		assertThat(metadata.fallbackCount()).isZero();
	}

	@ParameterizedTest
	@EnumSource(names = { "AUTHENTICATION", "QUOTA_EXHAUSTED" })
	void badKeyIsNeverTriedWithAnotherModel(FailureKind kind) {
		this.failures.put("k1", kind);
		this.failures.put("k2", kind);
		assertThat(metadata(this.chatModel).provider()).isEqualTo("other");
		assertThat(this.asked).containsExactly("m1/k1", "m1/k2");
	}

	@Test
	void badKeyIsNotComeBackToWhenTheModelFailsLater() {
		this.failures.put("k1", FailureKind.AUTHENTICATION);
		this.failures.put("m1/k2", FailureKind.RATE_LIMITED);
		assertThat(metadata(this.chatModel).model()).isEqualTo("m2");
		assertThat(this.asked).containsExactly("m1/k1", "m1/k2", "m2/k2");
	}

	@Test
	void rateLimitTriesNextKeyThenNextModelThenNextProvider() {
		this.failures.put("k1", FailureKind.RATE_LIMITED);
		this.failures.put("k2", FailureKind.RATE_LIMITED);
		assertThat(metadata(this.chatModel).provider()).isEqualTo("other");
		assertThat(this.asked).containsExactly("m1/k1", "m1/k2", "m2/k1", "m2/k2");
	}

	@ParameterizedTest
	@EnumSource(names = { "MODEL_NOT_FOUND", "CONTEXT_LENGTH_EXCEEDED", "TIMEOUT", "SERVER_ERROR", "OVERLOADED",
			"EMPTY_RESPONSE", "MALFORMED_RESPONSE" })
	void failureOfAModelGivesWayToTheNextModelAndNotToTheNextKey(FailureKind kind) {
		this.failures.put("m1", kind);
		FallbackMetadata metadata = metadata(this.chatModel);
		assertThat(this.asked).containsExactly("m1/k1", "m2/k1");
		assertThat(metadata.model()).isEqualTo("m2");
	}

	@ParameterizedTest
	@EnumSource(names = { "MODEL_NOT_FOUND", "CONTEXT_LENGTH_EXCEEDED", "TIMEOUT", "SERVER_ERROR", "OVERLOADED",
			"EMPTY_RESPONSE", "MALFORMED_RESPONSE" })
	void failureOfEveryModelGivesWayToTheNextProvider(FailureKind kind) {
		this.failures.put("m1", kind);
		this.failures.put("m2", kind);
		assertThat(metadata(this.chatModel).provider()).isEqualTo("other");
		assertThat(this.asked).containsExactly("m1/k1", "m2/k1");
	}

	@ParameterizedTest
	@EnumSource(names = { "CONTENT_FILTERED", "CONNECTION", "TRUNCATED", "UNKNOWN" })
	void failureThatItsOtherTargetsWouldShareLeavesTheProvider(FailureKind kind) {
		this.failures.put("m1", kind);
		assertThat(metadata(this.chatModel).provider()).isEqualTo("other");
		assertThat(this.asked).containsExactly("m1/k1");
	}

	@Test
	void keyThatFailsOnTheSecondModelGivesWayToTheNextKey() {
		this.failures.put("m1", FailureKind.MODEL_NOT_FOUND);
		this.failures.put("m2/k1", FailureKind.QUOTA_EXHAUSTED);
		assertThat(metadata(this.chatModel).keyAlias()).isEqualTo("pool#2");
		assertThat(this.asked).containsExactly("m1/k1", "m2/k1", "m2/k2");
	}

	@Test
	void wholePoolIsOneOfTheProvidersThatMayBeAsked() {
		this.failures.put("k1", FailureKind.RATE_LIMITED);
		this.failures.put("k2", FailureKind.RATE_LIMITED);
		Prompt prompt = new Prompt("Hi", FallbackChatOptions.builder().maxAttempts(2).build());
		FallbackMetadata metadata = FallbackMetadata.from(this.chatModel.call(prompt));
		assertThat(metadata.provider()).isEqualTo("other");
		assertThat(metadata.attempts()).hasSize(5);
		assertThat(metadata.fallbackCount()).isEqualTo(1);
	}

	@Test
	void modelOfTheCallDoesNotTravelToAProvider() {
		Prompt prompt = new Prompt("Hi", FallbackChatOptions.builder().model("somebody-elses").build());
		this.chatModel.call(prompt);
		assertThat(this.asked).containsExactly("m1/k1");
	}

	@Test
	void largePoolIsAskedToItsEnd() {
		List<String> keys = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			keys.add("key" + i);
			this.failures.put("key" + i, FailureKind.RATE_LIMITED);
		}
		this.failures.remove("m3/key199");
		FallbackChatModel model = Providers.inOrder(pool(List.of("m1", "m2", "m3"), keys),
				LlmProvider.builder("other", new ScriptedChatModel()).build());
		assertThat(metadata(model).attempts()).hasSize(601);
		assertThat(this.asked).doesNotHaveDuplicates();
	}

	private static FallbackMetadata metadata(FallbackChatModel model) {
		ChatResponse response = model.call(PROMPT);
		FallbackMetadata metadata = FallbackMetadata.from(response);
		assertThat(metadata).isNotNull();
		return metadata;
	}

}
