package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.github.llmfallback.admission.GateSettings;
import io.github.llmfallback.admission.ProviderGate;
import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.attempt.CallSummary.Ending;
import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.health.CircuitSettings;
import io.github.llmfallback.limit.RateSettings;
import io.github.llmfallback.limit.RateStatus;
import io.github.llmfallback.pricing.TokenUsage;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.ProviderKey;
import io.github.llmfallback.provider.ProviderModel;
import io.github.llmfallback.provider.RetrySettings;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls that meet at the same gates, in whatever order they come, wait, fail and give up:
 * each ends once and in time, and nothing is held when all are over.
 */
class RandomAdmissionTests {

	private static final int CASES = 4_000;

	@Test
	void promisesHoldWhoeverMeets() {
		long seed = new Random().nextLong();
		System.out.println("seed " + seed);
		Set<Ending> endings = EnumSet.noneOf(Ending.class);
		int waits = 0;
		int skips = 0;
		for (int i = 0; i < CASES; i++) {
			World world = new World(new Random(seed + i));
			try {
				world.run();
			}
			catch (Throwable ex) {
				throw new AssertionError("seed " + (seed + i) + ": " + world.turned.recorded.finished, ex);
			}
			world.turned.recorded.calls.forEach((call) -> endings.add(call.ending()));
			waits += world.waits;
			skips += world.turned.recorded.finished.size() - world.turned.recorded.started.size();
		}
		assertThat(endings).containsExactlyInAnyOrder(Ending.values());
		assertThat(waits).isGreaterThan(CASES);
		assertThat(skips).isGreaterThan(CASES);
	}

	/**
	 * A call under way.
	 */
	private static final class Call {

		private final Journey journey;

		private final long deadline;

		private boolean asking;

		private boolean pausing;

		private long goesOnAt;

		Call(Journey journey, long deadline) {
			this.journey = journey;
			this.deadline = deadline;
		}

	}

	private static final class World {

		private static final FailureKind[] KINDS = FailureKind.values();

		private static final int CALLS = 12;

		private final Random random;

		private final WhenUnavailable policy;

		private final Map<Provider, GateSettings> settings = new HashMap<>();

		private final List<Provider> providers = new ArrayList<>();

		private final Map<Provider, List<Long>> requests = new HashMap<>();

		private final TurnedCalls turned;

		private final CallEngine engine;

		private final List<Call> calls = new ArrayList<>();

		private int begun;

		private int waits;

		World(Random random) {
			this.random = random;
			this.policy = WhenUnavailable.values()[random.nextInt(3)];
			for (int i = random.nextInt(3); i >= 0; i--) {
				Provider provider = provider("p" + i);
				this.providers.add(provider);
				this.settings.put(provider, settings());
				this.requests.put(provider, new ArrayList<>());
			}
			this.turned = new TurnedCalls(this.policy, this.settings::get);
			RetrySettings retry = new RetrySettings(random.nextInt(3), Duration.ofMillis(random.nextInt(2_000)), 2,
					Duration.ofSeconds(4), random.nextDouble());
			this.engine = this.turned.engine(new CallSettings(retry, StreamSettings.DEFAULT, AnswerSettings.STRICT,
					KindOverrides.NONE, this.policy), new RetryBudget(1), this.turned.recorded);
		}

		private Provider provider(String name) {
			List<ProviderModel> models = new ArrayList<>();
			for (int i = this.random.nextInt(3); i >= 0; i--) {
				Long window = this.random.nextBoolean() ? null : Long.valueOf(1 + this.random.nextInt(4_000));
				models.add(new ProviderModel("m" + i, null, window, null));
			}
			List<ProviderKey> keys = new ArrayList<>();
			for (int i = this.random.nextInt(3); i >= 0; i--) {
				keys.add(new ProviderKey(name + "#" + i, ScriptedChatModel::new));
			}
			return Provider.builder(name).enabled(this.random.nextInt(10) != 0).models(models).keys(keys).build();
		}

		private GateSettings settings() {
			CircuitSettings circuit = new CircuitSettings(this.random.nextBoolean() ? 50 : 100,
					1 + this.random.nextInt(3), Duration.ofSeconds(60),
					Duration.ofSeconds(1 + this.random.nextInt(30)));
			RateSettings rates = new RateSettings(limit(5), limit(5_000));
			return new GateSettings(circuit, rates, this.random.nextBoolean() ? null : 1 + this.random.nextInt(2));
		}

		private @Nullable Long limit(int most) {
			return this.random.nextBoolean() ? null : Long.valueOf(1 + this.random.nextInt(most));
		}

		void run() {
			while (this.begun < CALLS || !this.calls.isEmpty()) {
				int step = this.random.nextInt(10);
				if (step == 0) {
					this.turned.clock
						.turn(Duration.ofMillis(this.random.nextInt(this.random.nextBoolean() ? 50 : 9_000)));
				}
				else if (this.begun < CALLS && (step < 3 || this.calls.isEmpty())) {
					begin();
				}
				else {
					goOn(this.calls.get(this.random.nextInt(this.calls.size())));
				}
			}
			assertThat(this.turned.recorded.calls).hasSize(CALLS);
			this.providers.forEach(this::nothingIsHeld);
		}

		private void begin() {
			this.begun++;
			List<Provider> route = new ArrayList<>(this.providers);
			Collections.shuffle(route, this.random);
			Duration timeout = Duration.ofMillis(1 + this.random.nextInt(this.random.nextBoolean() ? 5_000 : 90_000));
			Prompt prompt = new Prompt("word ".repeat(this.random.nextInt(3) * 600));
			Map<String, FailureKind> rehearsed = (this.random.nextInt(8) == 0) ? Map.of("p0", kind()) : Map.of();
			CallRequest request = new CallRequest(prompt, route, 1 + this.random.nextInt(3), timeout, rehearsed);
			this.calls.add(new Call(this.engine.begin(request, this.engine.deadline(request)),
					this.turned.clock.getAsLong() + timeout.toNanos()));
		}

		private void goOn(Call call) {
			Journey journey = call.journey;
			if (call.asking) {
				finish(call);
			}
			else if (journey.target() == null) {
				this.engine.end(journey);
				this.calls.remove(call);
			}
			else if (this.random.nextInt(30) == 0) {
				journey.stop(Failure.of(FailureKind.CANCELLED, "given up"));
			}
			else if (isPaused(call)) {
				this.turned.clock.turn(Duration.ofMillis(this.random.nextInt(300)));
			}
			else {
				enter(call);
			}
		}

		/**
		 * Notes how long the call has to wait, which is never longer than it may take.
		 */
		private void moved(Call call) {
			Wait wait = call.journey.waiting();
			call.pausing = call.journey.target() != null && (wait != null || call.journey.isRetry());
			if (call.pausing) {
				this.waits++;
				long now = this.turned.clock.getAsLong();
				Duration pause = (wait != null) ? wait.atMost() : call.journey.pause();
				assertThat(pause.toNanos()).isLessThanOrEqualTo(call.deadline - now);
				call.goesOnAt = now + pause.toNanos();
			}
		}

		private boolean isPaused(Call call) {
			Wait wait = call.journey.waiting();
			boolean signalled = wait != null && wait.signal().isDone();
			return call.pausing && !signalled && call.goesOnAt - this.turned.clock.getAsLong() > 0;
		}

		private void enter(Call call) {
			call.asking = call.journey.enter();
			if (!call.asking) {
				moved(call);
				return;
			}
			Provider provider = call.journey.standingAt().provider();
			boolean rehearsed = CallEngine.rehearsed(call.journey.request(), call.journey.standingAt()) != null;
			assertThat(provider.isEnabled()).isTrue();
			assertThat(call.deadline - this.turned.clock.getAsLong()).isPositive();
			this.turned.recorded.attemptStarted(call.journey.standingAt());
			if (!rehearsed) {
				requested(provider);
			}
		}

		private void requested(Provider provider) {
			List<Long> admitted = this.requests.get(provider);
			admitted.add(this.turned.clock.getAsLong());
			Long limit = this.settings.get(provider).rates().requestsPerMinute();
			assertThat(limit != null && lately(admitted) > limit).isFalse();
			Integer places = this.settings.get(provider).maxConcurrency();
			long underWay = this.calls.stream()
				.filter((call) -> call.asking && call.journey.standingAt().provider().equals(provider))
				.filter((call) -> CallEngine.rehearsed(call.journey.request(), call.journey.standingAt()) == null)
				.count();
			assertThat(places != null && underWay > places).isFalse();
		}

		private long lately(List<Long> admitted) {
			long now = this.turned.clock.getAsLong();
			return admitted.stream().filter((nanos) -> now - nanos < Duration.ofMinutes(1).toNanos()).count();
		}

		private void finish(Call call) {
			call.asking = false;
			Duration elapsed = Duration.ofMillis(this.random.nextInt(100));
			TokenUsage usage = this.random.nextBoolean() ? null : new TokenUsage(this.random.nextInt(900), 0, 0, 9);
			Failure failure = CallEngine.rehearsed(call.journey.request(), call.journey.standingAt());
			if (failure == null && this.random.nextInt(3) == 0) {
				call.journey.succeeded(new Measured(elapsed, this.turned.clock.getAsLong(), null, usage, 0));
				return;
			}
			if (failure == null) {
				Duration retryAfter = this.random.nextBoolean() ? null : Duration.ofMillis(this.random.nextInt(40_000));
				failure = new Failure(kind(), retryAfter, "random", null);
			}
			if (this.random.nextInt(10) == 0) {
				call.journey.failedForGood(failure,
						new Measured(elapsed, this.turned.clock.getAsLong(), null, usage, 0));
			}
			else {
				call.journey.failed(failure, new Measured(elapsed, this.turned.clock.getAsLong(), null, usage, 0));
				moved(call);
			}
		}

		private FailureKind kind() {
			return KINDS[this.random.nextInt(KINDS.length)];
		}

		private void nothingIsHeld(Provider provider) {
			ProviderGate gate = this.turned.gates.of(provider);
			RateStatus rates = gate.rates().status();
			if (rates.requestsPerMinute() != null) {
				assertThat(rates.requestsAvailable())
					.isEqualTo(rates.requestsPerMinute() - lately(this.requests.get(provider)));
			}
			Integer places = this.settings.get(provider).maxConcurrency();
			if (places != null) {
				for (int i = 0; i < places; i++) {
					assertThat(gate.standInLine()).as("place %d of %s", i, provider).isCompleted();
				}
				CompletableFuture<?> oneTooMany = gate.standInLine();
				assertThat(oneTooMany).isNotDone();
			}
			assertThat(gate.probeOutcome()).as("probe of %s", provider).isCompleted();
			this.turned.clock.turn(Duration.ofDays(2));
			assertThat(gate.availableIn()).as("nothing is locked out for ever").isZero();
			assertThat(gate.isWell()).isEqualTo(provider.isEnabled());
		}

	}

}
