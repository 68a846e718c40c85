package io.github.llmfallback.actuate;

import java.time.Duration;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackChatOptions;
import io.github.llmfallback.LlmFallbackException;
import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.health.CircuitSettings;
import io.github.llmfallback.limit.RateSettings;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Availability}.
 */
class AvailabilityTests {

	private final ScriptedChatModel first = new ScriptedChatModel();

	private final ScriptedChatModel second = new ScriptedChatModel();

	@Test
	void modelIsUpWhileThePreferredProviderServes() {
		FallbackChatModel model = model("declared-order");
		assertThat(of(model)).isEqualTo(Availability.UP);
		fail(model, this.second, "second");
		assertThat(of(model)).isEqualTo(Availability.UP);
	}

	@Test
	void modelIsDegradedWhileOnlyAnotherServes() {
		FallbackChatModel model = model("declared-order");
		fail(model, this.first, "first");
		assertThat(of(model)).isEqualTo(Availability.DEGRADED);
		model.registry().resetHealth("first");
		assertThat(of(model)).isEqualTo(Availability.UP);
	}

	@Test
	void modelIsDegradedWhileTheOnlyOneToAskIsNotThePreferred() {
		FallbackChatModel model = model("fail-fast");
		fail(model, this.first, "first");
		assertThat(of(model)).isEqualTo(Availability.DEGRADED);
	}

	@Test
	void modelIsDownWhileNobodyServes() {
		FallbackChatModel model = model("declared-order");
		fail(model, this.first, "first");
		fail(model, this.second, "second");
		assertThat(of(model)).isEqualTo(Availability.DOWN);
	}

	@Test
	void providerThatIsSwitchedOffIsNotMissed() {
		FallbackChatModel model = model("declared-order");
		model.registry().disable("first");
		assertThat(of(model)).isEqualTo(Availability.UP);
		model.registry().disable("second");
		assertThat(of(model)).isEqualTo(Availability.DOWN);
	}

	@ParameterizedTest
	@ValueSource(strings = { "round-robin", "weighted", "least-busy", "least-latency" })
	void whereNobodyIsPreferredAllAreMissed(String strategy) {
		FallbackChatModel model = model(strategy);
		assertThat(of(model)).isEqualTo(Availability.UP);
		fail(model, this.second, "second");
		assertThat(of(model)).isEqualTo(Availability.DEGRADED);
		model.registry().disable("second");
		assertThat(of(model)).isEqualTo(Availability.UP);
		fail(model, this.first, "first");
		assertThat(of(model)).isEqualTo(Availability.DOWN);
	}

	@Test
	void usedUpRateIsMissedToo() {
		FallbackChatModel model = FallbackChatModel.builder()
			.strategy("declared-order")
			.provider(LlmProvider.builder("first", this.first).rateLimit(new RateSettings(1L, null)).build())
			.provider(provider("second", this.second))
			.build();
		model.call(new Prompt("Hi"));
		assertThat(of(model)).isEqualTo(Availability.DEGRADED);
	}

	private static Availability of(FallbackChatModel model) {
		return Availability.of(model, model.providers());
	}

	private FallbackChatModel model(String strategy) {
		return FallbackChatModel.builder()
			.strategy(strategy)
			.provider(provider("first", this.first))
			.provider(provider("second", this.second))
			.build();
	}

	private static LlmProvider provider(String name, ScriptedChatModel chatModel) {
		CircuitSettings touchy = new CircuitSettings(1, 1, Duration.ofMinutes(1), Duration.ofHours(1));
		return LlmProvider.builder(name, chatModel).circuitBreaker(touchy).build();
	}

	private static void fail(FallbackChatModel model, ScriptedChatModel chatModel, String provider) {
		chatModel.thenFail(FailureKind.UNKNOWN);
		var options = FallbackChatOptions.builder().providers(provider).build();
		try {
			model.call(new Prompt("Hi", options));
			model.call(new Prompt("Hi", options));
		}
		catch (LlmFallbackException ex) {
			assertThat(ex).isNotNull();
		}
	}

}
