package io.github.llmfallback;

import java.math.BigDecimal;
import java.util.function.UnaryOperator;

import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.limit.RateSettings;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import io.github.llmfallback.testsupport.TurnedTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * With {@code fail-fast} a call asks one provider: the most preferred that lets it in.
 */
class FailFastTests {

	private final TurnedTime time = new TurnedTime();

	private final ScriptedChatModel preferred = new ScriptedChatModel();

	private final ScriptedChatModel other = new ScriptedChatModel();

	private FallbackChatModel model = model((provider) -> provider);

	@AfterEach
	void close() {
		this.model.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 30, 90 })
	void providerWhoseMoneyIsSpentIsPassedOver(int secondsLater) {
		this.model = model((provider) -> provider.costPer1kTokens(BigDecimal.ONE).budget(new BigDecimal("5"), null));
		assertThat(GatedModels.answeredBy(this.model)).isEqualTo("preferred");
		for (int i = 0; i < 3; i++) {
			assertThat(GatedModels.answeredBy(this.model)).isEqualTo("other");
			this.time.turnSeconds(secondsLater);
		}
		this.time.turnSeconds(86_400);
		assertThat(GatedModels.answeredBy(this.model)).isEqualTo("preferred");
	}

	@Test
	void providerAtItsRateIsPassedOver() {
		this.model = model((provider) -> provider.rateLimit(new RateSettings(1L, null)));
		assertThat(GatedModels.answeredBy(this.model)).isEqualTo("preferred");
		assertThat(GatedModels.answeredBy(this.model)).isEqualTo("other");
		this.time.turnSeconds(60);
		assertThat(GatedModels.answeredBy(this.model)).isEqualTo("preferred");
	}

	@Test
	void providerWithoutAPlaceIsPassedOver() {
		this.model = model((provider) -> provider.maxConcurrency(1));
		this.preferred.thenStream(Flux.never()).thenAnswer("ok");
		Disposable underWay = this.model.stream(GatedModels.PROMPT).subscribe();
		await().until(() -> this.preferred.requests() == 1);
		assertThat(GatedModels.answeredBy(this.model)).isEqualTo("other");
		underWay.dispose();
		assertThat(GatedModels.answeredBy(this.model)).isEqualTo("preferred");
	}

	@Test
	void providerThatIsDownIsNotAskedInsteadOfOneAtItsRate() {
		this.other.thenFail(FailureKind.SERVER_ERROR);
		this.model = GatedModels
			.builder(WhenUnavailable.TRY_SOONEST, GatedModels.touchy("other", this.other),
					LlmProvider.builder("preferred", this.preferred)
						.priority(9)
						.rateLimit(new RateSettings(1L, null))
						.build())
			.strategy("fail-fast")
			.clocks(this.time, this.time)
			.build();
		assertThat(GatedModels.answeredBy(this.model)).isEqualTo("preferred");
		assertThatExceptionOfType(AllProvidersFailedException.class)
			.isThrownBy(() -> this.model.call(GatedModels.PROMPT));
		assertThat(this.other.requests()).as("well until it failed").isOne();
		assertThatExceptionOfType(AllProvidersFailedException.class)
			.isThrownBy(() -> this.model.call(GatedModels.PROMPT))
			.satisfies((failed) -> assertThat(failed.attempts()).extracting(AttemptRecord::outcome)
				.containsExactly("RATE_LIMIT"));
		assertThat(this.other.requests()).isOne();
	}

	@Test
	void nobodyElseIsAskedWhenTheProviderFails() {
		this.preferred.thenFail(FailureKind.SERVER_ERROR);
		assertThatExceptionOfType(AllProvidersFailedException.class)
			.isThrownBy(() -> this.model.call(GatedModels.PROMPT))
			.satisfies((failure) -> assertThat(failure.attempts()).hasSize(1));
		assertThat(this.other.requests()).isZero();
	}

	@Test
	void callThatChoosesToFailFastMayAskOneProviderWhateverItsMaxAttempts() {
		this.preferred.thenFail(FailureKind.SERVER_ERROR);
		FallbackChatOptions options = FallbackChatOptions.builder().strategy("fail-fast").maxAttempts(5).build();
		try (FallbackChatModel smart = builder((provider) -> provider).strategy("smart").build()) {
			assertThatExceptionOfType(AllProvidersFailedException.class)
				.isThrownBy(() -> smart.call(new Prompt("Hi", options)));
		}
		assertThat(this.other.requests()).isZero();
	}

	private FallbackChatModel model(UnaryOperator<LlmProvider.Builder> limits) {
		return builder(limits).build();
	}

	private FallbackChatModelBuilder builder(UnaryOperator<LlmProvider.Builder> limits) {
		return GatedModels
			.builder(WhenUnavailable.TRY_SOONEST, LlmProvider.builder("other", this.other).build(),
					limits.apply(LlmProvider.builder("preferred", this.preferred).priority(9)).build())
			.strategy("fail-fast")
			.clocks(this.time, this.time);
	}

}
