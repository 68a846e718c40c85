package io.github.llmfallback;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.invocation.InvocationOnMock;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.NonBlocking;
import reactor.core.scheduler.Schedulers;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

/**
 * What a stream asks a store, which may take its time, is not asked on threads that other
 * streams wait for.
 */
class StreamStepsTests {

	private static final Prompt PROMPT = new Prompt("Hi");

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final List<String> asked = new CopyOnWriteArrayList<>();

	private final List<String> askedWhereNobodyWaits = new CopyOnWriteArrayList<>();

	private final CountDownLatch reserving = new CountDownLatch(1);

	private volatile CountDownLatch reserved = new CountDownLatch(0);

	private volatile boolean interrupted;

	private final BudgetLedger ledger = mock(BudgetLedger.class, this::answer);

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void storeIsNotAskedOnTimers(boolean callerThread) {
		ScriptedChatModel failing = new ScriptedChatModel().thenFail(FailureKind.SERVER_ERROR)
			.thenFail(FailureKind.SERVER_ERROR);
		ScriptedChatModel answering = new ScriptedChatModel()
			.thenStream(Flux.just(ScriptedChatModel.chunk("Hi"), ScriptedChatModel.end("stop"))
				.publishOn(Schedulers.parallel()));
		try (FallbackChatModel model = model(callerThread, Duration.ofMillis(500), failing, silent(2), answering)) {
			model.stream(PROMPT).subscribeOn(Schedulers.parallel()).blockLast(LIMIT);
		}
		assertThat(this.asked).containsExactly("reserve", "release", "reserve", "release", "reserve", "settle",
				"reserve", "settle", "reserve", "settle");
		assertThat(this.askedWhereNobodyWaits).isEmpty();
	}

	@Test
	void cancellingOnATimerBooksElsewhere() {
		ScriptedChatModel silent = silent(1);
		try (FallbackChatModel model = model(false, LIMIT, silent)) {
			Disposable stream = model.stream(PROMPT).subscribe();
			await().until(() -> silent.requests() == 1);
			cancelOnATimer(stream);
			await().untilAsserted(() -> assertThat(this.asked).containsExactly("reserve", "settle"));
		}
		assertThat(this.askedWhereNobodyWaits).isEmpty();
	}

	@Test
	void cancellingDoesNotInterruptWhatTheStoreIsAsked() throws InterruptedException {
		this.reserved = new CountDownLatch(1);
		try (FallbackChatModel model = model(false, LIMIT, silent(1))) {
			Disposable stream = model.stream(PROMPT).subscribeOn(Schedulers.parallel()).subscribe();
			assertThat(this.reserving.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
			cancelOnATimer(stream);
			this.reserved.countDown();
			await().untilAsserted(() -> assertThat(this.asked).containsExactly("reserve", "release"));
		}
		assertThat(this.interrupted).isFalse();
	}

	@Test
	void streamsEndWhileEveryElasticThreadWaitsForOne() {
		int all = Schedulers.DEFAULT_BOUNDED_ELASTIC_SIZE;
		try (FallbackChatModel model = model(false, Duration.ofMillis(500), silent(2 * all), new ScriptedChatModel())) {
			assertThat(Flux.range(0, all)
				.flatMap((each) -> Mono.fromCallable(() -> model.stream(PROMPT).blockLast(LIMIT))
					.subscribeOn(Schedulers.boundedElastic()), all)
				.collectList()
				.block(LIMIT)).hasSize(all);
		}
	}

	private static void cancelOnATimer(Disposable stream) {
		Mono.fromRunnable(stream::dispose).subscribeOn(Schedulers.parallel()).block(LIMIT);
	}

	private static ScriptedChatModel silent(int times) {
		ScriptedChatModel silent = new ScriptedChatModel();
		for (int i = 0; i < times; i++) {
			silent.thenStream(Flux.never());
		}
		return silent;
	}

	private @Nullable Object answer(InvocationOnMock step) {
		String name = step.getMethod().getName();
		boolean reserves = name.equals("reserve");
		if (reserves) {
			this.reserving.countDown();
			waitForTheStore();
		}
		if (!Thread.currentThread().getName().equals("llm-fallback-upkeep")) {
			this.asked.add(name);
		}
		Thread.getAllStackTraces()
			.entrySet()
			.stream()
			.filter((thread) -> thread.getKey() instanceof NonBlocking)
			.filter((thread) -> Stream.of(thread.getValue())
				.anyMatch((frame) -> frame.getClassName().startsWith(BudgetLedger.class.getPackageName())))
			.forEach((thread) -> this.askedWhereNobodyWaits.add(name + " by " + thread.getKey().getName()));
		boolean tells = List.class.isAssignableFrom(step.getMethod().getReturnType());
		return reserves ? ReservationResult.Granted.INSTANCE : tells ? List.of() : null;
	}

	private void waitForTheStore() {
		try {
			this.reserved.await();
		}
		catch (InterruptedException ex) {
			this.interrupted = true;
		}
	}

	private FallbackChatModel model(boolean callerThread, Duration firstToken, ScriptedChatModel... chatModels) {
		FallbackChatModelBuilder builder = FallbackChatModel.builder()
			.strategy("declared-order")
			.callerThread(callerThread)
			.settings(new CallSettings(new RetrySettings(1, Duration.ofMillis(1), 1, Duration.ofMillis(1), 0),
					new StreamSettings(firstToken, LIMIT, AfterContent.ERROR), AnswerSettings.STRICT,
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
