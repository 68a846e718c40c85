package io.github.llmfallback.admission;

import java.time.Duration;
import java.util.Map;

import io.github.llmfallback.budget.LedgerUnavailableException;
import io.github.llmfallback.provider.ProviderModel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Demand}.
 */
class DemandTests {

	private static final String THOUSAND_WORDS = "word ".repeat(1000);

	@Test
	void windowThatIsNotKnownFits() {
		Demand demand = demand(THOUSAND_WORDS);
		assertThat(demand.fits(model(null))).isTrue();
		demand.outgrew(model(100L));
		assertThat(demand.fits(model(null))).isTrue();
	}

	@Test
	void requestSkipsOnlyWindowsThatItIsLargerThan() {
		Demand demand = demand(THOUSAND_WORDS);
		assertThat(demand.fits(model(10L))).isFalse();
		assertThat(demand.fits(model(900L))).isFalse();
		assertThat(demand.fits(model(2_000L))).isTrue();
		assertThat(demand.fits(model(1_000_000L))).isTrue();
	}

	@Test
	void requestThatWasTooLongFitsOnlyLargerWindows() {
		Demand demand = demand("Hi");
		assertThat(demand.fits(model(8_000L))).isTrue();
		demand.outgrew(model(8_000L));
		assertThat(demand.fits(model(4_000L))).isFalse();
		assertThat(demand.fits(model(8_000L))).isFalse();
		assertThat(demand.fits(model(8_001L))).isTrue();
		demand.outgrew(model(4_000L));
		assertThat(demand.fits(model(8_000L))).isFalse();
		demand.outgrew(model(null));
		assertThat(demand.fits(model(8_001L))).isTrue();
	}

	@Test
	void tokensAreThoseOfTheRequestAndOfTheLongestAnswer() {
		Demand bounded = new Demand("call", new Prompt("Hi", ChatOptions.builder().maxTokens(70).build()), Map.of(),
				() -> Duration.ofMinutes(1));
		Demand open = new Demand("call", new Prompt("Hi", ChatOptions.builder().build()), Map.of(),
				() -> Duration.ofMinutes(1));
		assertThat(open.tokens() - bounded.tokens()).isEqualTo(500 - 70);
		assertThat(new Demand("call", new Prompt("Hi"), Map.of(), () -> Duration.ofMinutes(1)).tokens())
			.isEqualTo(open.tokens());
		assertThat(new Demand("call", new Prompt("Hi", ChatOptions.builder().maxTokens(-1).build()), Map.of(),
				() -> Duration.ofMinutes(1))
			.tokens()).isEqualTo(open.tokens());
		assertThat(demand(THOUSAND_WORDS).tokens()).isBetween(1_000L, 3_000L);
	}

	@Test
	void storeIsAskedAgainWhereTimeCuresWhatItSaid() {
		Duration[] left = { Duration.ofSeconds(1) };
		Demand demand = new Demand("call", new Prompt("Hi"), Map.of(), () -> left[0]);
		demand.storeFailed(null);
		assertThat(demand.storeFailure()).isNull();
		LedgerUnavailableException hurried = wantOfTime();
		demand.storeFailed(hurried);
		assertThat(demand.storeFailure()).isSameAs(hurried);
		left[0] = Duration.ofSeconds(30);
		assertThat(demand.storeFailure()).isNull();
		demand.storeFailed(null);
		demand.storeFailed(wantOfTime());
		assertThat(demand.storeFailure()).isNull();
	}

	@Test
	void storeThatIsOutOfReachIsNotAskedAgain() {
		Demand demand = new Demand("call", new Prompt("Hi"), Map.of(), () -> Duration.ofSeconds(30));
		LedgerUnavailableException away = new LedgerUnavailableException("away", new IllegalStateException());
		demand.storeFailed(wantOfTime());
		demand.storeFailed(away);
		demand.storeFailed(wantOfTime());
		assertThat(demand.storeFailure()).isSameAs(away);
	}

	private static LedgerUnavailableException wantOfTime() {
		return new LedgerUnavailableException("late", new IllegalStateException()) {

			@Override
			public boolean isOfCall() {
				return true;
			}

			@Override
			public boolean isCuredBy(Duration timeLeft) {
				return timeLeft.compareTo(Duration.ofSeconds(2)) > 0;
			}

		};
	}

	private static Demand demand(String text) {
		return new Demand("call", new Prompt(text), Map.of(), () -> Duration.ofMinutes(1));
	}

	private static ProviderModel model(@Nullable Long window) {
		return new ProviderModel("m", null, window, null);
	}

}
