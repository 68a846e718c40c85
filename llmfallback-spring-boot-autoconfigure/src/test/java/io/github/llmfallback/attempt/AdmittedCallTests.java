package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.github.llmfallback.admission.Admission;
import io.github.llmfallback.admission.Demand;
import io.github.llmfallback.admission.GateSettings;
import io.github.llmfallback.admission.Insistence;
import io.github.llmfallback.admission.ProviderGate;
import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.health.CircuitSettings;
import io.github.llmfallback.limit.RateSettings;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.ProviderKey;
import io.github.llmfallback.provider.ProviderModel;
import io.github.llmfallback.provider.RetrySettings;
import io.github.llmfallback.provider.Target;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.retry.RetryCallback;
import org.springframework.retry.RetryContext;
import org.springframework.retry.RetryListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How a call goes on among providers that do not let it in.
 */
class AdmittedCallTests {

	private final ScriptedChatModel first = new ScriptedChatModel();

	private final ScriptedChatModel second = new ScriptedChatModel();

	private final Provider a = TurnedCalls.provider("a", this.first);

	private final Provider b = TurnedCalls.provider("b", this.second);

	@Test
	void unwellProviderIsAskedWhenTheWellOneHasFailed() {
		TurnedCalls turned = turned(WhenUnavailable.TRY_SOONEST);
		failed(turned, this.b, FailureKind.SERVER_ERROR);
		this.first.thenFail(FailureKind.SERVER_ERROR);

		CallResult result = turned.calls(RetrySettings.NONE).call(TurnedCalls.request(this.a, this.b));

		assertThat(turned.recorded.outcomes()).containsExactly("SERVER_ERROR", "CIRCUIT_OPEN", "SUCCESS");
		assertThat(result.response()).isNotNull();
	}

	@Test
	void unwellProviderIsRecordedWhenTheCallIsToFail() {
		TurnedCalls turned = turned(WhenUnavailable.FAIL);
		failed(turned, this.b, FailureKind.SERVER_ERROR);
		this.first.thenFail(FailureKind.SERVER_ERROR);

		CallResult result = turned.calls(RetrySettings.NONE).call(TurnedCalls.request(this.a, this.b));

		assertThat(turned.recorded.outcomes()).containsExactly("SERVER_ERROR", "CIRCUIT_OPEN");
		assertThat(result.response()).isNull();
		assertThat(this.second.requests()).isZero();
	}

	@Test
	void busyProviderIsWaitedForWhenTheOtherHasFailed() {
		TurnedCalls turned = turned(WhenUnavailable.TRY_SOONEST);
		Admission other = enter(turned, this.b);
		this.first.thenFail(FailureKind.SERVER_ERROR);
		CompletableFuture<CallResult> call = CompletableFuture
			.supplyAsync(() -> turned.calls(RetrySettings.NONE).call(TurnedCalls.request(this.a, this.b)));
		Awaitility.await().until(() -> turned.recorded.outcomes().contains("CONCURRENCY"));

		other.succeeded(Duration.ZERO, turned.clock.getAsLong(), null, 0);

		assertThat(call.join().response()).isNotNull();
		assertThat(turned.recorded.outcomes()).containsExactly("SERVER_ERROR", "CONCURRENCY", "SUCCESS");
		assertThat(gate(turned, this.b).isReady(demand())).isTrue();
	}

	@Test
	void nextKeyIsWaitedForWhenSomebodyElseGotThePlace() {
		TurnedCalls turned = turned(WhenUnavailable.TRY_SOONEST);
		Provider pool = pool(this.first, this.second);
		CompletableFuture<?> place = failsWhileSomebodyWaits(turned, pool, FailureKind.AUTHENTICATION);

		CompletableFuture<CallResult> call = call(turned, RetrySettings.NONE, pool);

		Awaitility.await().until(() -> turned.recorded.outcomes().contains("CONCURRENCY"));
		assertThat(place).isCompleted();
		gate(turned, pool).giveBackPlace();
		assertThat(call.join().response()).isNotNull();
		assertThat(turned.recorded.outcomes()).containsExactly("AUTHENTICATION", "CONCURRENCY", "SUCCESS");
		assertThat(this.first.requests()).isEqualTo(1);
		assertThat(gate(turned, pool).isReady(demand())).isTrue();
	}

	@Test
	void retryWaitsForAPlaceWhenSomebodyElseGotIt() {
		TurnedCalls turned = turned(WhenUnavailable.TRY_SOONEST,
				new CircuitSettings(100, 100, Duration.ofMinutes(1), Duration.ofSeconds(30)));
		CompletableFuture<?> place = failsWhileSomebodyWaits(turned, this.a, FailureKind.SERVER_ERROR);
		this.first.thenAnswer("hi");

		CompletableFuture<CallResult> call = call(turned, new RetrySettings(1, Duration.ZERO, 1, Duration.ZERO, 0),
				this.a);

		Awaitility.await().until(() -> turned.recorded.outcomes().contains("CONCURRENCY"));
		assertThat(place).isCompleted();
		gate(turned, this.a).giveBackPlace();
		assertThat(call.join().response()).isNotNull();
		assertThat(turned.recorded.outcomes()).containsExactly("SERVER_ERROR", "CONCURRENCY", "SUCCESS");
		assertThat(gate(turned, this.a).isReady(demand())).isTrue();
	}

	@Test
	void retryThatFindsNoRoomFailsWhereCallsAreToFail() {
		TurnedCalls turned = turned(WhenUnavailable.FAIL,
				new CircuitSettings(100, 100, Duration.ofMinutes(1), Duration.ofSeconds(30)));
		failsWhileSomebodyWaits(turned, this.a, FailureKind.SERVER_ERROR);
		this.first.thenAnswer("hi");
		CallResult result = turned.calls(new RetrySettings(1, Duration.ZERO, 1, Duration.ZERO, 0))
			.call(TurnedCalls.request(this.a));
		assertThat(result.response()).isNull();
		assertThat(turned.recorded.outcomes()).containsExactly("SERVER_ERROR", "CONCURRENCY");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void callThatComesBackForARetryDoesNotPauseAgain(boolean exhausted) {
		TurnedCalls turned = turned(WhenUnavailable.TRY_SOONEST,
				new CircuitSettings(100, 100, Duration.ofMinutes(1), Duration.ofSeconds(30)));
		failsWhileSomebodyWaits(turned, this.a, FailureKind.SERVER_ERROR);
		this.first.thenAnswer("hi");
		this.second.thenStream(Flux.defer(() -> {
			gate(turned, this.a).giveBackPlace();
			return Flux.error(ScriptedChatModel.failure(FailureKind.AUTHENTICATION));
		}));
		RetryListener listener = new RetryListener() {

			@Override
			public <T, E extends Throwable> void onError(RetryContext context, RetryCallback<T, E> callback,
					Throwable error) {
				if (exhausted && AdmittedCallTests.this.second.requests() > 0) {
					context.setExhaustedOnly();
				}
			}

		};
		CallResult result = turned
			.calls(new RetrySettings(1, Duration.ofSeconds(35), 1, Duration.ofSeconds(35), 0), listener)
			.call(TurnedCalls.request(this.a, this.b));
		assertThat(turned.recorded.outcomes()).containsExactly("SERVER_ERROR", "CONCURRENCY", "AUTHENTICATION",
				"SUCCESS");
		assertThat(result.summary().elapsed()).isEqualTo(Duration.ofSeconds(35));
		assertThat(gate(turned, this.a).isReady(demand())).isTrue();
	}

	@Test
	void callThatEndsWhileItStandsInLineLeavesIt() {
		TurnedCalls turned = turned(WhenUnavailable.WAIT);
		Admission other = enter(turned, this.a);
		CallEngine engine = turned.engine(CallSettings.DEFAULT, new RetryBudget(1), turned.recorded);
		Journey journey = inLine(engine);
		engine.end(journey);
		other.succeeded(Duration.ZERO, turned.clock.getAsLong(), null, 0);
		assertThat(gate(turned, this.a).isReady(demand())).isTrue();
	}

	/**
	 * Makes the first request fail when somebody else stands in line.
	 * @return completes when they have got the place
	 */
	private CompletableFuture<?> failsWhileSomebodyWaits(TurnedCalls turned, Provider provider, FailureKind kind) {
		CompletableFuture<Object> place = new CompletableFuture<>();
		this.first.thenStream(Flux.defer(() -> {
			gate(turned, provider).standInLine().whenComplete((got, error) -> place.complete("got"));
			return Flux.error(ScriptedChatModel.failure(kind));
		}));
		return place;
	}

	private static CompletableFuture<CallResult> call(TurnedCalls turned, RetrySettings retry, Provider provider) {
		return CompletableFuture.supplyAsync(() -> turned.calls(retry).call(TurnedCalls.request(provider)));
	}

	@ParameterizedTest
	@EnumSource
	void nobodyIsAskedWhenTheTimeIsUp(WhenUnavailable policy) {
		TurnedCalls turned = turned(policy);
		failed(turned, this.b, FailureKind.SERVER_ERROR);
		ChatModel late = (prompt) -> {
			turned.clock.turn(Duration.ofMinutes(2));
			throw ScriptedChatModel.failure(FailureKind.SERVER_ERROR);
		};
		Provider slow = Provider.builder("slow")
			.timeout(Duration.ofMinutes(5))
			.models(List.of(new ProviderModel("m", null)))
			.keys(List.of(new ProviderKey(null, () -> late)))
			.build();
		CallResult result = turned.calls(RetrySettings.NONE).call(TurnedCalls.request(slow, this.b));
		assertThat(result.response()).isNull();
		assertThat(this.second.requests()).isZero();
	}

	@Test
	void callThatBeginsTooLateHasTimedOut() {
		TurnedCalls turned = turned(WhenUnavailable.TRY_SOONEST);
		Deadline deadline = new Deadline(turned.clock, Duration.ofSeconds(1));
		turned.clock.turn(Duration.ofSeconds(1));
		CallResult result = turned.calls(RetrySettings.NONE).call(TurnedCalls.request(this.a, this.b), deadline);
		assertTimedOutUnasked(result.summary());
		assertThat(result.summary().attempts()).isEmpty();
		assertThat(result.summary().outcome()).isEqualTo("TIMEOUT");
	}

	@Test
	void callWhoseTimeIsUpAfterASkipHasTimedOut() {
		TurnedCalls turned = turned(WhenUnavailable.TRY_SOONEST);
		gate(turned, this.a).setEnabled(false);
		CallListener slow = new CallListener() {

			@Override
			public void attemptFinished(Attempt attempt) {
				turned.clock.turn(Duration.ofMinutes(1));
			}

		};
		CallEngine engine = turned.engine(CallSettings.DEFAULT, new RetryBudget(1), slow);
		Journey journey = begin(engine, TurnedCalls.request(this.a, this.b));
		assertThat(journey.enter()).isFalse();
		assertThat(journey.target()).isNull();
		assertTimedOutUnasked(engine.end(journey));
	}

	private void assertTimedOutUnasked(CallSummary summary) {
		assertThat(summary.failure()).isNotNull();
		assertThat(summary.failure().kind()).isEqualTo(FailureKind.TIMEOUT);
		assertThat(summary.outcome()).isEqualTo("TIMEOUT");
		assertThat(summary.ending()).isEqualTo(CallSummary.Ending.EXHAUSTED);
		assertThat(this.first.requests() + this.second.requests()).isZero();
	}

	@Test
	void callThatEverybodyRefusesHasNotTimedOut() {
		TurnedCalls turned = turned(WhenUnavailable.TRY_SOONEST);
		gate(turned, this.a).setEnabled(false);
		CallResult result = turned.calls(RetrySettings.NONE).call(TurnedCalls.request(this.a));
		assertThat(result.summary().failure()).isNull();
		assertThat(result.summary().outcome()).isEqualTo("DISABLED");
	}

	@Test
	void placeThatComesTooLateIsGivenBackUnused() {
		TurnedCalls turned = turned(WhenUnavailable.WAIT);
		Admission other = enter(turned, this.a);
		CallEngine engine = turned.engine(CallSettings.DEFAULT, new RetryBudget(1), turned.recorded);
		Journey journey = inLine(engine);

		turned.clock.turn(Duration.ofMinutes(1));
		other.succeeded(Duration.ZERO, turned.clock.getAsLong(), null, 0);

		assertThat(journey.enter()).isFalse();
		assertThat(journey.target()).isNull();
		assertThat(gate(turned, this.a).isReady(demand())).isTrue();
	}

	@Test
	void callThatLeavesALineIsOverBeforeItIsWoken() {
		TurnedCalls turned = turned(WhenUnavailable.WAIT);
		Admission other = enter(turned, this.a);
		CallEngine engine = turned.engine(CallSettings.DEFAULT, new RetryBudget(1), turned.recorded);
		Journey journey = inLine(engine);
		Wait wait = journey.waiting();
		boolean[] over = new boolean[1];
		wait.signal().whenComplete((place, error) -> over[0] = journey.target() == null);

		journey.stop(Failure.of(FailureKind.CANCELLED, "given up"));

		assertThat(over[0]).isTrue();
		other.succeeded(Duration.ZERO, turned.clock.getAsLong(), null, 0);
		assertThat(gate(turned, this.a).isReady(demand())).isTrue();
	}

	@Test
	void targetsThatRefuseAgainAndAgainAreRememberedOnce() {
		TurnedCalls turned = turned(WhenUnavailable.WAIT);
		Provider pool = pool(this.first, this.first, this.first);
		pool.targets().forEach((target) -> cool(turned, target, Duration.ofMillis(1)));
		CallSettings settings = new CallSettings(RetrySettings.NONE, StreamSettings.DEFAULT, AnswerSettings.STRICT,
				KindOverrides.NONE, WhenUnavailable.WAIT);
		CallEngine engine = turned.engine(settings, new RetryBudget(1), turned.recorded);
		Journey journey = begin(engine, TurnedCalls.request(pool));
		for (int i = 0; i < 3 + 3 * 10; i++) {
			assertThat(journey.enter()).isFalse();
		}
		assertThat(turned.recorded.finished).hasSize(33).allMatch((attempt) -> attempt.retryAfter() != null);
	}

	@Test
	void rehearsedFailureTakesNoPlaceAndTouchesNoHealth() {
		TurnedCalls turned = turned(WhenUnavailable.TRY_SOONEST);
		for (int i = 0; i < 20; i++) {
			turned.calls(RetrySettings.NONE)
				.call(TurnedCalls.request(Map.of("a", FailureKind.SERVER_ERROR), this.a, this.b));
		}
		assertThat(this.first.requests()).isZero();
		assertThat(this.second.requests()).isEqualTo(20);
		assertThat(gate(turned, this.a).health().circuit().bufferedCalls()).isZero();
		assertThat(gate(turned, this.a).isReady(demand())).isTrue();
	}

	@Test
	void callCountsOnceAgainstItsProviderHoweverOftenItAsks() {
		TurnedCalls turned = turned(WhenUnavailable.FAIL,
				new CircuitSettings(100, 100, Duration.ofMinutes(1), Duration.ofSeconds(30)));
		this.first.thenFail(FailureKind.SERVER_ERROR);
		turned.calls(new RetrySettings(3, Duration.ZERO, 1, Duration.ZERO, 0)).call(TurnedCalls.request(this.a));
		assertThat(this.first.requests()).isEqualTo(4);
		assertThat(gate(turned, this.a).health().circuit().bufferedCalls()).isEqualTo(1);
	}

	private static TurnedCalls turned(WhenUnavailable policy) {
		return turned(policy, new CircuitSettings(100, 1, Duration.ofMinutes(1), Duration.ofSeconds(30)));
	}

	private static TurnedCalls turned(WhenUnavailable policy, CircuitSettings circuit) {
		return new TurnedCalls(policy, (provider) -> new GateSettings(circuit, RateSettings.UNLIMITED, 1));
	}

	private static void failed(TurnedCalls turned, Provider provider, FailureKind kind) {
		enter(turned, provider).failed(Failure.of(kind, "failed"), Duration.ZERO, null, 0, true);
	}

	private static void cool(TurnedCalls turned, Target target, Duration retryAfter) {
		Admission admission = (Admission) turned.gates.of(target).enter(demand(), Insistence.NORMAL, false);
		admission.failed(new Failure(FailureKind.RATE_LIMITED, retryAfter, "limited", null), Duration.ZERO, null, 0,
				true);
	}

	private static Admission enter(TurnedCalls turned, Provider provider) {
		return (Admission) turned.gates.of(provider.targets().get(0)).enter(demand(), Insistence.NORMAL, false);
	}

	private static Provider pool(ChatModel... keys) {
		return Provider.builder("pool")
			.models(List.of(new ProviderModel("m", null)))
			.keys(IntStream.range(0, keys.length)
				.mapToObj((key) -> new ProviderKey(String.valueOf(key), () -> keys[key]))
				.toList())
			.build();
	}

	private static ProviderGate gate(TurnedCalls turned, Provider provider) {
		return turned.gates.of(provider);
	}

	private static Demand demand() {
		return new Demand("call", new Prompt("Hi"), Map.of(), () -> Duration.ofMinutes(1));
	}

	/**
	 * A call that waits for a place.
	 */
	private Journey inLine(CallEngine engine) {
		Journey journey = begin(engine, TurnedCalls.request(this.a));
		assertThat(journey.enter()).isFalse();
		assertThat(journey.waiting()).isNotNull();
		return journey;
	}

	private static Journey begin(CallEngine engine, CallRequest request) {
		return engine.begin(request, engine.deadline(request));
	}

}
