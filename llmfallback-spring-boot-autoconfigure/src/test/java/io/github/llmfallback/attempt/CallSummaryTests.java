package io.github.llmfallback.attempt;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.llmfallback.admission.SkipReason;
import io.github.llmfallback.attempt.CallSummary.Ending;
import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.Target;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CallSummary}.
 */
class CallSummaryTests {

	private static final Outcome SUCCESS = Outcome.Success.INSTANCE;

	private static final Outcome OPEN = new Outcome.Skipped(SkipReason.CIRCUIT_OPEN, Duration.ofSeconds(30));

	private static final Outcome FAILED = new Outcome.Failed(Failure.of(FailureKind.SERVER_ERROR, "broken"));

	private final Target a = target("a");

	private final Target b = target("b");

	private final Target c = target("c");

	@Test
	void firstProviderThatAnswersAfterAllWasNotLeftBehind() {
		CallSummary summary = summary(attempt(this.a, OPEN), attempt(this.b, OPEN), attempt(this.a, SUCCESS));
		assertThat(summary.fallbackCount()).isZero();
		assertThat(summary.failovers()).isEmpty();
	}

	@Test
	void everyProviderBeforeTheOneThatAnswersWasLeftBehind() {
		CallSummary summary = summary(attempt(this.a, OPEN), attempt(this.b, OPEN), attempt(this.c, SUCCESS));
		assertThat(summary.fallbackCount()).isEqualTo(2);
		assertThat(summary.failovers()).hasSize(1);
	}

	@Test
	void providerThatFailedOnTheWayBackToTheFirstWasLeftBehind() {
		CallSummary summary = summary(attempt(this.a, OPEN), attempt(this.b, FAILED), attempt(this.a, SUCCESS));
		assertThat(summary.fallbackCount()).isOne();
		assertThat(summary.failovers()).hasSize(2);
	}

	private static CallSummary summary(Attempt... attempts) {
		return new CallSummary("call", Instant.EPOCH, Duration.ZERO, List.of(attempts), Ending.ANSWERED, null);
	}

	private static Attempt attempt(Target target, Outcome outcome) {
		return new Attempt(target, outcome, Duration.ZERO, null, 0L);
	}

	private static Target target(String name) {
		return TurnedCalls.provider(name, new ScriptedChatModel()).targets().get(0);
	}

}
