package io.github.llmfallback;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.ProviderStatus.KeyStatus;
import io.github.llmfallback.ProviderStatus.ModelStatus;
import io.github.llmfallback.ProviderStatus.Status;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.health.CircuitState;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProviderStatus}.
 */
class ProviderStatusTests {

	private static final SpendReport.Spend NOTHING = new SpendReport.Spend(BigDecimal.ZERO, BigDecimal.ZERO,
			BigDecimal.ZERO);

	private final ScriptedChatModel scripted = new ScriptedChatModel();

	@Test
	void freshProviderIsUpAndHasSeenNothing() {
		ProviderStatus status = status(LlmProvider.builder("fresh", this.scripted)
			.priority(3)
			.cost(new BigDecimal("0.01"), new BigDecimal("0.02"))
			.models("m1", "m2")
			.build());

		assertThat(status).isEqualTo(new ProviderStatus("fresh", "chat-model", true, 3, Status.UP, null,
				List.of(new ModelStatus("m1", Status.UP, null), new ModelStatus("m2", Status.UP, null)), List.of(),
				new ProviderStatus.Circuit(CircuitState.CLOSED, 0, 0), new ProviderStatus.Calls(0, 0, 0, Map.of()),
				new ProviderStatus.Latency(0, 0), 0, null,
				new ProviderStatus.Cost(new BigDecimal("0.01"), new BigDecimal("0.02")), NOTHING));
	}

	@Test
	void disabledProviderIsDisabledInAllItsParts() {
		ProviderStatus status = status(LlmProvider.builder("off", this.scripted).enabled(false).build());
		assertThat(status.enabled()).isFalse();
		assertThat(status.status()).isEqualTo(Status.DISABLED);
		assertThat(status.models()).extracting(ModelStatus::status).containsOnly(Status.DISABLED);
	}

	@Test
	void keysAreShownByAlias() {
		ProviderStatus status = status(LlmProvider
			.of(Providers.provider("pool", List.of("m"), List.of("sk-1", "sk-2"), (key) -> this.scripted)));
		assertThat(status.type()).isEqualTo("openai");
		assertThat(status.keys()).extracting(KeyStatus::alias).containsExactly("pool#1", "pool#2");
		assertThat(status.toString()).doesNotContain("sk-");
	}

	@Test
	void priceThatIsUnknownIsNotShownAsFree() {
		assertThat(status(LlmProvider.builder("unpriced", this.scripted).build()).cost()).isNull();
	}

	@Test
	void attemptsAreCountedByOutcome() {
		this.scripted.thenFail(FailureKind.TIMEOUT).thenFail(FailureKind.TIMEOUT).thenAnswer("").thenAnswer("hi");
		FallbackChatModel model = Providers
			.inOrder(LlmProvider.builder("a", this.scripted).models("m1", "m2", "m3", "m4").build());

		model.call(new Prompt("Hi"));

		ProviderStatus.Calls calls = model.providers().get(0).calls();
		assertThat(calls.succeeded()).isEqualTo(1);
		assertThat(calls.failed()).isEqualTo(3);
		assertThat(calls.skipped()).isZero();
		assertThat(calls.failures()).isEqualTo(Map.of(FailureKind.TIMEOUT, 2L, FailureKind.EMPTY_RESPONSE, 1L));
	}

	@Test
	void attemptUnderWayIsInFlight() {
		FallbackChatModel[] model = new FallbackChatModel[1];
		model[0] = Providers.inOrder(LlmProvider.builder("a", (prompt) -> {
			assertThat(model[0].providers().get(0).inFlight()).isEqualTo(1);
			return ScriptedChatModel.text("hi");
		}).build());
		model[0].call(new Prompt("Hi"));
		assertThat(model[0].providers().get(0).inFlight()).isZero();
	}

	private static ProviderStatus status(LlmProvider provider) {
		return Providers.inOrder(provider).providers().get(0);
	}

}
