package io.github.llmfallback.benchmark;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackChatModelBuilder;
import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.admission.GateSettings;
import io.github.llmfallback.budget.BudgetSettings;
import io.github.llmfallback.budget.OnStoreFailure;
import io.github.llmfallback.budget.TagBudgets;
import io.github.llmfallback.budget.UnknownPrice;
import io.github.llmfallback.budget.WindowLimits;
import io.github.llmfallback.health.CircuitSettings;
import io.github.llmfallback.limit.RateSettings;
import io.github.llmfallback.observation.CallMetrics;
import io.github.llmfallback.observation.RecentCalls;
import io.github.llmfallback.pricing.Money;
import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.ProviderKey;
import io.github.llmfallback.provider.ProviderModel;
import io.github.llmfallback.provider.RetrySettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.springframework.ai.chat.model.ChatModel;

/**
 * Fallback chat models with everything on: budgets, circuit breaker, rates, concurrency,
 * metrics, metadata and history. The limits are far away.
 */
final class Wrappers {

	private static final WindowLimits PLENTY = new WindowLimits(Money.toNanos(BigDecimal.valueOf(1_000_000)),
			Money.toNanos(BigDecimal.valueOf(10_000_000)));

	private static final BudgetSettings BUDGETS = new BudgetSettings("USD", ZoneOffset.UTC, null, PLENTY,
			Map.of("provider-0", PLENTY), Map.of("tenant", new TagBudgets(PLENTY, Map.of())), List.of(0.8),
			UnknownPrice.REJECT, OnStoreFailure.CLOSED);

	private static final Map<String, String> TAGS = Map.of("tenant", "acme");

	private static final Price PRICE = Price.per1kTokens(new BigDecimal("0.001"));

	/** A minute's requests and tokens that no machine makes. */
	private static final RateSettings RATES = new RateSettings(60_000_000_000L, 60_000_000_000L);

	private static final int CONCURRENCY = 1_000;

	/** Never opens, so that each call asks a provider that always fails. */
	private static final CircuitSettings PATIENT = new CircuitSettings(100, Integer.MAX_VALUE, Duration.ofSeconds(60),
			Duration.ofSeconds(30));

	private Wrappers() {
	}

	/**
	 * Starts a model over one provider for each chat model, first to last.
	 */
	static FallbackChatModelBuilder over(ChatModel... chatModels) {
		FallbackChatModelBuilder builder = everythingOn();
		for (int i = 0; i < chatModels.length; i++) {
			builder.provider(provider(i, 1, 1, chatModels[i]));
		}
		return builder;
	}

	/**
	 * Starts a model over many providers of five keys and three models each.
	 */
	static FallbackChatModelBuilder overMany(int providers, ChatModel chatModel) {
		FallbackChatModelBuilder builder = everythingOn();
		for (int i = 0; i < providers; i++) {
			builder.provider(provider(i, 5, 3, chatModel));
		}
		return builder;
	}

	private static FallbackChatModelBuilder everythingOn() {
		return FallbackChatModel.builder()
			.strategy("declared-order")
			.budgets(BUDGETS)
			.tagResolver((prompt) -> TAGS)
			.listener(new RecentCalls())
			.listener(new CallMetrics(new SimpleMeterRegistry()));
	}

	private static LlmProvider provider(int index, int keyCount, int modelCount, ChatModel chatModel) {
		String name = "provider-" + index;
		List<ProviderKey> keys = new ArrayList<>();
		for (int i = 0; i < keyCount; i++) {
			keys.add(new ProviderKey(name + "#" + i, () -> chatModel));
		}
		List<ProviderModel> models = new ArrayList<>();
		for (int i = 0; i < modelCount; i++) {
			models.add(new ProviderModel("model-" + i, PRICE, 200_000L, 8_192L));
		}
		Provider provider = Provider.builder(name).keys(keys).models(models).retry(RetrySettings.NONE).build();
		return LlmProvider.of(provider, new GateSettings(PATIENT, RATES, CONCURRENCY));
	}

}
