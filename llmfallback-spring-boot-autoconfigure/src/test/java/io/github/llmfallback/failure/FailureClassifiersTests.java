package io.github.llmfallback.failure;

import java.net.SocketException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FailureClassifiersTests {

	private static final Failure BUDGET = Failure.of(FailureKind.BUDGET_EXCEEDED, "spent");

	private final SocketException reset = new SocketException("Connection reset");

	@Test
	void exceptionThatKnowsItsFailureOutweighsEveryClassifier() {
		FailureClassifiers classifiers = builtInAfter((exception) -> Failure.of(FailureKind.UNKNOWN, "mine"));
		RuntimeException exception = new IllegalStateException(new Classified(BUDGET, this.reset));
		assertThat(classifiers.classify(exception)).isEqualTo(BUDGET.withCause(exception));
	}

	@Test
	void causeNamedByAClassifierIsKept() {
		Failure known = BUDGET.withCause(this.reset);
		assertThat(FailureClassifiers.builtIn().classify(new Classified(known, null))).isSameAs(known);
	}

	@Test
	void applicationIsAskedBeforeTheBuiltInsAboutTheWholeChain() {
		Throwable thrown = ErrorFamily.GOOGLE.exception(401, "{}");
		List<Throwable> asked = new ArrayList<>();
		FailureClassifiers classifiers = builtInAfter((exception) -> {
			asked.add(exception);
			return (exception != thrown) ? Failure.of(FailureKind.OVERLOADED, "mine") : null;
		});
		assertThat(classifiers.classify(thrown)).isEqualTo(Failure.of(FailureKind.OVERLOADED, "mine", thrown));
		assertThat(asked).containsExactly(thrown, thrown.getCause());
	}

	@Test
	void applicationsClassifiersAreAskedInTheirOrder() {
		FailureClassifiers classifiers = new FailureClassifiers(
				List.of((exception) -> null, (exception) -> Failure.of(FailureKind.TIMEOUT, "second"),
						(exception) -> Failure.of(FailureKind.OVERLOADED, "third")));
		assertThat(classifiers.classify(this.reset).message()).isEqualTo("second");
	}

	@Test
	void builtInsDecideWhatTheApplicationDoesNotKnow() {
		assertThat(builtInAfter((exception) -> null).classify(this.reset).kind()).isEqualTo(FailureKind.CONNECTION);
		assertThat(FailureClassifiers.builtIn(List.of((exception) -> null)).classify(this.reset).kind())
			.isEqualTo(FailureKind.CONNECTION);
	}

	@Test
	void classifierThatFailsIsPassedOver() {
		FailureClassifiers classifiers = builtInAfter((exception) -> {
			throw new IllegalStateException("bug");
		});
		assertThat(classifiers.classify(this.reset).kind()).isEqualTo(FailureKind.CONNECTION);
	}

	@Test
	void classifierThatMeetsAnotherVersionOfItsLibraryIsPassedOver() {
		FailureClassifiers classifiers = builtInAfter((exception) -> {
			throw new NoSuchMethodError("statusCode");
		});
		assertThat(classifiers.classify(this.reset).kind()).isEqualTo(FailureKind.CONNECTION);
	}

	@Test
	void cyclicChainEnds() {
		Exception first = new Exception("first");
		Exception second = new Exception("second", first);
		first.initCause(second);
		assertThat(FailureClassifiers.builtIn().classify(first).kind()).isEqualTo(FailureKind.UNKNOWN);
		assertThat(CauseChain.of(first)).containsExactly(first, second);
	}

	@Test
	void chainThatNeverEndsIsCut() {
		assertThat(CauseChain.of(new Endless())).hasSize(100);
		assertThat(FailureClassifiers.builtIn().classify(new Endless()).kind()).isEqualTo(FailureKind.UNKNOWN);
	}

	@Test
	void givenClockReadsDates() {
		Clock clock = Clock.fixed(Instant.parse("2026-11-21T10:00:00Z"), ZoneOffset.UTC);
		Throwable exception = ErrorFamily.ANTHROPIC.exception(529, "{}",
				Map.of("Retry-After", "Sat, 21 Nov 2026 10:00:30 GMT"));
		assertThat(FailureClassifiers.builtIn(List.of(), clock).classify(exception).retryAfter())
			.isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	void failureNeverPrintsItsCause() {
		Failure failure = new Failure(FailureKind.RATE_LIMITED, Duration.ofSeconds(3), "HTTP 429",
				new Exception("sk-live-4242"));
		assertThat(failure).hasToString("RATE_LIMITED (retry after PT3S): HTTP 429");
		assertThat(BUDGET).hasToString("BUDGET_EXCEEDED: spent");
	}

	@Test
	void retryableKindsAreThoseThatTimeAloneCanCure() {
		assertThat(FailureKind.RATE_LIMITED.isRetryable()).isTrue();
		assertThat(FailureKind.AUTHENTICATION.isRetryable()).isFalse();
	}

	private static FailureClassifiers builtInAfter(FailureClassifier first) {
		return FailureClassifiers.builtIn(List.of(first), Clock.systemUTC());
	}

	private static final class Classified extends RuntimeException implements ClassifiedException {

		private final transient Failure failure;

		Classified(Failure failure, Throwable cause) {
			super(cause);
			this.failure = failure;
		}

		@Override
		public Failure failure() {
			return this.failure;
		}

	}

	private static final class Endless extends RuntimeException {

		@Override
		public synchronized Throwable getCause() {
			return new Endless();
		}

	}

}
