package io.github.llmfallback;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.ProviderStatus.Status;
import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.health.CircuitState;
import io.github.llmfallback.limit.RateSettings;
import io.github.llmfallback.observation.ProviderEvents;
import io.github.llmfallback.observation.ProviderFailedOver;
import io.github.llmfallback.observation.ProviderRecovered;
import io.github.llmfallback.observation.ProviderUnavailable;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import io.github.llmfallback.testsupport.TurnedTime;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What can be seen of providers and done to them while they run:
 * {@link ProviderRegistry}, the status of unwell providers, and {@link ProviderEvents}.
 */
class ProviderRegistryTests {

	private final TurnedTime time = new TurnedTime();

	private final ScriptedChatModel first = new ScriptedChatModel();

	private final ScriptedChatModel second = new ScriptedChatModel();

	private final List<Object> events = new ArrayList<>();

	private FallbackChatModel model = model(GatedModels.touchy("first", this.first),
			GatedModels.touchy("second", this.second));

	@Test
	void disabledProviderIsSkippedUntilItIsEnabled() {
		ProviderRegistry registry = this.model.registry();
		registry.disable("first");
		assertThat(GatedModels.answeredBy(this.model)).isEqualTo("second");
		assertThat(status("first").status()).isEqualTo(Status.DISABLED);
		assertThat(status("first").enabled()).isFalse();
		assertThat(this.model.preferredProvider()).contains("second");
		registry.disable("first");
		registry.enable("first");
		assertThat(GatedModels.answeredBy(this.model)).isEqualTo("first");
		assertThat(status("first").status()).isEqualTo(Status.UP);
	}

	@Test
	void providerThatStartsDisabledCanBeEnabled() {
		this.model = model(LlmProvider.builder("off", this.first).enabled(false).build(),
				LlmProvider.builder("on", this.second).build());
		assertThat(GatedModels.answeredBy(this.model)).isEqualTo("on");
		this.model.registry().enable("off");
		assertThat(GatedModels.answeredBy(this.model)).isEqualTo("off");
	}

	@Test
	void nobodyEnabledIsNobodyAsked() {
		this.model.registry().disable("first");
		this.model.registry().disable("second");
		assertThatExceptionOfType(AllProvidersFailedException.class)
			.isThrownBy(() -> this.model.call(GatedModels.PROMPT));
		assertThat(this.model.preferredProvider()).isEmpty();
		assertThat(this.first.requests() + this.second.requests()).isZero();
	}

	@Test
	void callThatNamesADisabledProviderSkipsItToo() {
		this.model.registry().disable("first");
		Prompt prompt = new Prompt("Hi", FallbackChatOptions.builder().providers("first", "second").build());
		FallbackMetadata metadata = FallbackMetadata.from(this.model.call(prompt));
		assertThat(metadata.attempts()).extracting(AttemptRecord::outcome).containsExactly("DISABLED", "SUCCESS");
		Prompt rehearsal = new Prompt("Hi",
				FallbackChatOptions.builder()
					.providers("first", "second")
					.simulateFailures(Map.of("first", FailureKind.TIMEOUT))
					.build());
		assertThat(FallbackMetadata.from(this.model.call(rehearsal)).attempts()).extracting(AttemptRecord::outcome)
			.containsExactly("DISABLED", "SUCCESS");
	}

	@Test
	void routeIsTheSameListUntilSomebodyIsSwitched() {
		ProviderRegistry registry = this.model.registry();
		var before = registry.enabled();
		registry.enable("first");
		registry.resetHealth("second");
		assertThat(registry.enabled()).isSameAs(before);
		registry.disable("second");
		assertThat(registry.enabled()).hasToString("[first]");
	}

	@Test
	void resetForgetsThatAProviderWasUnwell() {
		openFirst();
		assertThat(GatedModels.answeredBy(this.model)).isEqualTo("second");
		this.model.registry().resetHealth("first");
		assertThat(status("first").status()).isEqualTo(Status.UP);
		assertThat(GatedModels.answeredBy(this.model)).isEqualTo("first");
	}

	@Test
	void unknownNamesAreRefusedAndTheKnownOnesTold() {
		ProviderRegistry registry = this.model.registry();
		assertThat(registry.status("nobody")).isEmpty();
		assertThat(registry.status("first")).isPresent();
		assertThat(registry.statuses()).extracting(ProviderStatus::name).containsExactly("first", "second");
		String message = "There is no provider 'nobody'; known providers are [first, second]";
		assertThatIllegalArgumentException().isThrownBy(() -> registry.enable("nobody")).withMessage(message);
		assertThatIllegalArgumentException().isThrownBy(() -> registry.disable("nobody")).withMessage(message);
		assertThatIllegalArgumentException().isThrownBy(() -> registry.resetHealth("nobody")).withMessage(message);
	}

	@Test
	void openCircuitTellsWhenItMayBeAskedAgain() {
		openFirst();
		ProviderStatus open = status("first");
		assertThat(open.status()).isEqualTo(Status.OPEN);
		assertThat(open.status().isServing()).isFalse();
		assertThat(open.availableAt()).isEqualTo(TurnedTime.START.plusSeconds(30));
		assertThat(open.circuit()).isEqualTo(new ProviderStatus.Circuit(CircuitState.OPEN, 100, 1));
		this.time.turnSeconds(30);
		assertThat(status("first").status()).isEqualTo(Status.HALF_OPEN);
		assertThat(status("first").availableAt()).isNull();
		assertThat(status("first").status().isServing()).isTrue();
	}

	@Test
	void coolingTargetTellsOfItsModel() {
		this.model = model(LlmProvider.builder("pair", this.first).models("m1", "m2").build());
		this.first.thenFail(ScriptedChatModel.failure(FailureKind.RATE_LIMITED, Duration.ofSeconds(20)))
			.thenAnswer("hi");
		GatedModels.answeredBy(this.model);
		ProviderStatus status = status("pair");
		assertThat(status.status()).isEqualTo(Status.UP);
		assertThat(status.availableAt()).isNull();
		assertThat(status.models()).containsExactly(
				new ProviderStatus.ModelStatus("m1", Status.COOLING, TurnedTime.START.plusSeconds(20)),
				new ProviderStatus.ModelStatus("m2", Status.UP, null));
	}

	@Test
	void usedUpRateTellsWhenItIsFree() {
		this.model = model(
				LlmProvider.builder("limited", this.first).rateLimit(new RateSettings(1L, 100_000L)).build());
		GatedModels.answeredBy(this.model);
		this.time.turnSeconds(12);
		ProviderStatus status = status("limited");
		assertThat(status.status()).isEqualTo(Status.RATE_LIMITED);
		assertThat(status.availableAt()).isEqualTo(TurnedTime.START.plusSeconds(60));
		assertThat(status.rateLimit()).isEqualTo(new ProviderStatus.RateLimit(1L, 0L, 100_000L, 100_000L));
		this.time.turnSeconds(48);
		assertThat(status("limited").status()).isEqualTo(Status.UP);
	}

	@Test
	void rehearsedFailuresTouchNoHealth() {
		Prompt prompt = new Prompt("Hi",
				FallbackChatOptions.builder().simulateFailures(Map.of("first", FailureKind.SERVER_ERROR)).build());
		for (int i = 0; i < 20; i++) {
			assertThat(GatedModels.answeredBy(this.model, prompt)).isEqualTo("second");
			assertThat(FallbackMetadata.from(this.model.stream(prompt).blockLast()).provider()).isEqualTo("second");
		}
		assertThat(status("first").status()).isEqualTo(Status.UP);
		assertThat(status("first").circuit().bufferedCalls()).isZero();
		assertThat(this.events).allMatch(ProviderFailedOver.class::isInstance);
		assertThat(GatedModels.answeredBy(this.model)).isEqualTo("first");
	}

	@Test
	void rehearsalWorksAlsoWhereTheProviderIsUnwell() {
		openFirst();
		Prompt prompt = new Prompt("Hi",
				FallbackChatOptions.builder().simulateFailures(Map.of("first", FailureKind.OVERLOADED)).build());
		assertThat(FallbackMetadata.from(this.model.call(prompt)).attempts()).extracting(AttemptRecord::outcome)
			.containsExactly("OVERLOADED", "SUCCESS");
	}

	@Test
	void eventsTellWhoWasLeftBehindBecameUnwellAndRecovered() {
		openFirst();
		assertThat(this.events.get(0))
			.isEqualTo(new ProviderUnavailable("first", null, null, FailureKind.SERVER_ERROR, Duration.ofSeconds(30)));
		assertThat(this.events.get(1)).isInstanceOfSatisfying(ProviderFailedOver.class, (event) -> {
			assertThat(event.callId()).isNotEmpty();
			assertThat(event.from()).isEqualTo("first");
			assertThat(event.to()).isEqualTo("second");
			assertThat(event.reason()).isEqualTo("SERVER_ERROR");
		});
		this.events.clear();
		GatedModels.answeredBy(this.model);
		assertThat(this.events).singleElement()
			.isInstanceOfSatisfying(ProviderFailedOver.class,
					(event) -> assertThat(event.reason()).isEqualTo("CIRCUIT_OPEN"));
		this.events.clear();
		this.time.turnSeconds(30);
		GatedModels.answeredBy(this.model);
		assertThat(this.events).containsExactly(new ProviderRecovered("first", null, null));
	}

	@Test
	void eventsTellOfKeysAndModels() {
		this.first.thenFail(FailureKind.AUTHENTICATION).thenFail(FailureKind.MODEL_NOT_FOUND);
		this.model = model(GatedModels.pool("pool", 2, (alias) -> this.first),
				LlmProvider.builder("other", this.second).build());
		GatedModels.answeredBy(this.model);
		this.model.registry().resetHealth("pool");
		assertThat(this.events).filteredOn((event) -> !(event instanceof ProviderFailedOver))
			.containsExactly(
					new ProviderUnavailable("pool", "pool#1", null, FailureKind.AUTHENTICATION, Duration.ofMinutes(5)),
					new ProviderUnavailable("pool", null, "m", FailureKind.MODEL_NOT_FOUND, Duration.ofMinutes(10)),
					new ProviderRecovered("pool", "pool#1", null), new ProviderRecovered("pool", null, "m"));
	}

	@Test
	void listenerOfEventsThatFailsDoesNotFailTheCall() {
		ProviderEvents failing = new ProviderEvents((event) -> {
			throw new IllegalStateException("boom");
		});
		this.first.thenFail(FailureKind.SERVER_ERROR);
		this.model = GatedModels
			.builder(WhenUnavailable.TRY_SOONEST, GatedModels.touchy("first", this.first),
					GatedModels.touchy("second", this.second))
			.listener(failing)
			.availabilityListener(failing)
			.build();
		assertThat(GatedModels.answeredBy(this.model)).isEqualTo("second");
		assertThat(FallbackMetadata.from(this.model.stream(GatedModels.PROMPT).blockLast()).provider())
			.isEqualTo("second");
		assertThat(status("first").inFlight()).isZero();
	}

	private void openFirst() {
		this.first.thenFail(FailureKind.SERVER_ERROR).thenAnswer("hi");
		assertThat(GatedModels.answeredBy(this.model)).isEqualTo("second");
	}

	private FallbackChatModel model(LlmProvider... providers) {
		ProviderEvents events = new ProviderEvents(this.events::add);
		return GatedModels.builder(WhenUnavailable.TRY_SOONEST, providers)
			.clocks(this.time, this.time)
			.listener(events)
			.availabilityListener(events)
			.build();
	}

	private ProviderStatus status(String name) {
		return this.model.registry().status(name).orElseThrow();
	}

}
