package io.github.llmfallback;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.attempt.AnswerSettings;
import io.github.llmfallback.attempt.CallSettings;
import io.github.llmfallback.attempt.KindOverrides;
import io.github.llmfallback.attempt.StreamSettings;
import io.github.llmfallback.attempt.StreamSettings.AfterContent;
import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.budget.BudgetSettings;
import io.github.llmfallback.budget.OnStoreFailure;
import io.github.llmfallback.budget.ReservationResult;
import io.github.llmfallback.budget.UnknownPrice;
import io.github.llmfallback.budget.WindowLimits;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.RetrySettings;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.invocation.InvocationOnMock;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * What a stream asks a store, which may take its time, is not asked on threads that other
 * streams wait for.
 */
class StreamStepsTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final List<String> asked = new CopyOnWriteArrayList<>();

	private final List<String> askedWhereNobodyWaits = new CopyOnWriteArrayList<>();

	private final BudgetLedger ledger = mock(BudgetLedger.class, this::answer);

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void storeIsNotAskedOnTimers(boolean callerThread) {
		ScriptedChatModel failing = new ScriptedChatModel().thenFail(FailureKind.SERVER_ERROR)
			.thenFail(FailureKind.SERVER_ERROR);
		ScriptedChatModel silent = new ScriptedChatModel().thenStream(Flux.never()).thenStream(Flux.never());
		ScriptedChatModel answering = new ScriptedChatModel()
			.thenStream(Flux.just(ScriptedChatModel.chunk("Hi"), ScriptedChatModel.end("stop"))
				.publishOn(Schedulers.parallel()));
		try (FallbackChatModel model = model(callerThread, failing, silent, answering)) {
			model.stream(new Prompt("Hi")).subscribeOn(Schedulers.parallel()).blockLast(LIMIT);
		}
		assertThat(this.asked).containsExactly("reserve", "release", "reserve", "release", "reserve", "settle",
				"reserve", "settle", "reserve", "settle");
		assertThat(this.askedWhereNobodyWaits).isEmpty();
	}

	private @Nullable Object answer(InvocationOnMock step) {
		String name = step.getMethod().getName();
		if (!Thread.currentThread().getName().equals("llm-fallback-upkeep")) {
			this.asked.add(name);
		}
		if (Schedulers.isInNonBlockingThread()) {
			this.askedWhereNobodyWaits.add(name + " on " + Thread.currentThread().getName());
		}
		boolean tells = List.class.isAssignableFrom(step.getMethod().getReturnType());
		return name.equals("reserve") ? ReservationResult.Granted.INSTANCE : tells ? List.of() : null;
	}

	private FallbackChatModel model(boolean callerThread, ScriptedChatModel... chatModels) {
		FallbackChatModelBuilder builder = FallbackChatModel.builder()
			.strategy("declared-order")
			.callerThread(callerThread)
			.settings(new CallSettings(new RetrySettings(1, Duration.ofMillis(1), 1, Duration.ofMillis(1), 0),
					new StreamSettings(Duration.ofMillis(50), LIMIT, AfterContent.ERROR), AnswerSettings.STRICT,
					KindOverrides.NONE, WhenUnavailable.TRY_SOONEST))
			.budgets(new BudgetSettings("USD", ZoneOffset.UTC, null, new WindowLimits(1_000_000_000L, null), Map.of(),
					Map.of(), List.of(), UnknownPrice.REJECT, OnStoreFailure.CLOSED))
			.ledger(this.ledger);
		for (int i = 0; i < chatModels.length; i++) {
			builder
				.provider(LlmProvider.builder("p" + i, chatModels[i]).costPer1kTokens(new BigDecimal("0.001")).build());
		}
		return builder.build();
	}

}
