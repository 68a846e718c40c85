package io.github.llmfallback;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.github.llmfallback.admission.GateSettings;
import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.attempt.AnswerSettings;
import io.github.llmfallback.attempt.CallSettings;
import io.github.llmfallback.attempt.KindOverrides;
import io.github.llmfallback.attempt.StreamSettings;
import io.github.llmfallback.health.CircuitSettings;
import io.github.llmfallback.limit.RateSettings;
import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.provider.ChatModelSettings;
import io.github.llmfallback.provider.OpenAiChatModelFactory;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.ProviderKey;
import io.github.llmfallback.provider.ProviderModel;
import io.github.llmfallback.provider.ProviderType;
import io.github.llmfallback.provider.RetrySettings;
import io.github.llmfallback.testsupport.TurnedTime;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Models whose providers let calls in or do not.
 */
final class GatedModels {

	static final Prompt PROMPT = new Prompt("Hi");

	/** Never opens. */
	static final CircuitSettings SOLID = new CircuitSettings(100, 1_000_000, Duration.ofSeconds(1),
			Duration.ofSeconds(30));

	/** Opens at the first failure, for half a minute. */
	static final CircuitSettings TOUCHY = new CircuitSettings(100, 1, Duration.ofSeconds(60), Duration.ofSeconds(30));

	private GatedModels() {
	}

	static FallbackChatModelBuilder builder(WhenUnavailable whenUnavailable, LlmProvider... providers) {
		return builder(whenUnavailable, RetrySettings.NONE, providers);
	}

	static FallbackChatModelBuilder builder(WhenUnavailable whenUnavailable, RetrySettings retry,
			LlmProvider... providers) {
		return Providers.builder(providers)
			.settings(new CallSettings(retry, StreamSettings.DEFAULT, AnswerSettings.STRICT, KindOverrides.NONE,
					whenUnavailable));
	}

	static FallbackChatModel turned(TurnedTime time, WhenUnavailable whenUnavailable, LlmProvider... providers) {
		return builder(whenUnavailable, providers).clocks(time, time).build();
	}

	static LlmProvider touchy(String name, ChatModel chatModel) {
		return LlmProvider.builder(name, chatModel).circuitBreaker(TOUCHY).build();
	}

	/**
	 * A pool of keys for one model, limited by nothing but its health.
	 */
	static LlmProvider pool(String name, int keys, Function<String, ChatModel> chatModels) {
		return pool(name, keys, null, chatModels);
	}

	static LlmProvider pool(String name, int keys, @Nullable Price price, Function<String, ChatModel> chatModels) {
		List<ProviderKey> pool = IntStream.rangeClosed(1, keys)
			.mapToObj((number) -> name + "#" + number)
			.map((alias) -> new ProviderKey(alias, () -> chatModels.apply(alias)))
			.toList();
		Provider provider = Provider.builder(name).models(List.of(new ProviderModel("m", price))).keys(pool).build();
		return LlmProvider.of(provider, new GateSettings(SOLID, RateSettings.UNLIMITED, null));
	}

	static ChatModel openAi(String baseUrl, String key) {
		return new OpenAiChatModelFactory(ObservationRegistry.NOOP, null).create(new ChatModelSettings("test",
				ProviderType.OPENAI, baseUrl, key, "model", null, null, Duration.ofSeconds(30)));
	}

	static String answeredBy(FallbackChatModel model) {
		return answeredBy(model, PROMPT);
	}

	static String answeredBy(FallbackChatModel model, Prompt prompt) {
		return FallbackMetadata.from(model.call(prompt)).provider();
	}

}
