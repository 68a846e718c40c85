package io.github.llmfallback.provider.simulated;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.github.llmfallback.failure.FailureKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Wrong settings are rejected and explained.
 */
class SimulatedChatModelBuilderTests {

	private final SimulatedChatModelBuilder builder = SimulatedChatModel.builder().provider("acme");

	@Test
	void providerNeedsAName() {
		assertThatIllegalArgumentException().isThrownBy(SimulatedChatModel.builder()::build)
			.withMessage("a simulated provider needs a name");
	}

	@Test
	void modelNeedsAName() {
		assertThatIllegalArgumentException().isThrownBy(this.builder.model(" ")::build)
			.withMessage("a simulated provider needs the name of a model");
	}

	@Test
	void modelIsNamedSimulatedUnlessSet() {
		assertThat(this.builder.build().getOptions().getModel()).isEqualTo("simulated");
	}

	@Test
	void maxTokensMustBePositive() {
		assertThatIllegalArgumentException().isThrownBy(this.builder.maxTokens(0)::build)
			.withMessage("maxTokens must be positive, but is 0");
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT-0.001S", "PT24H0.001S" })
	void durationsMustBeBetweenZeroAndADay(Duration wrong) {
		Duration fine = Duration.ofSeconds(1);
		assertThatIllegalArgumentException().isThrownBy(newBuilder().latency(wrong)::build)
			.withMessage("latency must be between 0 and a day, but is " + wrong);
		assertThatIllegalArgumentException().isThrownBy(newBuilder().latency(fine, wrong)::build)
			.withMessageContaining("latency must be");
		assertThatIllegalArgumentException().isThrownBy(newBuilder().latency(wrong, fine)::build)
			.withMessageContaining("latency must be");
		assertThatIllegalArgumentException().isThrownBy(newBuilder().pace(wrong)::build)
			.withMessageContaining("pace must be");
		assertThatIllegalArgumentException().isThrownBy(newBuilder().hangFor(wrong)::build)
			.withMessageContaining("hangFor must be");
	}

	@Test
	void dayIsStillAPossibleLatency() {
		assertThat(this.builder.latency(Duration.ZERO, Duration.ofDays(1)).build()).isNotNull();
	}

	@Test
	void latencyRangeMustBeInOrder() {
		assertThatIllegalArgumentException()
			.isThrownBy(this.builder.latency(Duration.ofSeconds(2), Duration.ofSeconds(1))::build)
			.withMessage("the shortest latency PT2S is longer than the longest PT1S");
	}

	@ParameterizedTest
	@ValueSource(doubles = { -0.01, 1.01, Double.NaN, Double.POSITIVE_INFINITY })
	void probabilitiesMustBeBetweenZeroAndOne(double wrong) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.builder.failures(Map.of(FailureKind.TIMEOUT, wrong)))
			.withMessage("the probability of simulated TIMEOUT must be between 0 and 1, but is " + wrong);
	}

	@Test
	void probabilityMustNotBeMissing() {
		Map<FailureKind, Double> probabilities = new HashMap<>();
		probabilities.put(FailureKind.TIMEOUT, null);
		assertThatIllegalArgumentException().isThrownBy(() -> this.builder.failures(probabilities))
			.withMessageEndingWith("but is null");
	}

	@Test
	void probabilitiesMustNotAddUpToMoreThanOne() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.builder.failures(Map.of(FailureKind.TIMEOUT, 0.6, FailureKind.RATE_LIMITED, 0.5)))
			.withMessage("the probabilities of simulated failures must not add up to more than 1: "
					+ "{RATE_LIMITED=0.5, TIMEOUT=0.6}");
	}

	@Test
	void roundingDoesNotMakeProbabilitiesAddUpToMoreThanOne() {
		Map<FailureKind, Double> probabilities = Map.of(FailureKind.AUTHENTICATION, 0.7, FailureKind.RATE_LIMITED, 0.1,
				FailureKind.TIMEOUT, 0.1, FailureKind.CONNECTION, 0.1, FailureKind.UNKNOWN, 2e-16);
		assertThat(this.builder.failures(probabilities).build()).isNotNull();
	}

	@ParameterizedTest
	@EnumSource(names = { "CANCELLED", "BUDGET_EXCEEDED" })
	void failuresOfTheCallersSideHaveNoProbability(FailureKind kind) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.builder.failures(Map.of(kind, 0.1)))
			.withMessage(kind + " cannot be simulated by a provider: it is decided on the caller's side");
	}

	@Test
	void noProbabilitiesMeanNoFailures() {
		assertThat(this.builder.failures(Map.of()).build().call("hi")).isNotEmpty();
	}

	private static SimulatedChatModelBuilder newBuilder() {
		return SimulatedChatModel.builder().provider("acme");
	}

}
