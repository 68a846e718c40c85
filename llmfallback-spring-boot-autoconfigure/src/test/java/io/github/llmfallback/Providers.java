package io.github.llmfallback;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.attempt.AnswerSettings;
import io.github.llmfallback.attempt.CallSettings;
import io.github.llmfallback.attempt.KindOverrides;
import io.github.llmfallback.attempt.StreamSettings;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.RetrySettings;
import io.github.llmfallback.provider.ProviderKey;
import io.github.llmfallback.provider.ProviderModel;

import org.springframework.ai.chat.model.ChatModel;

/**
 * Providers for tests.
 */
final class Providers {

	private Providers() {
	}

	static FallbackChatModel inOrder(LlmProvider... providers) {
		return builder(providers).build();
	}

	/**
	 * What follows a failure is the next target, without a second try at the same one.
	 */
	private static final CallSettings WITHOUT_RETRIES = new CallSettings(RetrySettings.NONE, StreamSettings.DEFAULT,
			AnswerSettings.STRICT, KindOverrides.NONE, WhenUnavailable.TRY_SOONEST);

	static FallbackChatModelBuilder builder(LlmProvider... providers) {
		FallbackChatModelBuilder builder = FallbackChatModel.builder()
			.strategy("declared-order")
			.settings(WITHOUT_RETRIES);
		for (LlmProvider provider : providers) {
			builder.provider(provider);
		}
		return builder;
	}

	/**
	 * A provider with pools of keys and models, as the configuration builds it.
	 */
	static Provider provider(String name, List<String> models, List<String> keys,
			Function<String, ChatModel> chatModels) {
		List<ProviderKey> pool = new ArrayList<>();
		for (String key : keys) {
			pool.add(new ProviderKey(name + "#" + (pool.size() + 1), () -> chatModels.apply(key)));
		}
		return Provider.builder(name)
			.type("openai")
			.models(models.stream().map((model) -> new ProviderModel(model, null)).toList())
			.keys(pool)
			.build();
	}

}
