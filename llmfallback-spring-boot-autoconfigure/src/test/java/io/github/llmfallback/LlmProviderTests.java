package io.github.llmfallback;

import java.time.Duration;

import io.github.llmfallback.admission.GateSettings;
import io.github.llmfallback.health.CircuitSettings;
import io.github.llmfallback.limit.RateSettings;
import io.github.llmfallback.provider.ProviderModel;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link LlmProvider}.
 */
class LlmProviderTests {

	@Test
	void providerHasNoLimitsUnlessTheyAreSet() {
		LlmProvider provider = LlmProvider.builder("p", new ScriptedChatModel()).build();
		assertThat(provider.gate()).isEqualTo(GateSettings.DEFAULT);
		assertThat(provider.provider().weight()).isEqualTo(1);
		assertThat(provider.provider().models()).extracting(ProviderModel::contextWindow).containsOnlyNulls();
		assertThat(LlmProvider.of(provider.provider()).gate()).isEqualTo(GateSettings.DEFAULT);
	}

	@Test
	void providerLetsCallsInAsItIsTold() {
		CircuitSettings circuit = new CircuitSettings(25, 4, Duration.ofSeconds(20), Duration.ofSeconds(5));
		RateSettings rates = new RateSettings(60L, 60_000L);
		LlmProvider provider = LlmProvider.builder("p", new ScriptedChatModel())
			.weight(9)
			.circuitBreaker(circuit)
			.rateLimit(rates)
			.maxConcurrency(7)
			.contextWindow(8_000)
			.models("a", "b")
			.build();
		assertThat(provider.gate()).isEqualTo(new GateSettings(circuit, rates, 7));
		assertThat(provider.provider().weight()).isEqualTo(9);
		assertThat(provider.provider().models()).extracting(ProviderModel::contextWindow)
			.containsExactly(8_000L, 8_000L);
	}

	@Test
	void limitsThatLetNobodyInAreRefused() {
		LlmProvider.Builder builder = LlmProvider.builder("p", new ScriptedChatModel());
		assertThatIllegalArgumentException().isThrownBy(() -> builder.weight(0))
			.withMessage("the weight of provider 'p' is 0 and must be at least 1");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.contextWindow(0))
			.withMessage("'contextWindow' is 0 and must be at least 1");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.maxConcurrency(0).build())
			.withMessage("'maxConcurrency' is 0 and must be at least 1");
	}

}
