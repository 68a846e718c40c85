package io.github.llmfallback;

import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.llmfallback.attempt.CallListener;
import io.github.llmfallback.attempt.CallSummary;
import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.budget.BudgetSettings;
import io.github.llmfallback.budget.LedgerUnavailableException;
import io.github.llmfallback.budget.OnStoreFailure;
import io.github.llmfallback.budget.ReservationResult;
import io.github.llmfallback.budget.UnknownPrice;
import io.github.llmfallback.budget.WindowLimits;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.invocation.InvocationOnMock;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.Mockito.mock;

/**
 * A store that is out of reach takes its time to say so. A call asks it once.
 */
class StoreFailureTests {

	private static final Prompt PROMPT = new Prompt("Hi");

	private final ScriptedChatModel first = new ScriptedChatModel();

	private final ScriptedChatModel second = new ScriptedChatModel();

	private volatile boolean reservesNothing = true;

	private volatile boolean booksNothing = true;

	private volatile boolean broken;

	/** By the threads that make calls. */
	private final List<String> asked = new CopyOnWriteArrayList<>();

	private final BudgetLedger ledger = mock(BudgetLedger.class, this::answer);

	@Test
	void callIsRefusedAtOnceByWhoIsPaidAndAnsweredByWhoIsFree() {
		try (FallbackChatModel model = model(OnStoreFailure.CLOSED)) {
			assertThat(provider(model)).isEqualTo("free");
			assertThat(this.asked).containsExactly("reserve");
		}
	}

	@Test
	void nextCallFindsOutWhetherTheStoreIsBack() {
		try (FallbackChatModel model = model(OnStoreFailure.CLOSED)) {
			model.call(PROMPT);
			this.reservesNothing = false;
			this.booksNothing = false;
			assertThat(provider(model)).isEqualTo("a");
		}
	}

	@Test
	void callIsLetInUncountedAtOnce() {
		this.first.thenFail(FailureKind.SERVER_ERROR);
		try (FallbackChatModel model = model(OnStoreFailure.OPEN)) {
			assertThat(provider(model)).isEqualTo("b");
			assertThat(this.asked).containsExactly("reserve");
		}
	}

	@Test
	void callThatCouldNotBookItsAttemptDoesNotAskForAnother() {
		this.reservesNothing = false;
		this.first.thenFail(FailureKind.SERVER_ERROR);
		try (FallbackChatModel model = model(OnStoreFailure.CLOSED)) {
			assertThat(provider(model)).isEqualTo("free");
			assertThat(this.asked).containsExactly("reserve", "release");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void callEndsAlsoWhenTheStoreBreaks(boolean streamed) {
		this.broken = true;
		List<String> ended = new CopyOnWriteArrayList<>();
		try (FallbackChatModel model = builder(OnStoreFailure.CLOSED).listener(new CallListener() {

			@Override
			public void callFinished(CallSummary summary) {
				ended.add(summary.callId());
			}

		}).build()) {
			assertThatIllegalStateException()
				.isThrownBy(
						() -> Objects.requireNonNull(streamed ? model.stream(PROMPT).blockLast() : model.call(PROMPT)))
				.withMessageContaining("broken");
			assertThat(ended).hasSize(1);
			this.broken = false;
			this.booksNothing = false;
			assertThat(model.providers()).allSatisfy((provider) -> assertThat(provider.inFlight()).isZero());
		}
	}

	private @Nullable Object answer(InvocationOnMock step) {
		if (this.broken) {
			throw new IllegalStateException("broken");
		}
		if (!Thread.currentThread().getName().equals("llm-fallback-upkeep")) {
			this.asked.add(step.getMethod().getName());
		}
		boolean reserves = step.getMethod().getName().equals("reserve");
		if (reserves ? this.reservesNothing : this.booksNothing) {
			throw new LedgerUnavailableException("away", new IllegalStateException());
		}
		boolean tells = List.class.isAssignableFrom(step.getMethod().getReturnType());
		return reserves ? ReservationResult.Granted.INSTANCE : tells ? List.of() : null;
	}

	private FallbackChatModel model(OnStoreFailure onStoreFailure) {
		return builder(onStoreFailure).build();
	}

	private FallbackChatModelBuilder builder(OnStoreFailure onStoreFailure) {
		return Providers
			.builder(paid("a", this.first), paid("b", this.second),
					LlmProvider.builder("free", new ScriptedChatModel()).costPer1kTokens(BigDecimal.ZERO).build())
			.budgets(new BudgetSettings("USD", ZoneOffset.UTC, null, new WindowLimits(1_000_000_000L, null), Map.of(),
					Map.of(), List.of(), UnknownPrice.REJECT, onStoreFailure))
			.ledger(this.ledger);
	}

	private static LlmProvider paid(String name, ScriptedChatModel chatModel) {
		return LlmProvider.builder(name, chatModel).costPer1kTokens(new BigDecimal("0.001")).build();
	}

	private static @Nullable String provider(FallbackChatModel model) {
		FallbackMetadata metadata = FallbackMetadata.from(model.call(PROMPT));
		return (metadata != null) ? metadata.provider() : null;
	}

}
