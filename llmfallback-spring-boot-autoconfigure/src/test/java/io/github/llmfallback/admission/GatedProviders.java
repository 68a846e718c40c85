package io.github.llmfallback.admission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.health.CircuitSettings;
import io.github.llmfallback.limit.RateSettings;
import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.ProviderKey;
import io.github.llmfallback.provider.ProviderModel;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.Prompt;

/**
 * Providers and their settings for tests.
 */
final class GatedProviders {

	/** Opens after two failures, for half a minute. */
	static final CircuitSettings TOUCHY = new CircuitSettings(50, 2, Duration.ofSeconds(60), Duration.ofSeconds(30));

	private GatedProviders() {
	}

	static Provider provider(String name, int keys, @Nullable Long... windows) {
		List<ProviderModel> models = new ArrayList<>();
		for (Long window : windows) {
			models.add(new ProviderModel("m" + (models.size() + 1), null, window, null));
		}
		List<ProviderKey> pool = new ArrayList<>();
		for (int i = 1; i <= keys; i++) {
			pool.add(new ProviderKey(name + "#" + i, ScriptedChatModel::new));
		}
		return Provider.builder(name).models(models).keys(pool).build();
	}

	static Provider priced(String name, @Nullable Price price) {
		return Provider.builder(name)
			.models(List.of(new ProviderModel("m", price)))
			.keys(List.of(new ProviderKey(null, ScriptedChatModel::new)))
			.build();
	}

	static GateSettings settings(@Nullable Long requests, @Nullable Long tokens, @Nullable Integer concurrency) {
		return new GateSettings(TOUCHY, new RateSettings(requests, tokens), concurrency);
	}

	static Demand demand() {
		return new Demand("call", new Prompt("Hi"), Map.of(), () -> Duration.ofMinutes(1));
	}

}
