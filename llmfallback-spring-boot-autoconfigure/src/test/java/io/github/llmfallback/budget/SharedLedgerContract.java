package io.github.llmfallback.budget;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

import io.github.llmfallback.budget.LedgerStore.Loss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What {@link BudgetLedger} promises where several ledgers share a store that may be out
 * of reach.
 */
public abstract class SharedLedgerContract extends LedgerContract {

	@Test
	void ledgersOfOneStoreShareTheirFigures() {
		BudgetLedger other = this.store.ledger(BERLIN, Duration.ofHours(1));
		reserve("a", 30, limit(DAY, 100));
		assertRefused(other.reserve(new Reservation("b", 71, List.of(limit(DAY, 100)))));
		assertGranted(other.reserve(new Reservation("a", 71, List.of(limit(DAY, 100)))));
		assertGranted(other.reserve(new Reservation("c", 70, List.of(limit(DAY, 100)))));
		assertThat(other.settle("a", 30)).extracting(Moved::of).containsExactly(new Moved(DAY, 0, 30));
		this.store.turnTo(NOON.plus(TTL).plusSeconds(60));
		assertThat(this.ledger.chargeExpired()).isEmpty();
		assertFigures(DAY, 30, 70);
	}

	@Test
	void storeOutOfReachIsSaid() {
		reserve("a", 30, limit(DAY, 100));
		this.store.breakDown();
		assertUnavailable(() -> reserve("b", 30, limit(DAY, 100)));
		assertUnavailable(() -> this.ledger.settle("a", 30));
		assertUnavailable(() -> {
			this.ledger.release("a");
			return null;
		});
		assertUnavailable(() -> this.ledger.charge("c", 30, List.of(DAY)));
		assertUnavailable(() -> this.ledger.chargeExpired());
		assertUnavailable(() -> this.ledger.usage(List.of(DAY)));
		assertUnavailable(() -> {
			this.ledger.reset(List.of());
			return null;
		});
		this.store.recover();
		assertFigures(DAY, 0, 30);
		assertThat(this.ledger.settle("a", 30)).extracting(Moved::of).containsExactly(new Moved(DAY, 0, 30));
	}

	@ParameterizedTest
	@EnumSource
	void repeatedStepMakesUpForALostOne(Loss loss) {
		List<BudgetLimit> limits = List.of(limit(DAY, 100), limit(MONTH, 1000));
		this.store.lose(loss);
		assertGranted(untilAnswered(() -> this.ledger.reserve(new Reservation("a", 30, limits))));
		this.store.recover();
		assertFigures(DAY, 0, 30);
		this.store.lose(loss);
		untilAnswered(() -> this.ledger.settle("a", 20));
		this.store.recover();
		assertFigures(DAY, 20, 0);
		this.store.lose(loss);
		untilAnswered(() -> this.ledger.charge("c", 10, List.of(DAY)));
		this.store.recover();
		assertFigures(DAY, 30, 0);
		reserve("b", 40, limit(DAY, 100));
		this.store.lose(loss);
		untilAnswered(() -> {
			this.ledger.release("b");
			return true;
		});
		this.store.recover();
		assertFigures(DAY, 30, 0);
		reserve("d", 40, limit(DAY, 100));
		this.store.turnTo(NOON.plus(TTL).plusSeconds(60));
		this.store.lose(loss);
		untilAnswered(() -> this.ledger.chargeExpired());
		this.store.recover();
		assertFigures(DAY, 70, 0);
	}

	private static void assertUnavailable(Callable<?> step) {
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(step::call);
	}

	/** One step of a caller who repeats it until the store answers. */

}
