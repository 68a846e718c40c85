package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.attempt.CallSummary.Ending;
import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.ProviderKey;
import io.github.llmfallback.provider.ProviderModel;
import io.github.llmfallback.provider.RetrySettings;
import io.github.llmfallback.provider.Target;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever fails, in whatever order, with whatever pools and settings: the promises of a
 * call hold.
 */
class RandomJourneyTests {

	private static final int CASES = 20_000;

	private static final FailureKind[] KINDS = FailureKind.values();

	/** After these, asking the same target again in the same call is pointless. */
	private static final Set<FailureKind> NEVER_AGAIN = EnumSet.of(FailureKind.AUTHENTICATION,
			FailureKind.QUOTA_EXHAUSTED, FailureKind.MODEL_NOT_FOUND, FailureKind.CONTEXT_LENGTH_EXCEEDED,
			FailureKind.CONTENT_FILTERED, FailureKind.INVALID_REQUEST, FailureKind.TRUNCATED, FailureKind.UNKNOWN,
			FailureKind.CANCELLED, FailureKind.BUDGET_EXCEEDED);

	private static final Set<FailureKind> ONCE = EnumSet.of(FailureKind.CONNECTION, FailureKind.EMPTY_RESPONSE,
			FailureKind.MALFORMED_RESPONSE);

	@Test
	void promisesOfACallHoldWhateverFails() {
		long seed = new Random().nextLong();
		System.out.println("seed " + seed);
		Set<Ending> endings = EnumSet.noneOf(Ending.class);
		for (int i = 0; i < CASES; i++) {
			Case example = new Case(new Random(seed + i));
			try {
				endings.add(example.run());
			}
			catch (Throwable ex) {
				throw new AssertionError("seed " + (seed + i) + ": " + example.recorded.finished, ex);
			}
		}
		assertThat(endings).containsExactlyInAnyOrder(Ending.values());
	}

	/**
	 * One call among random providers.
	 */
	private static final class Case implements CallListener {

		private final Random random;

		private final TurnedCalls turned = new TurnedCalls();

		private final RecordedCalls recorded = this.turned.recorded;

		private final List<Long> startedAt = new ArrayList<>();

		private final List<Long> finishedAt = new ArrayList<>();

		private final double successRate;

		private final Duration timeout;

		private final long deadline;

		private final CallSettings settings;

		private final CallRequest request;

		Case(Random random) {
			this.random = random;
			this.successRate = random.nextBoolean() ? 0 : random.nextDouble() / 3;
			this.timeout = Duration.ofMillis(1 + random.nextInt(random.nextBoolean() ? 3_000 : 600_000));
			this.deadline = this.turned.clock.getAsLong() + this.timeout.toNanos();
			this.settings = new CallSettings(retry(), StreamSettings.DEFAULT, AnswerSettings.STRICT,
					new KindOverrides(kinds(), kinds()), WhenUnavailable.TRY_SOONEST);
			List<Provider> route = new ArrayList<>();
			int providers = random.nextInt(5);
			for (int i = 0; i < providers; i++) {
				route.add(provider("p" + i));
			}
			Map<String, FailureKind> rehearsed = (providers > 0 && random.nextInt(10) == 0)
					? Map.of("p" + random.nextInt(providers), kind()) : Map.of();
			this.request = new CallRequest(new Prompt("Hi"), route, 1 + random.nextInt(4), this.timeout, rehearsed);
		}

		private RetrySettings retry() {
			Duration delay = Duration.ofMillis(this.random.nextInt(2_000));
			return new RetrySettings(this.random.nextInt(4), delay, 1 + this.random.nextDouble() * 3,
					delay.multipliedBy(1 + this.random.nextInt(5)), this.random.nextDouble());
		}

		private Set<FailureKind> kinds() {
			Set<FailureKind> kinds = EnumSet.noneOf(FailureKind.class);
			while (this.random.nextInt(4) == 0) {
				kinds.add(kind());
			}
			return kinds;
		}

		private FailureKind kind() {
			return KINDS[this.random.nextInt(KINDS.length)];
		}

		private Provider provider(String name) {
			List<ProviderModel> models = new ArrayList<>();
			for (int i = this.random.nextInt(3); i >= 0; i--) {
				models.add(new ProviderModel("m" + i, null));
			}
			List<ProviderKey> keys = new ArrayList<>();
			for (int i = this.random.nextInt(3); i >= 0; i--) {
				keys.add(new ProviderKey(name + "#" + i, () -> (ChatModel) this::answer));
			}
			return Provider.builder(name)
				.enabled(this.random.nextInt(8) != 0)
				.timeout(Duration.ofMillis(1 + this.random.nextInt(2_000)))
				.retry(this.random.nextBoolean() ? retry() : null)
				.models(models)
				.keys(keys)
				.build();
		}

		private ChatResponse answer(Prompt prompt) {
			this.turned.clock.turn(Duration.ofMillis(this.random.nextInt(300)));
			if (this.random.nextDouble() < this.successRate) {
				return ScriptedChatModel.text("ok");
			}
			throw ScriptedChatModel.failure(kind(), retryAfter());
		}

		private @Nullable Duration retryAfter() {
			return switch (this.random.nextInt(6)) {
				case 0 -> Duration.ofMillis(this.random.nextInt(2_000));
				case 1 -> Duration.ofSeconds(this.random.nextInt(600));
				case 2 -> Duration.ofSeconds(Long.MAX_VALUE);
				case 3 -> Duration.ZERO;
				default -> null;
			};
		}

		@Override
		public void attemptStarted(Target target) {
			this.startedAt.add(this.turned.clock.getAsLong());
			this.recorded.attemptStarted(target);
		}

		@Override
		public void attemptFinished(Attempt attempt) {
			if (!(attempt.outcome() instanceof Outcome.Skipped)) {
				this.finishedAt.add(this.turned.clock.getAsLong());
			}
			this.recorded.attemptFinished(attempt);
		}

		@Override
		public void callFinished(CallSummary summary) {
			this.recorded.callFinished(summary);
		}

		Ending run() {
			RetryBudget budget = new RetryBudget(this.random.nextInt(4) / 3.0);
			for (int i = this.random.nextInt(12); i > 0; i--) {
				budget.tryTakeOut();
			}
			TargetRetries retries = new TargetRetries(List.of(), this::pause);
			CallResult result = new BlockingCalls(this.turned.engine(this.settings, budget, this),
					new TurnedExecution(this.turned.clock), retries)
				.call(this.request);
			List<Attempt> attempts = this.recorded.finished.stream()
				.filter((attempt) -> !(attempt.outcome() instanceof Outcome.Skipped))
				.toList();
			everythingIsToldOnce(result, attempts);
			nothingOutlastsTheDeadline(result);
			noFewerAndNoMoreAreAskedThanMayBe(result, attempts);
			for (int i = 0; i < attempts.size(); i++) {
				if (attempts.get(i).outcome() instanceof Outcome.Failed failed) {
					whatFollowsFits(failed.failure(), attempts, i);
				}
			}
			return result.summary().ending();
		}

		private void pause(long millis) {
			this.turned.clock.turn(Duration.ofMillis(millis));
			assertThat(this.deadline - this.turned.clock.getAsLong()).as("left after a pause").isPositive();
		}

		private void everythingIsToldOnce(CallResult result, List<Attempt> attempts) {
			assertThat(this.recorded.calls).containsExactly(result.summary());
			assertThat(result.summary().attempts()).isEqualTo(this.recorded.finished);
			assertThat(attempts).extracting(Attempt::target).isEqualTo(this.recorded.started);
			boolean answered = result.summary().ending() == Ending.ANSWERED;
			assertThat(result.response() != null).isEqualTo(answered);
			assertThat(result.summary().failure() == null).isEqualTo(answered || attempts.isEmpty());
			assertThat(attempts.stream().filter((attempt) -> attempt.outcome() instanceof Outcome.Success).count())
				.isEqualTo(answered ? 1 : 0);
		}

		private void nothingOutlastsTheDeadline(CallResult result) {
			assertThat(result.summary().elapsed()).isLessThanOrEqualTo(this.timeout);
			assertThat(this.startedAt).allMatch((nanos) -> this.deadline - nanos > 0);
		}

		private void noFewerAndNoMoreAreAskedThanMayBe(CallResult result, List<Attempt> attempts) {
			List<Provider> enabled = this.request.route().stream().filter(Provider::isEnabled).toList();
			int mayBeAsked = Math.min(this.request.maxProviders(), enabled.size());
			List<Provider> asked = attempts.stream().map((attempt) -> attempt.target().provider()).distinct().toList();
			assertThat(asked).isEqualTo(enabled.subList(0, asked.size())).hasSizeLessThanOrEqualTo(mayBeAsked);
			if (result.summary().ending() == Ending.EXHAUSTED && this.deadline - this.turned.clock.getAsLong() > 0) {
				assertThat(asked).hasSize(mayBeAsked);
			}
			Map<Target, Integer> counts = new HashMap<>();
			attempts.forEach((attempt) -> counts.merge(attempt.target(), 1, Integer::sum));
			counts.forEach((target, count) -> assertThat(count).isLessThanOrEqualTo(1 + maxRetries(target)));
		}

		private int maxRetries(Target target) {
			RetrySettings own = target.provider().retry();
			return ((own != null) ? own : this.settings.retry()).maxRetries();
		}

		private void whatFollowsFits(Failure failure, List<Attempt> attempts, int at) {
			FailureKind kind = failure.kind();
			Target failed = attempts.get(at).target();
			List<Target> later = attempts.subList(at + 1, attempts.size()).stream().map(Attempt::target).toList();
			if (stops(kind)) {
				assertThat(later).isEmpty();
			}
			if (NEVER_AGAIN.contains(kind)) {
				assertThat(later).doesNotContain(failed);
			}
			if (kind == FailureKind.AUTHENTICATION || kind == FailureKind.QUOTA_EXHAUSTED) {
				assertThat(later).extracting(Target::key).doesNotContain(failed.key());
			}
			if (kind == FailureKind.MODEL_NOT_FOUND || kind == FailureKind.CONTEXT_LENGTH_EXCEEDED) {
				assertThat(later).noneMatch((target) -> target.provider().equals(failed.provider())
						&& target.model().equals(failed.model()));
			}
			boolean again = !later.isEmpty() && later.get(0).equals(failed);
			if (again && ONCE.contains(kind)) {
				assertThat(attempts.subList(0, at)).extracting(Attempt::target).doesNotContain(failed);
			}
			if (again && failure.retryAfter() != null) {
				assertThat(Duration.ofNanos(this.startedAt.get(at + 1) - this.finishedAt.get(at)))
					.isGreaterThanOrEqualTo(failure.retryAfter());
			}
			if (!again) {
				assertThat(new HashSet<>(later)).doesNotContain(failed);
			}
		}

		private boolean stops(FailureKind kind) {
			KindOverrides overrides = this.settings.overrides();
			return kind == FailureKind.CANCELLED || overrides.stopOn().contains(kind)
					|| (kind == FailureKind.INVALID_REQUEST && !overrides.fallbackOn().contains(kind));
		}

	}

}
