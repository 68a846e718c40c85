package io.github.llmfallback.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import io.github.llmfallback.failure.FailureKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random requests, outcomes and times, compared with {@link HealthModel}.
 */
class RandomHealthTests {

	private static final int KEYS = 3;

	private static final int MODELS = 2;

	private static final int[] TIMES = { 0, 0, 1, 1, 2, 5, 20, 70, 400, 4000 };

	@Test
	void healthIsAsPromised() {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		Set<Admittance> seen = EnumSet.noneOf(Admittance.class);
		for (int round = 0; round < 400; round++) {
			new Round(random, "seed %d, round %d".formatted(seed, round), seen).run();
		}
		assertThat(seen).as("seed %d", seed).containsExactlyInAnyOrder(Admittance.values());
	}

	private record Request(int key, int model, Admittance admitted, long sentAt) {
	}

	/** One life of a provider. */
	private static final class Round {

		private final TurnedClock clock = new TurnedClock();

		private final List<Request> underWay = new ArrayList<>();

		private final Random random;

		private final String name;

		private final Set<Admittance> seen;

		private final HealthModel expected;

		private final ProviderHealth health;

		private final boolean mostlyDown;

		Round(Random random, String name, Set<Admittance> seen) {
			this.random = random;
			this.name = name;
			this.seen = seen;
			this.mostlyDown = random.nextBoolean();
			CircuitSettings settings = new CircuitSettings(random.nextInt(20, 101), random.nextInt(1, 6),
					Duration.ofSeconds(random.nextInt(1, 100)), Duration.ofSeconds(random.nextInt(1, 900)));
			this.expected = new HealthModel(settings);
			this.health = new ProviderHealth(settings, KEYS, MODELS, this.clock, HealthListener.NONE);
		}

		void run() {
			for (int step = 0; step < 300; step++) {
				String at = this.name + ", step " + step;
				int action = this.random.nextInt(100);
				if (action < 40) {
					admit(at);
				}
				else if (action < 50 && !this.underWay.isEmpty()) {
					answer(this.random.nextInt(this.underWay.size()));
				}
				else if (action < 80 && !this.underWay.isEmpty()) {
					finish(this.underWay.remove(this.random.nextInt(this.underWay.size())));
				}
				else if (action == 99) {
					// A probe from before a reset could be taken for one from after it.
					this.underWay.removeIf((request) -> request.admitted() == Admittance.PROBE);
					this.health.reset();
					this.expected.reset();
				}
				else {
					turn();
				}
				compare(at);
			}
		}

		private void turn() {
			int seconds = TIMES[this.random.nextInt(TIMES.length)];
			if (seconds >= 600) {
				this.underWay.removeIf((request) -> request.admitted() == Admittance.PROBE);
			}
			this.clock.turnSeconds(seconds);
			this.expected.turn(seconds);
		}

		private void admit(String at) {
			int key = this.random.nextInt(KEYS);
			int model = this.random.nextInt(MODELS);
			TargetHealth target = this.health.target(key, model);
			int how = this.random.nextInt(3);
			Admittance actual = switch (how) {
				case 0 -> target.admit();
				case 1 -> target.admitRetry();
				default -> target.admitAnyway();
			};
			assertThat(actual).as(at).isEqualTo(switch (how) {
				case 0 -> this.expected.admit(key, model);
				case 1 -> this.expected.admitRetry();
				default -> this.expected.admitAnyway(key, model);
			});
			this.seen.add(actual);
			if (actual.isAdmitted()) {
				this.underWay.add(new Request(key, model, actual, this.expected.now()));
			}
		}

		private void answer(int index) {
			Request request = this.underWay.get(index);
			TargetHealth target = this.health.target(request.key(), request.model());
			Admittance admitted = target.answered(request.admitted());
			assertThat(admitted).isEqualTo(this.expected.answered(request.admitted()));
			this.underWay.set(index, new Request(request.key(), request.model(), admitted, request.sentAt()));
		}

		private void finish(Request request) {
			TargetHealth target = this.health.target(request.key(), request.model());
			Duration elapsed = Duration.ofSeconds(this.expected.now() - request.sentAt());
			int outcome = this.random.nextInt(10);
			if (outcome == 0) {
				target.released(request.admitted());
				this.expected.released(request.admitted());
			}
			else if (outcome < (this.mostlyDown ? 3 : 6)) {
				target.succeeded(request.admitted(), elapsed, this.clock.getAsLong());
				this.expected.succeeded(request.key(), request.model(), request.admitted(), request.sentAt());
			}
			else {
				FailureKind kind = FailureKind.values()[this.random.nextInt(FailureKind.values().length)];
				Long retryAfter = this.random.nextBoolean() ? this.random.nextLong(1, 8000) : null;
				boolean counts = this.random.nextInt(4) > 0;
				target.failed(request.admitted(), kind, duration(retryAfter), elapsed, counts);
				this.expected.failed(request.key(), request.model(), request.admitted(), kind, retryAfter,
						request.sentAt(), counts);
			}
		}

		private void compare(String at) {
			assertThat(this.health.circuit().state()).as(at).isEqualTo(this.expected.state());
			for (int key = 0; key < KEYS; key++) {
				for (int model = 0; model < MODELS; model++) {
					TargetHealth target = this.health.target(key, model);
					assertThat(target.isReady()).as(at).isEqualTo(this.expected.isReady(key, model));
					assertThat(target.availableIn()).as(at)
						.isEqualTo(Duration.ofSeconds(this.expected.availableIn(key, model)));
				}
			}
		}

		private static @Nullable Duration duration(@Nullable Long seconds) {
			return (seconds != null) ? Duration.ofSeconds(seconds) : null;
		}

	}

}
