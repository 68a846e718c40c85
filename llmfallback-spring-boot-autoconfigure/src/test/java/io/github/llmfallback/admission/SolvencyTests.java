package io.github.llmfallback.admission;

import java.time.Instant;
import java.util.List;

import io.github.llmfallback.budget.BudgetHold;
import io.github.llmfallback.budget.BudgetRefusal;
import io.github.llmfallback.budget.BudgetRefusal.Reason;
import io.github.llmfallback.testsupport.TurnedTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class SolvencyTests {

	private static final Instant MIDNIGHT = Instant.parse("2026-11-22T00:00:00Z");

	private final TurnedTime time = new TurnedTime();

	private boolean everyCall = true;

	private final Solvency solvency = new Solvency("openai", (reason) -> this.everyCall, this.time);

	@Test
	void nobodyIsOverBudgetAtFirst() {
		assertThat(this.solvency.latestRefusal()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "global", "provider:openai" })
	void refusalOfEveryCallIsRememberedForAMinute(String scope) {
		this.solvency.learn(refusal(scope, MIDNIGHT));
		this.time.turnSeconds(59);
		assertThat(this.solvency.latestRefusal()).extracting(BudgetRefusal::resetsAt).isEqualTo(MIDNIGHT);
		this.time.turnSeconds(1);
		assertThat(this.solvency.latestRefusal()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "tenant:acme", "provider:anthropic" })
	void refusalOfSomeCallsSaysNothing(String scope) {
		this.solvency.learn(refusal(scope, MIDNIGHT));
		assertThat(this.solvency.latestRefusal()).isNull();
	}

	@Test
	void refusalOfOneCallSaysNothing() {
		this.solvency.learn(refusal("request", null));
		assertThat(this.solvency.latestRefusal()).isNull();
	}

	@Test
	void moneyThatIsOnlyHeldForOthersSaysNothing() {
		this.solvency.learn(new BudgetRefusal(Reason.EXCEEDED, "global", "DAILY", 10, 5, 4, 2, MIDNIGHT, null));
		assertThat(this.solvency.latestRefusal()).isNull();
	}

	@ParameterizedTest
	@EnumSource(names = { "UNKNOWN_PRICE", "STORE_FAILURE" })
	void whatStandsInTheWayOfEveryCallIsRememberedForAMinute(Reason reason) {
		BudgetRefusal refusal = new BudgetRefusal(reason, null, null, 0, 0, 0, 0, null, null);
		this.solvency.learn(refusal);
		this.time.turnSeconds(59);
		assertThat(this.solvency.latestRefusal()).isEqualTo(refusal);
		this.time.turnSeconds(1);
		assertThat(this.solvency.latestRefusal()).isNull();
	}

	@ParameterizedTest
	@EnumSource(names = { "UNKNOWN_PRICE", "STORE_FAILURE" })
	void whatStandsInTheWayOfSomeCallsSaysNothing(Reason reason) {
		this.everyCall = false;
		this.solvency.learn(new BudgetRefusal(reason, null, null, 0, 0, 0, 0, null, null));
		assertThat(this.solvency.latestRefusal()).isNull();
	}

	@Test
	void attemptThatIsPaidForEndsIt() {
		for (Runnable end : List.<Runnable>of(() -> this.solvency.learn(mock(BudgetHold.class)),
				this.solvency::forget)) {
			this.solvency.learn(refusal("global", MIDNIGHT));
			end.run();
			assertThat(this.solvency.latestRefusal()).isNull();
		}
	}

	private static BudgetRefusal refusal(String scope, Instant resetsAt) {
		return new BudgetRefusal(Reason.EXCEEDED, scope, "DAILY", 10, 9, 0, 2, resetsAt, null);
	}

}
