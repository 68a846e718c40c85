package io.github.llmfallback.budget;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.llmfallback.budget.ReservationResult.Granted;
import io.github.llmfallback.budget.ReservationResult.Refused;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What {@link BudgetLedger} promises, whatever the store. Times lie minutes away from
 * what they are compared with, because a store's clock may run on.
 */
public abstract class LedgerContract {

	protected static final Duration TTL = Duration.ofMinutes(5);

	protected static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

	protected static final Instant NOON = Instant.parse("2026-11-18T12:00:00Z");

	protected static final BudgetKey DAY = new BudgetKey(BudgetScope.GLOBAL, BudgetWindow.DAILY);

	protected static final BudgetKey MONTH = new BudgetKey(BudgetScope.GLOBAL, BudgetWindow.MONTHLY);

	protected static final BudgetKey PROVIDER_DAY = new BudgetKey(BudgetScope.provider("openai"), BudgetWindow.DAILY);

	protected static final BudgetKey TENANT_DAY = new BudgetKey(BudgetScope.tag("tenant", "acme"), BudgetWindow.DAILY);

	protected LedgerStore store;

	protected BudgetLedger ledger;

	/**
	 * Opens an empty store.
	 */
	protected abstract LedgerStore open() throws Exception;

	@BeforeEach
	void openStore() throws Exception {
		this.store = open();
		this.store.turnTo(NOON);
		this.ledger = this.store.ledger(BERLIN, TTL);
	}

	@AfterEach
	void closeStore() {
		this.store.recover();
		this.store.close();
	}

	@Test
	void countersBeginAtZero() {
		assertThat(this.ledger.usage(List.of(MONTH, DAY))).containsExactly(
				new BudgetUsage(MONTH, 0, 0, Instant.parse("2026-11-30T23:00:00Z")),
				new BudgetUsage(DAY, 0, 0, Instant.parse("2026-11-18T23:00:00Z")));
		assertThat(this.ledger.usage(List.of())).isEmpty();
	}

	@Test
	void reservationIsHeldInEveryCounter() {
		assertGranted(reserve("a", 30, limit(DAY, 100), limit(MONTH, 30), limit(PROVIDER_DAY, 1000)));
		assertFigures(DAY, 0, 30);
		assertFigures(MONTH, 0, 30);
		assertFigures(PROVIDER_DAY, 0, 30);
		assertFigures(TENANT_DAY, 0, 0);
	}

	@Test
	void reservationMayFillABudgetButNotExceedIt() {
		assertGranted(reserve("a", 60, limit(DAY, 100)));
		assertRefused(reserve("b", 41, limit(DAY, 100)));
		assertGranted(reserve("c", 40, limit(DAY, 100)));
		assertRefused(reserve("d", 1, limit(DAY, 100)));
		assertFigures(DAY, 0, 100);
	}

	@Test
	void whatIsSpentCountsLikeWhatIsReserved() {
		reserve("a", 60, limit(DAY, 100));
		this.ledger.settle("a", 50);
		assertGranted(reserve("b", 30, limit(DAY, 100)));
		assertRefused(reserve("c", 21, limit(DAY, 100)));
		assertGranted(reserve("d", 20, limit(DAY, 100)));
		assertFigures(DAY, 50, 50);
	}

	@Test
	void reservationIsHeldInAllCountersOrInNone() {
		reserve("a", 10, limit(PROVIDER_DAY, 10));
		ReservationResult result = reserve("b", 5, limit(DAY, 100), limit(PROVIDER_DAY, 10), limit(MONTH, 1));
		assertThat(result).isEqualTo(new Refused(limit(PROVIDER_DAY, 10),
				new BudgetUsage(PROVIDER_DAY, 0, 10, Instant.parse("2026-11-18T23:00:00Z"))));
		assertFigures(DAY, 0, 0);
		assertFigures(PROVIDER_DAY, 0, 10);
		assertFigures(MONTH, 0, 0);
	}

	@Test
	void firstBudgetInTheReservationsOrderIsNamed() {
		assertThat(reserve("a", 5, limit(MONTH, 4), limit(DAY, 3))).isInstanceOfSatisfying(Refused.class,
				(refused) -> assertThat(refused.limit()).isEqualTo(limit(MONTH, 4)));
		assertThat(reserve("a", 5, limit(DAY, 3), limit(MONTH, 4))).isInstanceOfSatisfying(Refused.class,
				(refused) -> assertThat(refused.limit()).isEqualTo(limit(DAY, 3)));
	}

	@Test
	void refusedIdMayBeTriedAgain() {
		assertRefused(reserve("a", 11, limit(DAY, 10)));
		assertGranted(reserve("a", 10, limit(DAY, 10)));
		assertFigures(DAY, 0, 10);
	}

	@Test
	void unlimitedCounterIsCounted() {
		assertGranted(reserve("a", 30, limit(DAY, BudgetLimit.UNLIMITED)));
		assertThat(this.ledger.settle("a", 20)).extracting(Moved::of).containsExactly(new Moved(DAY, 0, 20));
		assertGranted(reserve("b", 1_000_000_000_000_000L, limit(DAY, BudgetLimit.UNLIMITED)));
		assertFigures(DAY, 20, 1_000_000_000_000_000L);
	}

	@Test
	void nothingAlwaysFits() {
		assertGranted(reserve("free", 0, limit(DAY, 0)));
		this.ledger.charge("c", 10, List.of(DAY));
		assertGranted(reserve("free too", 0, limit(DAY, 5)));
		assertThat(this.ledger.settle("free", 0)).isEmpty();
		assertFigures(DAY, 10, 0);
	}

	@Test
	void reservationWithoutCountersIsGranted() {
		assertGranted(reserve("a", 10));
		assertThat(this.ledger.settle("a", 10)).isEmpty();
		assertGranted(reserve("b", 10));
		this.ledger.release("b");
	}

	@Test
	void figuresAreExactHoweverLarge() {
		long limit = 9_007_199_254_740_993L * 1000;
		assertGranted(reserve("a", limit - 1, limit(DAY, limit)));
		assertRefused(reserve("b", 2, limit(DAY, limit)));
		assertGranted(reserve("c", 1, limit(DAY, limit)));
		assertFigures(DAY, 0, limit);
		assertThat(this.ledger.settle("a", limit - 1)).extracting(Moved::of)
			.containsExactly(new Moved(DAY, 0, limit - 1));
		assertFigures(DAY, limit - 1, 1);
	}

	@Test
	void figuresDoNotOverflow() {
		assertGranted(reserve("a", Long.MAX_VALUE - 1, limit(DAY, BudgetLimit.UNLIMITED)));
		assertRefused(reserve("b", 2, limit(DAY, BudgetLimit.UNLIMITED)));
		this.ledger.charge("c", Long.MAX_VALUE - 5, List.of(DAY));
		this.ledger.settle("a", 10);
		assertFigures(DAY, Long.MAX_VALUE, 0);
		assertRefused(reserve("d", 1, limit(DAY, 1000)));
		assertGranted(reserve("e", 1, limit(DAY, BudgetLimit.UNLIMITED)));
		assertFigures(DAY, Long.MAX_VALUE, 1);
	}

	@Test
	void settlementTurnsAReservationIntoSpending() {
		reserve("a", 30, limit(DAY, 100), limit(MONTH, 1000));
		assertThat(this.ledger.settle("a", 20)).extracting(Moved::of)
			.containsExactlyInAnyOrder(new Moved(DAY, 0, 20), new Moved(MONTH, 0, 20));
		reserve("b", 30, limit(DAY, 100));
		assertThat(this.ledger.settle("b", 5)).extracting(Moved::of).containsExactly(new Moved(DAY, 20, 25));
		assertFigures(DAY, 25, 0);
		assertFigures(MONTH, 20, 0);
	}

	@Test
	void costAboveTheReservationIsChargedInFull() {
		reserve("a", 30, limit(DAY, 40));
		assertThat(this.ledger.settle("a", 70)).extracting(Moved::of).containsExactly(new Moved(DAY, 0, 70));
		assertFigures(DAY, 70, 0);
		assertRefused(reserve("b", 1, limit(DAY, 40)));
		assertGranted(reserve("c", 10, limit(DAY, 80)));
	}

	@Test
	void settlementAtNoCostGivesTheMoneyBack() {
		reserve("a", 30, limit(DAY, 40));
		assertThat(this.ledger.settle("a", 0)).isEmpty();
		assertFigures(DAY, 0, 0);
	}

	@Test
	void releaseGivesTheMoneyBack() {
		reserve("a", 30, limit(DAY, 30), limit(MONTH, 100));
		this.ledger.release("a");
		assertFigures(DAY, 0, 0);
		assertFigures(MONTH, 0, 0);
		assertGranted(reserve("b", 30, limit(DAY, 30)));
	}

	@Test
	void unknownIdsChangeNothing() {
		assertThat(this.ledger.settle("unknown", 10)).isEmpty();
		this.ledger.release("unknown");
		assertThat(this.ledger.chargeExpired()).isEmpty();
		assertFigures(DAY, 0, 0);
	}

	@Test
	void repeatedReservationIsGrantedAndHeldOnce() {
		assertGranted(reserve("a", 30, limit(DAY, 40)));
		assertGranted(reserve("a", 30, limit(DAY, 40)));
		assertGranted(reserve("a", 30, limit(DAY, 1)));
		assertFigures(DAY, 0, 30);
		this.ledger.release("a");
		assertFigures(DAY, 0, 0);
	}

	@Test
	void endedReservationEndsOnce() {
		reserve("a", 30, limit(DAY, 100));
		reserve("b", 30, limit(DAY, 100));
		this.ledger.settle("a", 20);
		this.ledger.release("b");
		assertThat(this.ledger.settle("a", 25)).isEmpty();
		assertThat(this.ledger.settle("b", 25)).isEmpty();
		this.ledger.release("a");
		this.ledger.release("b");
		assertFigures(DAY, 20, 0);
	}

	@Test
	void endedReservationIsNotHeldAgain() {
		reserve("a", 30, limit(DAY, 100));
		reserve("b", 30, limit(DAY, 100));
		this.ledger.settle("a", 20);
		this.ledger.release("b");
		this.store.turnTo(NOON.plus(TTL).minusSeconds(60));
		assertGranted(reserve("a", 30, limit(DAY, 100)));
		assertGranted(reserve("b", 30, limit(DAY, 100)));
		assertFigures(DAY, 20, 0);
	}

	@Test
	void chargeAddsSpendingWhateverTheLimit() {
		reserve("a", 30, limit(DAY, 30));
		assertThat(this.ledger.charge("c", 25, List.of(DAY, PROVIDER_DAY))).extracting(Moved::of)
			.containsExactlyInAnyOrder(new Moved(DAY, 0, 25), new Moved(PROVIDER_DAY, 0, 25));
		assertFigures(DAY, 25, 30);
		assertFigures(PROVIDER_DAY, 25, 0);
	}

	@Test
	void repeatedChargeIsChargedOnce() {
		this.ledger.charge("c", 25, List.of(DAY));
		assertThat(this.ledger.charge("c", 25, List.of(DAY))).isEmpty();
		assertThat(this.ledger.settle("c", 30)).isEmpty();
		this.ledger.release("c");
		assertThat(this.ledger.charge("nothing", 0, List.of(DAY))).isEmpty();
		assertFigures(DAY, 25, 0);
	}

	/** Whoever did not hear of a charge may repeat it after a long while. */
	@Test
	void chargeIsRememberedForHours() {
		this.ledger.charge("c", 25, List.of(MONTH));
		this.store.turnTo(NOON.plus(Duration.ofHours(23)));
		this.ledger.chargeExpired();
		assertThat(this.ledger.charge("c", 25, List.of(MONTH))).isEmpty();
		assertFigures(MONTH, 25, 0);
	}

	@Test
	void chargeForAHeldReservationChangesNothing() {
		reserve("a", 30, limit(DAY, 100));
		assertThat(this.ledger.charge("a", 25, List.of(DAY))).isEmpty();
		assertFigures(DAY, 0, 30);
	}

	@Test
	void negativeCostsAreRejected() {
		reserve("a", 30, limit(DAY, 100));
		assertThatIllegalArgumentException().isThrownBy(() -> this.ledger.settle("a", -1));
		assertThatIllegalArgumentException().isThrownBy(() -> this.ledger.charge("c", -1, List.of(DAY)));
		assertFigures(DAY, 0, 30);
	}

	@Test
	void expiredReservationsAreChargedInFull() {
		reserve("a", 30, limit(DAY, 100), limit(MONTH, 100));
		this.store.turnTo(NOON.plusSeconds(120));
		reserve("b", 40, limit(DAY, 100));
		assertThat(this.ledger.chargeExpired()).isEmpty();
		this.store.turnTo(NOON.plus(TTL).plusSeconds(60));
		assertThat(this.ledger.chargeExpired()).extracting(Moved::of)
			.containsExactlyInAnyOrder(new Moved(DAY, 0, 30), new Moved(MONTH, 0, 30));
		assertThat(this.ledger.chargeExpired()).isEmpty();
		assertFigures(DAY, 30, 40);
		assertFigures(MONTH, 30, 0);
	}

	@Test
	void manyExpiredReservationsAreChargedTogether() {
		int many = 250;
		for (int i = 0; i < many; i++) {
			reserve("a" + i, 3, limit(DAY, BudgetLimit.UNLIMITED), limit(MONTH, BudgetLimit.UNLIMITED));
		}
		this.store.turnTo(NOON.plus(TTL).plusSeconds(60));
		List<SpendChange> changes = this.ledger.chargeExpired();
		assertThat(charged(changes, DAY)).isEqualTo(3 * many);
		assertThat(charged(changes, MONTH)).isEqualTo(3 * many);
		assertFigures(DAY, 3 * many, 0);
	}

	@Test
	void expiredReservationIsHeldUntilItIsCharged() {
		reserve("a", 30, limit(DAY, 30));
		reserve("b", 10, limit(MONTH, 30));
		this.store.turnTo(NOON.plus(TTL).plusSeconds(60));
		assertRefused(reserve("c", 1, limit(DAY, 30)));
		assertThat(this.ledger.settle("a", 20)).extracting(Moved::of).containsExactly(new Moved(DAY, 0, 20));
		this.ledger.release("b");
		assertThat(this.ledger.chargeExpired()).isEmpty();
		assertFigures(DAY, 20, 0);
		assertFigures(MONTH, 0, 0);
	}

	@Test
	void lateSettlementChargesOnlyTheExcess() {
		reserve("a", 30, limit(DAY, 100));
		reserve("b", 30, limit(DAY, 100));
		this.store.turnTo(NOON.plus(TTL).plusSeconds(60));
		this.ledger.chargeExpired();
		assertThat(this.ledger.settle("a", 20)).isEmpty();
		assertThat(this.ledger.settle("b", 35)).extracting(Moved::of).containsExactly(new Moved(DAY, 60, 65));
		assertThat(this.ledger.settle("a", 50)).isEmpty();
		assertThat(this.ledger.settle("b", 50)).isEmpty();
		assertFigures(DAY, 65, 0);
	}

	@Test
	void lateReleaseChangesNothing() {
		reserve("a", 30, limit(DAY, 100));
		this.store.turnTo(NOON.plus(TTL).plusSeconds(60));
		this.ledger.chargeExpired();
		this.ledger.release("a");
		assertGranted(reserve("a", 30, limit(DAY, 100)));
		assertThat(this.ledger.charge("a", 30, List.of(DAY))).isEmpty();
		assertFigures(DAY, 30, 0);
		assertThat(this.ledger.settle("a", 31)).extracting(Moved::of).containsExactly(new Moved(DAY, 30, 31));
	}

	@Test
	void newWindowBeginsAtZero() {
		reserve("a", 30, limit(DAY, 30), limit(MONTH, 100));
		this.ledger.settle("a", 30);
		this.store.turnTo(Instant.parse("2026-11-18T23:05:00Z"));
		assertThat(this.ledger.usage(List.of(DAY, MONTH))).containsExactly(
				new BudgetUsage(DAY, 0, 0, Instant.parse("2026-11-19T23:00:00Z")),
				new BudgetUsage(MONTH, 30, 0, Instant.parse("2026-11-30T23:00:00Z")));
		assertGranted(reserve("b", 30, limit(DAY, 30), limit(MONTH, 100)));
		assertFigures(DAY, 0, 30);
		assertFigures(MONTH, 30, 30);
	}

	@Test
	void moneyIsChargedToTheWindowItWasReservedIn() {
		this.store.turnTo(Instant.parse("2026-11-18T22:57:00Z"));
		reserve("a", 30, limit(DAY, 30), limit(MONTH, 100));
		reserve("b", 10, limit(PROVIDER_DAY, 30));
		this.store.turnTo(Instant.parse("2026-11-18T23:01:00Z"));
		assertGranted(reserve("c", 30, limit(DAY, 30)));
		assertThat(this.ledger.settle("a", 25)).extracting(Moved::of)
			.containsExactlyInAnyOrder(new Moved(DAY, 0, 25), new Moved(MONTH, 0, 25));
		this.ledger.release("b");
		assertFigures(DAY, 0, 30);
		assertFigures(MONTH, 25, 0);
		assertFigures(PROVIDER_DAY, 0, 0);
	}

	@Test
	void changesTellWhenTheWindowEndsThatTheyBelongTo() {
		Instant midnight = Instant.parse("2026-11-18T23:00:00Z");
		this.store.turnTo(Instant.parse("2026-11-18T22:57:00Z"));
		reserve("a", 30, limit(DAY, 100), limit(MONTH, 100));
		reserve("b", 10, limit(DAY, 100));
		this.store.turnTo(Instant.parse("2026-11-18T23:01:00Z"));
		assertEnds(this.ledger.settle("a", 25), Map.of(DAY, midnight, MONTH, Instant.parse("2026-11-30T23:00:00Z")));
		assertEnds(this.ledger.charge("c", 5, List.of(DAY)), Map.of(DAY, midnight.plus(Duration.ofDays(1))));
		this.store.turnTo(Instant.parse("2026-11-18T23:04:00Z"));
		assertEnds(this.ledger.chargeExpired(), Map.of(DAY, midnight));
	}

	private static void assertEnds(List<SpendChange> changes, Map<BudgetKey, Instant> ends) {
		assertThat(changes.stream()
			.collect(Collectors.toMap(SpendChange::key, (change) -> Instant.ofEpochMilli(change.windowEnd()))))
			.isEqualTo(ends);
	}

	@Test
	void expiryIsChargedToTheWindowOfTheReservation() {
		this.store.turnTo(Instant.parse("2026-11-18T22:57:00Z"));
		reserve("a", 30, limit(DAY, 30), limit(MONTH, 100));
		this.store.turnTo(Instant.parse("2026-11-18T23:04:00Z"));
		assertThat(this.ledger.chargeExpired()).extracting(Moved::of).contains(new Moved(MONTH, 0, 30));
		assertThat(this.ledger.settle("a", 31)).extracting(Moved::of).contains(new Moved(MONTH, 30, 31));
		assertFigures(DAY, 0, 0);
		assertFigures(MONTH, 31, 0);
	}

	@Test
	void dayOnWhichClocksGoForwardHas23Hours() {
		assertDay("2026-03-29T00:02:00+01:00", "2026-03-29T23:58:00+02:00", "2026-03-30T00:00:00+02:00", 23);
	}

	@Test
	void dayOnWhichClocksGoBackHas25Hours() {
		assertDay("2026-10-25T00:02:00+02:00", "2026-10-25T23:58:00+01:00", "2026-10-26T00:00:00+01:00", 25);
	}

	private void assertDay(String first, String last, String next, int hours) {
		Instant end = at(next);
		assertThat(Duration.between(at(first).minusSeconds(120), end)).isEqualTo(Duration.ofHours(hours));
		this.store.turnTo(at(first).minusSeconds(240));
		this.ledger.charge("before", 1, List.of(DAY));
		this.store.turnTo(at(first));
		this.ledger.charge("first", 10, List.of(DAY));
		this.store.turnTo(at(last));
		this.ledger.charge("last", 20, List.of(DAY));
		assertThat(this.ledger.usage(List.of(DAY))).containsExactly(new BudgetUsage(DAY, 30, 0, end));
		this.store.turnTo(end.plusSeconds(120));
		assertFigures(DAY, 0, 0);
	}

	@Test
	void monthEndsAtMidnightOfItsZone() {
		ZoneId auckland = ZoneId.of("Pacific/Auckland");
		this.ledger = this.store.ledger(auckland, TTL);
		this.store.turnTo(at("2027-02-28T23:57:00+13:00"));
		this.ledger.charge("february", 10, List.of(DAY, MONTH));
		assertThat(this.ledger.usage(List.of(MONTH, DAY))).containsExactly(
				new BudgetUsage(MONTH, 10, 0, at("2027-03-01T00:00:00+13:00")),
				new BudgetUsage(DAY, 10, 0, at("2027-03-01T00:00:00+13:00")));
		this.store.turnTo(at("2027-03-01T00:02:00+13:00"));
		this.ledger.charge("march", 20, List.of(DAY, MONTH));
		assertThat(this.ledger.usage(List.of(MONTH, DAY))).containsExactly(
				new BudgetUsage(MONTH, 20, 0, at("2027-04-01T00:00:00+13:00")),
				new BudgetUsage(DAY, 20, 0, at("2027-03-02T00:00:00+13:00")));
	}

	@Test
	void resetOfAScopeSetsAllItsWindowsToZero() {
		this.ledger.charge("c", 10, List.of(DAY, MONTH, PROVIDER_DAY, TENANT_DAY));
		this.ledger.reset(List.of(BudgetScope.GLOBAL, TENANT_DAY.scope()));
		assertFigures(DAY, 0, 0);
		assertFigures(MONTH, 0, 0);
		assertFigures(TENANT_DAY, 0, 0);
		assertFigures(PROVIDER_DAY, 10, 0);
	}

	@Test
	void resetOfNoScopeResetsAll() {
		this.ledger.charge("c", 10, List.of(DAY, MONTH, PROVIDER_DAY, TENANT_DAY));
		this.ledger.reset(List.of());
		for (BudgetKey key : List.of(DAY, MONTH, PROVIDER_DAY, TENANT_DAY)) {
			assertFigures(key, 0, 0);
		}
	}

	@Test
	void resetLeavesReservationsHeld() {
		reserve("a", 30, limit(DAY, 100));
		this.ledger.charge("c", 10, List.of(DAY));
		this.ledger.reset(List.of());
		assertFigures(DAY, 0, 30);
		assertThat(this.ledger.settle("a", 20)).extracting(Moved::of).containsExactly(new Moved(DAY, 0, 20));
		this.ledger.reset(List.of(BudgetScope.provider("unheard of")));
		assertFigures(DAY, 20, 0);
	}

	@Test
	void similarNamesAreDifferentCounters() {
		List<String> names = List.of("acme", "Acme", "ACME", "acme ", " acme", "acmé", "acme:1", "{acme}", "a*", "%",
				"'; --", "\uD83D\uDE00");
		List<BudgetKey> keys = names.stream()
			.map((name) -> new BudgetKey(BudgetScope.tag("tenant", name), BudgetWindow.DAILY))
			.toList();
		IntStream.range(0, keys.size()).forEach((i) -> this.ledger.charge("c" + i, i + 1, List.of(keys.get(i))));
		assertThat(this.ledger.usage(keys)).extracting(BudgetUsage::spent)
			.containsExactlyElementsOf(IntStream.rangeClosed(1, keys.size()).mapToObj(Long::valueOf).toList());
		assertThat(this.ledger.usage(keys)).extracting(BudgetUsage::key).isEqualTo(keys);
	}

	@Test
	void idsAreTakenLiterally() {
		reserve("a", 1, limit(DAY, 100));
		reserve("A", 2, limit(DAY, 100));
		reserve("a ", 4, limit(DAY, 100));
		assertFigures(DAY, 0, 7);
		this.ledger.release("A");
		assertFigures(DAY, 0, 5);
	}

	@Test
	void manyThreadsFillABudgetExactly() throws Exception {
		List<BudgetLedger> ledgers = ledgers();
		List<ReservationResult> results = inParallel(64, (thread) -> {
			List<ReservationResult> own = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				String id = thread + "-" + i;
				BudgetLedger ledger = ledgers.get(thread % ledgers.size());
				List<BudgetLimit> limits = new ArrayList<>(List.of(limit(DAY, 100 * 7 + 3), limit(MONTH, 10_000),
						limit(PROVIDER_DAY, BudgetLimit.UNLIMITED), limit(TENANT_DAY, 10_000)));
				Collections.rotate(limits, thread);
				ReservationResult result = ledger.reserve(new Reservation(id, 7, limits));
				if (result instanceof Granted) {
					ledger.settle(id, 7);
				}
				own.add(result);
			}
			return own;
		});
		assertThat(results).filteredOn(Granted.class::isInstance).hasSize(100);
		for (BudgetKey key : List.of(DAY, MONTH, PROVIDER_DAY, TENANT_DAY)) {
			assertFigures(key, 700, 0);
		}
	}

	@Test
	void oneIdIsHeldAndEndedOnceHoweverManyTry() throws Exception {
		List<BudgetLedger> ledgers = ledgers();
		for (int round = 0; round < 5; round++) {
			String id = "a" + round;
			assertThat(inParallel(16,
					(thread) -> List.of(ledgers.get(thread % ledgers.size())
						.reserve(new Reservation(id, 7, List.of(limit(DAY, 1000), limit(MONTH, 1000)))))))
				.allMatch(Granted.class::isInstance);
			assertFigures(DAY, round * 5, 7);
			assertThat(inParallel(16, (thread) -> ledgers.get(thread % ledgers.size()).settle(id, 5)))
				.extracting(Moved::of)
				.containsExactlyInAnyOrder(new Moved(DAY, round * 5, round * 5 + 5),
						new Moved(MONTH, round * 5, round * 5 + 5));
			assertFigures(DAY, round * 5 + 5, 0);
		}
	}

	@Test
	void expiredReservationsAreChargedOnceHoweverManyLook() throws Exception {
		List<BudgetLedger> ledgers = ledgers();
		for (int i = 0; i < 40; i++) {
			reserve("a" + i, 3, limit(DAY, BudgetLimit.UNLIMITED), limit(MONTH, BudgetLimit.UNLIMITED));
		}
		this.store.turnTo(NOON.plus(TTL).plusSeconds(60));
		List<SpendChange> changes = inParallel(8, (thread) -> ledgers.get(thread % ledgers.size()).chargeExpired());
		assertThat(charged(changes, DAY)).isEqualTo(120);
		assertThat(charged(changes, MONTH)).isEqualTo(120);
		assertFigures(DAY, 120, 0);
	}

	@Test
	void reservationThatFitsIsNotRefusedBecauseAnotherDoesNot() throws Exception {
		List<BudgetLedger> ledgers = ledgers();
		List<ReservationResult> results = inParallel(8, (thread) -> {
			List<ReservationResult> own = new ArrayList<>();
			BudgetLedger ledger = ledgers.get(thread % ledgers.size());
			for (int i = 0; i < 50; i++) {
				String id = thread + "-" + i;
				if (thread % 2 == 0) {
					assertRefused(
							ledger.reserve(new Reservation(id, 900, List.of(limit(DAY, 1000), limit(TENANT_DAY, 0)))));
				}
				else {
					own.add(ledger.reserve(new Reservation(id, 200, List.of(limit(DAY, 1000)))));
					ledger.release(id);
				}
			}
			return own;
		});
		assertThat(results).hasSize(200).allMatch(Granted.class::isInstance);
		assertFigures(DAY, 0, 0);
	}

	@Test
	void randomStepsDoWhatTheModelDoes() throws Exception {
		long seed = new Random().nextLong();
		System.out.println("seed " + seed);
		for (int i = 0; i < sequences(); i++) {
			Random random = new Random(seed + i);
			try (LedgerStore store = open()) {
				new RandomSteps(store, random).run(1 + random.nextInt(40));
			}
			catch (Throwable ex) {
				throw new AssertionError("seed " + (seed + i), ex);
			}
		}
	}

	/**
	 * How many random sequences are tried; few seconds' worth.
	 */
	protected int sequences() {
		return 40;
	}

	@Test
	void limitHoldsAtEveryMomentAndNothingIsLost() throws Exception {
		long seed = new Random().nextLong();
		long limit = 2_000;
		List<BudgetLedger> ledgers = ledgers();
		CountDownLatch done = new CountDownLatch(7);
		List<Long> costs = inParallel(8, (thread) -> {
			BudgetLedger ledger = ledgers.get(thread % ledgers.size());
			if (thread == 7) {
				while (!done.await(1, TimeUnit.MILLISECONDS)) {
					for (BudgetUsage usage : ledger.usage(List.of(DAY, MONTH))) {
						assertThat(usage.reserved()).as("seed %d", seed).isNotNegative();
						assertThat(usage.spent() + usage.reserved()).as("seed %d", seed).isLessThanOrEqualTo(limit);
					}
				}
				return List.of();
			}
			try {
				return spend(ledger, thread, new Random(seed + thread), limit);
			}
			finally {
				done.countDown();
			}
		});
		assertFigures(DAY, costs.stream().mapToLong(Long::longValue).sum(), 0);
		assertFigures(MONTH, costs.stream().mapToLong(Long::longValue).sum(), 0);
	}

	/** Many attempts that cost no more than was reserved for them. */
	private List<Long> spend(BudgetLedger ledger, int thread, Random random, long limit) {
		List<Long> costs = new ArrayList<>();
		for (int i = 0; i < attempts(); i++) {
			String id = thread + "-" + i;
			int amount = 1 + random.nextInt(300);
			BudgetLimit provider = limit(
					new BudgetKey(BudgetScope.provider("p" + random.nextInt(3)), BudgetWindow.DAILY),
					BudgetLimit.UNLIMITED);
			List<BudgetLimit> limits = new ArrayList<>(List.of(limit(DAY, limit), limit(MONTH, limit), provider));
			Collections.shuffle(limits, random);
			if (ledger.reserve(new Reservation(id, amount, limits)) instanceof Granted) {
				if (random.nextInt(4) == 0) {
					ledger.release(id);
				}
				else {
					long cost = random.nextInt(amount + 1) / 10;
					ledger.settle(id, cost);
					costs.add(cost);
				}
			}
		}
		return costs;
	}

	/**
	 * How much each of several threads tries; few seconds' worth.
	 */
	protected int attempts() {
		return 40;
	}

	protected final ReservationResult reserve(String id, long amount, BudgetLimit... limits) {
		return this.ledger.reserve(new Reservation(id, amount, List.of(limits)));
	}

	protected static BudgetLimit limit(BudgetKey key, long limit) {
		return new BudgetLimit(key, limit);
	}

	protected static Instant at(String moment) {
		return OffsetDateTime.parse(moment).toInstant();
	}

	protected static void assertGranted(ReservationResult result) {
		assertThat(result).isInstanceOf(Granted.class);
	}

	protected static void assertRefused(ReservationResult result) {
		assertThat(result).isInstanceOf(Refused.class);
	}

	protected final void assertFigures(BudgetKey key, long spent, long reserved) {
		assertThat(this.ledger.usage(List.of(key))).singleElement().satisfies((usage) -> {
			assertThat(usage.key()).isEqualTo(key);
			assertThat(usage.spent()).as("spent in %s", key).isEqualTo(spent);
			assertThat(usage.reserved()).as("reserved in %s", key).isEqualTo(reserved);
		});
	}

	protected static <T> T untilAnswered(Callable<T> step) {
		for (int i = 0; i < 10; i++) {
			try {
				return step.call();
			}
			catch (LedgerUnavailableException ex) {
				// Once more.
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}
		throw new AssertionError("never answered");
	}

	private static long charged(Collection<SpendChange> changes, BudgetKey key) {
		return changes.stream()
			.filter((change) -> change.key().equals(key))
			.mapToLong((change) -> change.after() - change.before())
			.sum();
	}

	/** Two of one store as two instances of an application have them, if it is shared. */
	private List<BudgetLedger> ledgers() {
		return this.store.isRemote() ? List.of(this.ledger, this.store.ledger(BERLIN, TTL)) : List.of(this.ledger);
	}

	/**
	 * What a thread does.
	 *
	 * @param <T> what comes out
	 */
	private interface Work<T> {

		List<T> run(int thread) throws Exception;

	}

	private static <T> List<T> inParallel(int threads, Work<T> work) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			CountDownLatch ready = new CountDownLatch(threads);
			List<Future<List<T>>> futures = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				int thread = i;
				futures.add(executor.submit(() -> {
					ready.countDown();
					ready.await();
					return work.run(thread);
				}));
			}
			List<T> results = new ArrayList<>();
			for (Future<List<T>> future : futures) {
				results.addAll(future.get());
			}
			return results;
		}
		finally {
			executor.shutdownNow();
		}
	}

}
