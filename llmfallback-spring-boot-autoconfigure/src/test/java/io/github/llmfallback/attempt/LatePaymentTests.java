package io.github.llmfallback.attempt;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.llmfallback.admission.Demand;
import io.github.llmfallback.admission.GateSettings;
import io.github.llmfallback.admission.Payments;
import io.github.llmfallback.admission.ProviderGate;
import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.budget.BudgetKey;
import io.github.llmfallback.budget.BudgetListener;
import io.github.llmfallback.budget.BudgetScope;
import io.github.llmfallback.budget.BudgetSettings;
import io.github.llmfallback.budget.BudgetUsage;
import io.github.llmfallback.budget.BudgetWindow;
import io.github.llmfallback.budget.Budgets;
import io.github.llmfallback.budget.MemoryLedger;
import io.github.llmfallback.budget.OnStoreFailure;
import io.github.llmfallback.budget.UnknownPrice;
import io.github.llmfallback.budget.WindowLimits;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.health.CircuitSettings;
import io.github.llmfallback.limit.RateSettings;
import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.ProviderKey;
import io.github.llmfallback.provider.ProviderModel;
import io.github.llmfallback.provider.RetrySettings;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Nobody is asked when the time is up before an attempt may be paid for.
 */
class LatePaymentTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	/** One nano-unit for every request. */
	private static final Price FLAT = new Price(0, 0, 0, 1);

	private final ScriptedChatModel scripted = new ScriptedChatModel();

	private final Budgets budgets = new Budgets(
			new BudgetSettings("USD", ZoneOffset.UTC, null, new WindowLimits(100L, null), Map.of(), Map.of(), List.of(),
					UnknownPrice.REJECT, OnStoreFailure.CLOSED),
			new MemoryLedger(ZoneOffset.UTC, Duration.ofMinutes(5), InstantSource.system()), BudgetListener.NONE,
			InstantSource.system());

	private final TurnedCalls turned = new TurnedCalls(WhenUnavailable.TRY_SOONEST,
			(provider) -> new GateSettings(CircuitSettings.DEFAULT, new RateSettings(5L, 5_000L), 1),
			(clock) -> slow(() -> clock.turn(TIMEOUT)));

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void attemptThatMayBeMadeTooLateIsNotMade(boolean streamed) {
		Provider paid = provider(FLAT);
		CallSummary summary = streamed ? stream(paid) : call(paid);
		assertTimedOut(summary);
		assertThat(summary.attempts()).isEmpty();
		assertThat(this.turned.recorded.started).isEmpty();
		assertNothingIsHeld(this.turned.gates.of(paid));
	}

	@Test
	void nextModelIsNotAskedForTooLate() {
		CallSummary summary = call(provider(null, FLAT));
		assertTimedOut(summary);
		assertThat(this.turned.recorded.outcomes()).containsExactly("OVER_BUDGET");
	}

	private void assertTimedOut(CallSummary summary) {
		assertThat(this.scripted.requests()).isZero();
		assertThat(summary.failure()).isNotNull();
		assertThat(summary.failure().kind()).isEqualTo(FailureKind.TIMEOUT);
		assertThat(summary.ending()).isEqualTo(CallSummary.Ending.EXHAUSTED);
	}

	private void assertNothingIsHeld(ProviderGate gate) {
		assertThat(gate.rates().status().requestsAvailable()).isEqualTo(5);
		assertThat(gate.rates().status().tokensAvailable()).isEqualTo(5_000);
		assertThat(gate.health().circuit().bufferedCalls()).isZero();
		assertThat(gate.isReady(new Demand("other", new Prompt("Hi"), Map.of(), () -> Duration.ofMinutes(1)))).isTrue();
		assertThat(this.budgets.usage(List.of(new BudgetKey(BudgetScope.GLOBAL, BudgetWindow.DAILY)))).singleElement()
			.extracting(BudgetUsage::spent, BudgetUsage::reserved)
			.containsExactly(0L, 0L);
	}

	private CallSummary call(Provider provider) {
		return this.turned.calls(RetrySettings.NONE).call(TurnedCalls.request(provider)).summary();
	}

	private CallSummary stream(Provider provider) {
		CallEngine engine = this.turned.engine(CallSettings.DEFAULT, new RetryBudget(1), this.turned.recorded);
		new StreamingCalls(engine, new TurnedExecution(this.turned.clock), Runnable::run)
			.stream(() -> TurnedCalls.request(provider), mock(StreamDecorator.class))
			.onErrorComplete()
			.blockLast();
		return this.turned.recorded.calls.get(0);
	}

	private Payments slow(Runnable takesItsTime) {
		return new Payments(this.budgets, (prompt, target) -> {
			takesItsTime.run();
			return 10;
		});
	}

	private Provider provider(@Nullable Price... prices) {
		return Provider.builder("paid")
			.models(Stream.of(prices).map((price) -> new ProviderModel("m-" + price, price)).toList())
			.keys(List.of(new ProviderKey(null, () -> this.scripted)))
			.build();
	}

}
