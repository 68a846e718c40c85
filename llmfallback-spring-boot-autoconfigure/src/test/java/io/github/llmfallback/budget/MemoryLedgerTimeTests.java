package io.github.llmfallback.budget;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What the ledger in memory forgets, and when.
 */
class MemoryLedgerTimeTests {

	private static final ZoneId UTC = ZoneId.of("UTC");

	private static final BudgetKey DAY = new BudgetKey(BudgetScope.GLOBAL, BudgetWindow.DAILY);

	private Instant now = Instant.parse("2026-11-18T12:00:00Z");

	private final MemoryLedger ledger = new MemoryLedger(UTC, Duration.ofMinutes(5), () -> this.now);

	@Test
	void clockThatGoesBackDoesNotReopenAWindow() {
		this.ledger.charge("a", 10, List.of(DAY));
		this.now = this.now.plus(Duration.ofDays(1));
		this.ledger.charge("b", 20, List.of(DAY));
		this.now = this.now.minus(Duration.ofDays(1));
		assertThat(spent()).isEqualTo(20);
		this.ledger.charge("c", 5, List.of(DAY));
		assertThat(spent()).isEqualTo(25);
	}

	@Test
	void clockThatGoesBackDoesNotReopenAForgottenWindow() {
		this.ledger.charge("a", 10, List.of(DAY));
		this.now = this.now.plus(Duration.ofDays(1));
		this.ledger.chargeExpired();
		this.now = this.now.minus(Duration.ofDays(1));
		this.ledger.charge("b", 20, List.of(DAY));
		this.now = this.now.plus(Duration.ofDays(1));
		assertThat(spent()).isEqualTo(20);
	}

	@Test
	void clockThatGoesBackExpiresNothing() {
		this.ledger.reserve(new Reservation("a", 10, List.of(new BudgetLimit(DAY, 100))));
		this.now = this.now.minus(Duration.ofDays(1));
		assertThat(this.ledger.chargeExpired()).isEmpty();
		assertThat(this.ledger.settle("a", 7)).extracting(Moved::of).containsExactly(new Moved(DAY, 0, 7));
	}

	@Test
	void sameLimitsCountInTheWindowOfTheirTime() {
		List<BudgetLimit> limits = DistinctLimits.copyOf(List.of(new BudgetLimit(DAY, 100)));
		spend("a", 10, limits);
		spend("b", 20, limits);
		assertThat(spent()).isEqualTo(30);
		this.now = this.now.plus(Duration.ofDays(1));
		spend("c", 5, limits);
		assertThat(spent()).isEqualTo(5);
		this.now = this.now.plus(Duration.ofDays(1));
		this.ledger.chargeExpired();
		spend("d", 7, limits);
		assertThat(spent()).isEqualTo(7);
		this.ledger.reset(List.of());
		spend("e", 1, limits);
		assertThat(spent()).isOne();
	}

	@Test
	void clockThatGoesBackDoesNotReopenAWindowForTheSameLimits() {
		List<BudgetLimit> limits = DistinctLimits.copyOf(List.of(new BudgetLimit(DAY, 100)));
		spend("a", 10, limits);
		this.now = this.now.plus(Duration.ofDays(1));
		this.ledger.charge("b", 20, List.of(DAY));
		this.now = this.now.minus(Duration.ofDays(1));
		spend("c", 5, limits);
		assertThat(spent()).isEqualTo(25);
		this.now = this.now.plus(Duration.ofDays(1));
		this.ledger.chargeExpired();
		this.now = this.now.minus(Duration.ofDays(1));
		spend("d", 5, limits);
		this.now = this.now.plus(Duration.ofDays(1));
		assertThat(spent()).isEqualTo(30);
	}

	@Test
	void endedWindowsAreForgotten() {
		for (int i = 0; i < 100; i++) {
			this.ledger.charge("c" + i, 1,
					List.of(new BudgetKey(BudgetScope.tag("tenant", "t" + i), BudgetWindow.DAILY)));
		}
		assertThat(this.ledger.countersKept()).isEqualTo(100);
		this.now = this.now.plus(Duration.ofDays(1));
		this.ledger.chargeExpired();
		assertThat(this.ledger.countersKept()).isZero();
	}

	@Test
	void countersThatAreOnlyReadAreNotKept() {
		this.ledger.usage(List.of(DAY));
		this.ledger.reset(List.of());
		assertThat(this.ledger.countersKept()).isZero();
	}

	@Test
	void oldestEndedIdsAreForgotten() {
		for (int i = 0; i <= EndedIds.CAPACITY; i++) {
			this.ledger.charge("c" + i, 1, List.of(DAY));
		}
		assertThat(this.ledger.idsKept()).isEqualTo(EndedIds.CAPACITY);
		assertThat(this.ledger.charge("c1", 1, List.of(DAY))).isEmpty();
		assertThat(this.ledger.charge("c0", 1, List.of(DAY))).hasSize(1);
	}

	@Test
	void expiredIdsAreForgottenAfterTheirTimeToLiveOnceMore() {
		this.ledger.reserve(new Reservation("a", 10, List.of(new BudgetLimit(DAY, 100))));
		this.now = this.now.plus(Duration.ofMinutes(5));
		assertThat(this.ledger.chargeExpired()).hasSize(1);
		this.now = this.now.plus(Duration.ofMinutes(5).minusMillis(1));
		this.ledger.chargeExpired();
		assertThat(this.ledger.idsKept()).isOne();
		this.now = this.now.plusMillis(1);
		this.ledger.chargeExpired();
		assertThat(this.ledger.idsKept()).isZero();
		assertThat(this.ledger.settle("a", 20)).isEmpty();
	}

	@Test
	void timeToLiveIsPositive() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new MemoryLedger(UTC, Duration.ZERO, () -> Instant.EPOCH));
	}

	private void spend(String id, long cost, List<BudgetLimit> limits) {
		this.ledger.reserve(new Reservation(id, cost, limits));
		assertThat(this.ledger.settle(id, cost)).hasSize(1);
	}

	private long spent() {
		return this.ledger.usage(List.of(DAY)).get(0).spent();
	}

}
