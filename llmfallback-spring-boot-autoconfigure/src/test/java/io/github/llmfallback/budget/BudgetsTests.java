package io.github.llmfallback.budget;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.llmfallback.pricing.CostBounds;
import io.github.llmfallback.pricing.Money;
import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.pricing.PromptSize;
import io.github.llmfallback.testsupport.TurnedTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link Budgets}.
 */
@ExtendWith(OutputCaptureExtension.class)
class BudgetsTests {

	private static final Price FLAT = new Price(0, 0, 0, 100);

	private static final PromptSize SIZE = PromptSize.of(new Prompt("Hello, how are you today?"));

	private static final Supplier<Duration> TIME_LEFT = () -> Duration.ofMinutes(1);

	private final TurnedTime time = new TurnedTime();

	private final BrokenLedger ledger = new BrokenLedger(
			new MemoryLedger(ZoneOffset.UTC, Duration.ofMinutes(5), this.time));

	private final List<BudgetAlert> alerts = new ArrayList<>();

	private final List<Long> overruns = new ArrayList<>();

	private int ids;

	@Test
	void nothingIsLimitedWithoutBudgetsButSpendingIsCounted() {
		Budgets budgets = budgets(BudgetSettings.NONE);
		assertThat(budgets.isLimited(budgets.counters("a", Map.of("tenant", "x")))).isFalse();
		BudgetHold hold = budgets.open("1", budgets.counters("a", Map.of()), TIME_LEFT);
		assertThat(hold.outputTokens()).isNull();
		hold.settle(70L);
		assertThat(spent(budgets, BudgetScope.GLOBAL)).isEqualTo(70);
		assertThat(spent(budgets, BudgetScope.provider("a"))).isEqualTo(70);
		assertThat(spent(budgets, BudgetScope.provider("b"))).isZero();
		assertThat(budgets.states(List.of("a"))).isEmpty();
	}

	@Test
	void exactlyAsManyAttemptsAsTheBudgetHasRoomFor() {
		Budgets budgets = budgets(global(300L));
		List<BudgetEntry> entries = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			entries.add(enter(budgets, FLAT));
		}
		assertThat(entries.subList(0, 3)).allMatch(BudgetHold.class::isInstance);
		assertThat(entries.get(3)).isInstanceOfSatisfying(BudgetRefusal.class, (refusal) -> {
			assertThat(refusal).isEqualTo(new BudgetRefusal(BudgetRefusal.Reason.EXCEEDED, "global", "DAILY", 300, 0,
					300, 100, Instant.parse("2026-11-21T00:00:00Z"), null));
			assertThat(refusal.message()).contains("DAILY", "'global'", "2026-11-21T00:00:00Z");
		});
		((BudgetHold) entries.get(0)).settle(40L);
		((BudgetHold) entries.get(1)).release();
		((BudgetHold) entries.get(2)).settle(null);
		assertThat(usage(budgets, BudgetScope.GLOBAL)).extracting(BudgetUsage::spent, BudgetUsage::reserved)
			.containsExactly(40L, 0L);
	}

	@Test
	void freeModelsServeWhenTheMoneyIsGone() {
		Budgets budgets = budgets(global(0L));
		assertThat(enter(budgets, FLAT)).isInstanceOf(BudgetRefusal.class);
		assertThat(enter(budgets, Price.FREE)).isInstanceOf(BudgetHold.class);
		assertThat(this.ledger.steps).isEqualTo(1);
		assertThat(this.alerts).isEmpty();
		assertThat(budgets.states(List.of())).allSatisfy((state) -> assertThat(state.alerted()).isEmpty());
	}

	@Test
	void unknownPriceIsRefusedAndSaidOnceAMinute(CapturedOutput output) {
		Budgets budgets = budgets(global(300L));
		for (int i = 0; i < 3; i++) {
			assertThat(enter(budgets, null)).isEqualTo(BudgetRefusal.unknownPrice());
		}
		assertThat(output.getOut().split("is passed over because the price of its model 'm' is not known", -1))
			.hasSize(2);
		this.time.turnSeconds(60);
		enter(budgets, null);
		assertThat(output.getOut().split("is passed over because the price", -1)).hasSize(3);
		assertThat(BudgetRefusal.unknownPrice().message()).contains("llm.fallback.budget.unknown-price");
	}

	@Test
	void unknownPriceMayBeAllowedAndIsNotCounted(CapturedOutput output) {
		Budgets budgets = budgets(
				settings(null, new WindowLimits(300L, null), UnknownPrice.ALLOW, OnStoreFailure.CLOSED));
		assertThat(enter(budgets, null)).isInstanceOfSatisfying(BudgetHold.class, (hold) -> hold.settle(null));
		assertThat(output).contains("its attempts are not counted by any budget");
		assertThat(spent(budgets, BudgetScope.GLOBAL)).isZero();
	}

	@Test
	void attemptsOfOneCallShareItsBudget() {
		Budgets budgets = budgets(settings(250L, WindowLimits.NONE, UnknownPrice.REJECT, OnStoreFailure.CLOSED));
		assertThat(budgets.isLimited(budgets.counters("a", Map.of()))).isTrue();
		assertThat(enter(budgets, FLAT, Map.of(), 150)).isInstanceOfSatisfying(BudgetHold.class, (hold) -> {
			assertThat(hold.outputTokens()).isEqualTo(10);
			hold.settle(90L);
		});
		assertThat(enter(budgets, FLAT, Map.of(), 151)).isInstanceOfSatisfying(BudgetRefusal.class, (refusal) -> {
			assertThat(refusal.scope()).isEqualTo("request");
			assertThat(refusal.window()).isEqualTo("REQUEST");
			assertThat(refusal.spent()).isEqualTo(151);
			assertThat(refusal.resetsAt()).isNull();
			assertThat(refusal.message()).doesNotContain("resets");
		});
		assertThat(spent(budgets, BudgetScope.GLOBAL)).isEqualTo(90);
	}

	@Test
	void tokensAreCountedWhereTheyDecide() {
		Price price = new Price(1_000, 1_000, 1_000, 0);
		long wide = CostBounds.cheap(price, SIZE, 10).atMost();
		long narrow = CostBounds.counted(price, SIZE, 10).atMost();
		assertThat(narrow).isLessThan(wide);
		for (BudgetSettings settings : List.of(global(narrow),
				settings(narrow, WindowLimits.NONE, UnknownPrice.REJECT, OnStoreFailure.CLOSED))) {
			assertThat(enter(budgets(settings), price)).isInstanceOf(BudgetHold.class);
		}
		Budgets roomy = budgets(global(wide * 2));
		enter(roomy, price);
		assertThat(usage(roomy, BudgetScope.GLOBAL).reserved()).isEqualTo(narrow + wide);
		Budgets tight = budgets(settings(narrow - 1, WindowLimits.NONE, UnknownPrice.REJECT, OnStoreFailure.CLOSED));
		assertThat(enter(tight, price)).isInstanceOfSatisfying(BudgetRefusal.class,
				(refusal) -> assertThat(refusal.requested()).isEqualTo(narrow));
	}

	@Test
	void providersAndTagsHaveTheirOwn() {
		Budgets budgets = budgets(new BudgetSettings("USD", ZoneOffset.UTC, null, WindowLimits.NONE,
				Map.of("a", new WindowLimits(null, 500L)),
				Map.of("tenant",
						new TagBudgets(new WindowLimits(100L, null), Map.of("acme", new WindowLimits(200L, null)))),
				List.of(0.5), UnknownPrice.REJECT, OnStoreFailure.CLOSED));
		assertThat(budgets.isLimited(budgets.counters("a", Map.of()))).isTrue();
		assertThat(budgets.isLimited(budgets.counters("b", Map.of("team", "x")))).isFalse();
		assertThat(budgets.isLimited(budgets.counters("b", Map.of("tenant", "x")))).isTrue();
		settle(budgets, Map.of("tenant", "acme"), 100);
		settle(budgets, Map.of("tenant", "acme"), 100);
		settle(budgets, Map.of("tenant", "other"), 100);
		assertThat(enter(budgets, FLAT, Map.of("tenant", "acme"), 0)).isInstanceOfSatisfying(BudgetRefusal.class,
				(refusal) -> assertThat(refusal.scope()).isEqualTo("tenant:acme"));
		settle(budgets, Map.of(), 100);
		settle(budgets, Map.of(), 100);
		assertThat(enter(budgets, FLAT)).isInstanceOfSatisfying(BudgetRefusal.class, (refusal) -> {
			assertThat(refusal.scope()).isEqualTo("provider:a");
			assertThat(refusal.window()).isEqualTo("MONTHLY");
			assertThat(refusal.resetsAt()).isEqualTo("2026-12-01T00:00:00Z");
		});
		assertThat(budgets.states(List.of("a", "b"))).extracting(BudgetState::scope, BudgetState::remaining)
			.containsExactly(tuple("provider:a", zero()), tuple("tenant:acme", zero()), tuple("tenant:other", zero()));
		assertThat(budgets.states(List.of())).allSatisfy((state) -> assertThat(state.alerted()).containsExactly(0.5));
	}

	@ParameterizedTest
	@MethodSource("unusualValues")
	void valueThatItsScopeDoesNotNameHasTheLimitItWasGiven(String value) {
		Budgets budgets = budgets(new BudgetSettings("USD", ZoneOffset.UTC, null, WindowLimits.NONE, Map.of(),
				Map.of("tenant",
						new TagBudgets(new WindowLimits(100L, null), Map.of(value, new WindowLimits(200L, null)))),
				List.of(), UnknownPrice.REJECT, OnStoreFailure.CLOSED));
		assertThat(budgets.limits(List.of())).extracting(BudgetLimit::limit).containsExactly(200L);
		settle(budgets, Map.of("tenant", value), 100);
		settle(budgets, Map.of("tenant", value + "x"), 100);
		assertThat(budgets.limits(List.of())).extracting(BudgetLimit::limit).containsExactly(200L, 100L);
		assertThat(budgets.states(List.of())).extracting(BudgetState::remaining)
			.containsExactly(Money.toDecimal(100), zero());
	}

	static Stream<String> unusualValues() {
		return Stream.of("plain", "\uD83D\uDE80 rockets", "long".repeat(100));
	}

	@Test
	void seenValueOfATagWithoutAnyNamedOnesIsShownWhateverItIsCalled() {
		Budgets budgets = budgets(new BudgetSettings("USD", ZoneOffset.UTC, null, WindowLimits.NONE, Map.of(),
				Map.of("team:red", new TagBudgets(new WindowLimits(100L, null), Map.of())), List.of(),
				UnknownPrice.REJECT, OnStoreFailure.CLOSED));
		settle(budgets, Map.of("team:red", "x"), 100);
		assertThat(budgets.limits(List.of())).extracting(BudgetLimit::limit).containsExactly(100L);
	}

	@Test
	void valuesWithoutALimitKeepNoOthersFromBeingShown() {
		Budgets budgets = budgets(
				new BudgetSettings("USD", ZoneOffset.UTC, null, new WindowLimits(null, 1_000_000L), Map.of(),
						Map.of("tenant", TagBudgets.NONE, "user",
								new TagBudgets(new WindowLimits(100L, null), Map.of())),
						List.of(), UnknownPrice.REJECT, OnStoreFailure.CLOSED));
		for (int i = 0; i < 1_000; i++) {
			settle(budgets, Map.of("tenant", "t" + i), 100);
		}
		settle(budgets, Map.of("tenant", "t0", "user", "u"), 100);
		assertThat(budgets.limits(List.of())).extracting((limit) -> limit.key().scope().name())
			.containsExactly("global", "user:u");
	}

	@Test
	void alertOfAWindowThatHasEndedTellsItsOwnEnd() {
		Budgets budgets = budgets(new BudgetSettings("USD", ZoneOffset.UTC, null, new WindowLimits(100L, null),
				Map.of(), Map.of(), List.of(0.8), UnknownPrice.REJECT, OnStoreFailure.CLOSED));
		BudgetHold hold = (BudgetHold) enter(budgets, FLAT);
		this.time.turn(Duration.ofHours(12));
		hold.settle(100L);
		assertThat(this.alerts).extracting(BudgetAlert::resetsAt)
			.containsExactly(Instant.parse("2026-11-21T00:00:00Z"));
	}

	@Test
	void overrunIsChargedAndTold() {
		Budgets budgets = budgets(global(300L));
		settle(budgets, Map.of(), 130);
		assertThat(spent(budgets, BudgetScope.GLOBAL)).isEqualTo(130);
		assertThat(this.overruns).containsExactly(30L);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void overrunIsChargedEvenIfWhoeverIsToldFails(boolean inMemory) {
		BudgetListener deaf = new BudgetListener() {

			@Override
			public void overrun(long overrun) {
				throw new IllegalStateException("nobody listens");
			}

		};
		Budgets budgets = new Budgets(global(300L),
				inMemory ? new MemoryLedger(ZoneOffset.UTC, Duration.ofMinutes(5), this.time) : this.ledger, deaf,
				this.time);
		assertThatIllegalStateException().isThrownBy(() -> settle(budgets, Map.of(), 130));
		assertThat(spent(budgets, BudgetScope.GLOBAL)).isEqualTo(130);
	}

	@Test
	void alertComesOncePerThresholdAndWindowAndAgainAfterAReset() {
		Budgets budgets = budgets(new BudgetSettings("USD", ZoneOffset.UTC, null, new WindowLimits(1_000L, null),
				Map.of(), Map.of(), List.of(0.5, 0.2), UnknownPrice.REJECT, OnStoreFailure.CLOSED));
		for (int i = 0; i < 8; i++) {
			settle(budgets, Map.of(), 100);
		}
		assertThat(this.alerts).extracting(BudgetAlert::threshold).containsExactly(0.2, 0.5);
		assertThat(this.alerts.get(1)).extracting(BudgetAlert::scope, BudgetAlert::resetsAt)
			.containsExactly("global", Instant.parse("2026-11-21T00:00:00Z"));
		budgets.reset(List.of());
		settle(budgets, Map.of(), 500);
		assertThat(this.alerts).hasSize(4);
		this.time.turn(Duration.ofDays(1));
		settle(budgets, Map.of(), 200);
		assertThat(this.alerts).extracting(BudgetAlert::threshold).containsExactly(0.2, 0.5, 0.2, 0.5, 0.2);
	}

	@Test
	void closedRefusesWhileTheStoreIsAwayAndHoldsNothing(CapturedOutput output) {
		Budgets budgets = budgets(global(1_000L));
		this.ledger.down = true;
		this.ledger.deaf = true;
		for (int i = 0; i < 20_000; i++) {
			assertThat(enter(budgets, FLAT)).isInstanceOfSatisfying(BudgetRefusal.class,
					(refusal) -> assertThat(refusal.cause()).isNotNull());
			this.ledger.deaf = false;
		}
		assertThat(output.getOut().split("so paid attempts are refused", -1)).hasSize(2);
		this.ledger.down = false;
		budgets.maintain();
		assertThat(output).contains("The store of the budgets is back: 1 steps are made up for")
			.doesNotContain("could not be kept");
		assertThat(usage(budgets, BudgetScope.GLOBAL)).extracting(BudgetUsage::spent, BudgetUsage::reserved)
			.containsExactly(0L, 0L);
	}

	@Test
	void refusedAttemptsDoNotCrowdOutWhatWasSpent() {
		Budgets budgets = budgets(global(1_000L));
		BudgetHold underWay = (BudgetHold) enter(budgets, FLAT);
		this.ledger.down = true;
		for (int i = 0; i < 20_000; i++) {
			enter(budgets, FLAT);
		}
		underWay.settle(60L);
		this.ledger.down = false;
		budgets.maintain();
		assertThat(usage(budgets, BudgetScope.GLOBAL)).extracting(BudgetUsage::spent, BudgetUsage::reserved)
			.containsExactly(60L, 0L);
	}

	@Test
	void openLetsAttemptsPassAndCountsThemLater(CapturedOutput output) {
		Budgets budgets = budgets(
				settings(null, new WindowLimits(1_000L, null), UnknownPrice.REJECT, OnStoreFailure.OPEN));
		this.ledger.down = true;
		this.ledger.deaf = true;
		settle(budgets, Map.of(), 70);
		this.ledger.deaf = false;
		settle(budgets, Map.of(), 50);
		assertThat(output.getOut().split("attempts are made without asking it", -1)).hasSize(2);
		budgets.maintain();
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> budgets.states(List.of()));
		this.ledger.down = false;
		budgets.maintain();
		assertThat(usage(budgets, BudgetScope.GLOBAL)).extracting(BudgetUsage::spent, BudgetUsage::reserved)
			.containsExactly(120L, 0L);
	}

	@ParameterizedTest
	@EnumSource
	void callThatTheStoreCannotKeepIsRefusedAndBlamesNobody(OnStoreFailure onStoreFailure, CapturedOutput output) {
		Budgets budgets = budgets(settings(null, new WindowLimits(1_000L, null), UnknownPrice.REJECT, onStoreFailure));
		this.ledger.failure = new RejectedStepException("no such letters", new IllegalStateException());
		assertThat(enter(budgets, FLAT)).isInstanceOfSatisfying(BudgetRefusal.class, (refusal) -> {
			assertThat(refusal.message()).isEqualTo("the store of the budgets keeps no such tag: no such letters");
			assertThat(refusal.isOfCall()).isTrue();
		});
		assertThat(output).contains("keeps no such tag").doesNotContain("out of reach");
	}

	@Test
	void storeThatCannotKeepATagWasNeverAway(CapturedOutput output) {
		Budgets budgets = budgets(global(1_000L));
		this.ledger.failure = new RejectedStepException("no such letters", new IllegalStateException());
		enter(budgets, FLAT);
		this.ledger.failure = null;
		assertThat(enter(budgets, FLAT)).isInstanceOf(BudgetHold.class);
		budgets.maintain();
		assertThat(output).contains("keeps no such tag").doesNotContain("is back");
	}

	@Test
	void valueThatTheStoreCannotKeepIsNotReadEither() {
		Budgets budgets = budgets(new BudgetSettings("USD", ZoneOffset.UTC, null, new WindowLimits(1_000L, null),
				Map.of(), Map.of("tenant", new TagBudgets(new WindowLimits(100L, null), Map.of())), List.of(),
				UnknownPrice.REJECT, OnStoreFailure.CLOSED));
		this.ledger.failure = new RejectedStepException("no such letters", new IllegalStateException());
		enter(budgets, FLAT, Map.of("tenant", "unstorable"), 0);
		this.ledger.failure = null;
		enter(budgets, FLAT, Map.of("tenant", "kept"), 0);
		enter(budgets, FLAT, Map.of("tenant", "kept"), 0);
		assertThat(budgets.limits(List.of())).extracting((limit) -> limit.key().scope().name())
			.containsExactly("global", "tenant:kept");
	}

	@Test
	void maintenanceThatFailsIsSaidOnceAMinuteAndGoesOn(CapturedOutput output) {
		Budgets budgets = budgets(global(300L));
		enter(budgets, FLAT);
		this.time.turn(Duration.ofMinutes(5));
		this.ledger.failure = new IllegalStateException("no such database");
		budgets.maintain();
		budgets.maintain();
		assertThat(output.getOut().split("The budgets could not be looked after", -1)).hasSize(2);
		assertThat(output).contains("no such database");
		this.ledger.failure = null;
		budgets.maintain();
		assertThat(spent(budgets, BudgetScope.GLOBAL)).isEqualTo(100);
	}

	@Test
	void maintenanceInMemoryThatFailsIsSaidAndGoesOn(CapturedOutput output) {
		MemoryLedger memory = new MemoryLedger(ZoneOffset.UTC, Duration.ofMinutes(5), this.time);
		Budgets budgets = new Budgets(global(100L), memory, new BudgetListener() {

			@Override
			public void alert(BudgetAlert alert) {
				throw new IllegalStateException("nobody listens");
			}

		}, this.time);
		enter(budgets, FLAT);
		this.time.turn(Duration.ofMinutes(5));
		budgets.maintain();
		assertThat(output).contains("The budgets could not be looked after", "nobody listens");
		assertThat(spent(budgets, BudgetScope.GLOBAL)).isEqualTo(100);
	}

	@Test
	void whatCouldNotBeKeptIsSaid(CapturedOutput output) {
		Budgets budgets = budgets(BudgetSettings.NONE);
		this.ledger.down = true;
		for (int i = 0; i < 10_005; i++) {
			budgets.open("late-" + i, budgets.counters("a", Map.of()), TIME_LEFT).settle(1L);
		}
		this.ledger.down = false;
		budgets.maintain();
		assertThat(output).contains("10000 steps are made up for, 5 could not be kept and are not counted");
		assertThat(spent(budgets, BudgetScope.GLOBAL)).isEqualTo(10_000);
	}

	@Test
	void callMakesUpForSomeStepsAndIsNotHeldUpByAll() {
		Budgets budgets = budgets(global(100_000L));
		BudgetHold underWay = (BudgetHold) enter(budgets, FLAT);
		this.ledger.down = true;
		for (int i = 0; i < 50; i++) {
			budgets.open("late-" + i, budgets.counters("a", Map.of()), TIME_LEFT).settle(1L);
		}
		this.ledger.down = false;
		this.ledger.steps = 0;
		assertThat(enter(budgets, FLAT)).isInstanceOf(BudgetHold.class);
		assertThat(this.ledger.steps).isEqualTo(21);
		underWay.settle(60L);
		assertThat(spent(budgets, BudgetScope.GLOBAL)).isEqualTo(80);
		budgets.maintain();
		assertThat(spent(budgets, BudgetScope.GLOBAL)).isEqualTo(110);
	}

	@Test
	void stepsMadeUpForBitByBitAreSaidOnce(CapturedOutput output) {
		Budgets budgets = budgets(global(100_000L));
		this.ledger.down = true;
		for (int i = 0; i < 50; i++) {
			budgets.open("late-" + i, budgets.counters("a", Map.of()), TIME_LEFT).settle(1L);
		}
		this.ledger.down = false;
		for (int i = 0; i < 4; i++) {
			enter(budgets, FLAT);
		}
		assertThat(output.getOut().split("The store of the budgets is back", -1)).hasSize(2);
		assertThat(output).contains("50 steps are made up for");
	}

	@Test
	void whatIsLostAtTheEndIsSaid(CapturedOutput output) {
		Budgets budgets = budgets(global(300L));
		this.ledger.down = true;
		budgets.open("late", budgets.counters("a", Map.of()), TIME_LEFT).settle(1L);
		budgets.close();
		assertThat(output).contains("out of reach at the end: what it has not been told is lost");
	}

	@Test
	void callUnderWayIsBookedAfterTheEndEvenIfTheStoreWasAway() {
		Budgets budgets = budgets(global(300L));
		BudgetHold underWay = (BudgetHold) enter(budgets, FLAT);
		this.ledger.down = true;
		enter(budgets, FLAT);
		this.ledger.down = false;
		budgets.close();
		underWay.settle(60L);
		assertThat(usage(budgets, BudgetScope.GLOBAL)).extracting(BudgetUsage::spent, BudgetUsage::reserved)
			.containsExactly(60L, 0L);
	}

	@Test
	void bookingThatFailsAfterTheEndIsSaidToBeLost(CapturedOutput output) {
		Budgets budgets = budgets(global(300L));
		BudgetHold underWay = (BudgetHold) enter(budgets, FLAT);
		budgets.close();
		this.ledger.down = true;
		underWay.settle(60L);
		assertThat(output).contains("could not be booked and is lost", "gone").doesNotContain("will be once");
	}

	@Test
	void reservationThatNobodyEndedIsCharged() {
		Budgets budgets = budgets(global(300L));
		enter(budgets, FLAT);
		this.time.turn(Duration.ofMinutes(5));
		budgets.maintain();
		assertThat(usage(budgets, BudgetScope.GLOBAL)).extracting(BudgetUsage::spent, BudgetUsage::reserved)
			.containsExactly(100L, 0L);
	}

	private Budgets budgets(BudgetSettings settings) {
		return new Budgets(settings, this.ledger, new BudgetListener() {

			@Override
			public void alert(BudgetAlert alert) {
				BudgetsTests.this.alerts.add(alert);
			}

			@Override
			public void overrun(long overrun) {
				BudgetsTests.this.overruns.add(overrun);
			}

		}, this.time);
	}

	private static BudgetSettings global(long daily) {
		return settings(null, new WindowLimits(daily, null), UnknownPrice.REJECT, OnStoreFailure.CLOSED);
	}

	private static BudgetSettings settings(@Nullable Long perRequest, WindowLimits global, UnknownPrice unknownPrice,
			OnStoreFailure onStoreFailure) {
		return new BudgetSettings("USD", ZoneOffset.UTC, perRequest, global, Map.of(), Map.of(), List.of(0.8),
				unknownPrice, onStoreFailure);
	}

	private BudgetEntry enter(Budgets budgets, @Nullable Price price) {
		return enter(budgets, price, Map.of(), 0);
	}

	private BudgetEntry enter(Budgets budgets, @Nullable Price price, Map<String, String> tags, long spentByCall) {
		return budgets.enter(new PaymentRequest("id-" + this.ids++, "a", "m", budgets.counters("a", tags), price, SIZE,
				10, spentByCall, null, TIME_LEFT));
	}

	private void settle(Budgets budgets, Map<String, String> tags, long cost) {
		((BudgetHold) enter(budgets, FLAT, tags, 0)).settle(cost);
	}

	private static BudgetUsage usage(Budgets budgets, BudgetScope scope) {
		return budgets.usage(List.of(new BudgetKey(scope, BudgetWindow.DAILY))).get(0);
	}

	private static long spent(Budgets budgets, BudgetScope scope) {
		return usage(budgets, scope).spent();
	}

	private static BigDecimal zero() {
		return Money.toDecimal(0);
	}

}
