package io.github.llmfallback;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.llmfallback.budget.BudgetSettings;
import io.github.llmfallback.budget.OnStoreFailure;
import io.github.llmfallback.budget.UnknownPrice;
import io.github.llmfallback.budget.WindowLimits;
import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.ProviderKey;
import io.github.llmfallback.provider.ProviderModel;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * A client that cannot be built is a failure of its provider, also where a budget has to
 * know how long the answer may become.
 */
class UnbuildableClientTests {

	private static final Prompt PROMPT = new Prompt("Hi");

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final Price PRICE = new Price(0, 1_000, 0, 0);

	private final FallbackChatModel model = Providers.builder(provider("broken"), provider("well"))
		.budgets(new BudgetSettings("USD", ZoneOffset.UTC, null, new WindowLimits(1_000_000_000L, null), Map.of(),
				Map.of(), List.of(), UnknownPrice.REJECT, OnStoreFailure.CLOSED))
		.build();

	@AfterEach
	void close() {
		this.model.close();
	}

	@Test
	void nextProviderAnswersACall() {
		assertFellBack(FallbackMetadata.from(this.model.call(PROMPT)));
	}

	@Test
	void nextProviderAnswersAStream() {
		assertFellBack(FallbackMetadata.from(Objects.requireNonNull(this.model.stream(PROMPT).blockLast(TIMEOUT))));
	}

	@Test
	void estimateKnowsTheOthers() {
		assertThat(this.model.estimate(PROMPT).providers()).extracting(CostEstimate.ProviderEstimate::provider)
			.containsExactly("broken", "well");
	}

	private static void assertFellBack(FallbackMetadata metadata) {
		assertThat(metadata.attempts()).extracting(AttemptRecord::provider, AttemptRecord::outcome)
			.containsExactly(tuple("broken", "UNKNOWN"), tuple("well", "SUCCESS"));
	}

	private static LlmProvider provider(String name) {
		return LlmProvider.of(Provider.builder(name)
			.models(List.of(new ProviderModel("model", PRICE)))
			.keys(List.of(new ProviderKey(null, () -> client(name))))
			.build());
	}

	private static ChatModel client(String name) {
		if (name.equals("broken")) {
			throw new NoSuchMethodError("of another version");
		}
		return new ScriptedChatModel();
	}

}
