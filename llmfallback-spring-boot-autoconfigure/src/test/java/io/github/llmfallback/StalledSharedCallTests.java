package io.github.llmfallback;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.github.llmfallback.attempt.Attempt;
import io.github.llmfallback.attempt.CallListener;
import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.budget.BudgetSettings;
import io.github.llmfallback.budget.MemoryLedger;
import io.github.llmfallback.budget.OnStoreFailure;
import io.github.llmfallback.budget.UnknownPrice;
import io.github.llmfallback.budget.WindowLimits;
import io.github.llmfallback.cache.CacheSettings;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.invocation.InvocationOnMock;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

/**
 * Whoever joins a call does not suffer from the hurry of the one that it was made for.
 */
class StalledSharedCallTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	/** Half of it is too short to blame the store for. */
	private static final Duration LITTLE = Duration.ofMillis(900);

	private static final CallListener NOBODY = new CallListener() {
	};

	private final ScriptedChatModel scripted = new ScriptedChatModel();

	private final BudgetLedger store = new MemoryLedger(ZoneOffset.UTC, Duration.ofMinutes(5), InstantSource.system());

	private final AtomicReference<FallbackChatModel> asked = new AtomicReference<>();

	private final AtomicReference<CompletableFuture<ChatResponse>> patient = new AtomicReference<>();

	private final CountDownLatch back = new CountDownLatch(1);

	private final AtomicInteger reservations = new AtomicInteger();

	private volatile String stalled = "reserve";

	private volatile Runnable onStalled = () -> {
	};

	/**
	 * Classes that are loaded while a call is on its way take their time from it.
	 */
	@BeforeEach
	void warmUp() {
		try (FallbackChatModel model = Providers
			.inOrder(LlmProvider.builder("warm", new ScriptedChatModel()).build())) {
			model.call(new Prompt("Hi"));
		}
	}

	@AfterEach
	void comeBack() {
		this.back.countDown();
	}

	@Test
	void storeIsWaitedForAsLongAsTheMostPatientCallerMay() {
		this.scripted.thenAnswer("paid");
		try (FallbackChatModel model = model(OnStoreFailure.CLOSED, NOBODY, "paid")) {
			CompletableFuture<ChatResponse> hurried = call(model, Duration.ofSeconds(2));
			await().until(() -> this.reservations.get() == 1);
			CompletableFuture<ChatResponse> patient = call(model, LONG);
			await().until(() -> model.waiting() == 2);
			assertThat(hurried).failsWithin(LONG);
			this.back.countDown();
			assertThat(patient).succeedsWithin(LONG)
				.satisfies((answer) -> assertThat(answer.getResult().getOutput().getText()).isEqualTo("paid"));
		}
		assertThat(this.reservations).hasValue(1);
	}

	@Test
	void storeIsAskedAgainOnceSomebodyMorePatientHasJoined() {
		CallListener joining = new CallListener() {

			@Override
			public void attemptFinished(Attempt attempt) {
				if (attempt.target().provider().name().equals("first")) {
					StalledSharedCallTests.this.stalled = "";
					joinPatiently();
				}
			}

		};
		try (FallbackChatModel model = model(OnStoreFailure.CLOSED, joining, "first", "second")) {
			assertSecondServesWhoJoinsIn(model);
		}
		assertThat(this.scripted.requests()).isOne();
	}

	@Test
	void storeIsAskedAgainByWhoJoinsWhileMoneyIsGivenBack() {
		this.stalled = "release";
		this.onStalled = this::joinPatiently;
		this.scripted.thenFail(FailureKind.CONTENT_FILTERED).thenAnswer("paid");
		try (FallbackChatModel model = model(OnStoreFailure.CLOSED, NOBODY, "first", "second")) {
			assertSecondServesWhoJoinsIn(model);
		}
		assertThat(this.reservations).hasValue(2);
	}

	@Test
	void storeIsAskedAgainAfterAnAttemptThatItWasNotAskedFor() {
		this.scripted.thenStream(Flux.defer(() -> {
			this.stalled = "charge";
			joinPatiently();
			return Flux.just(ScriptedChatModel.response(new AssistantMessage(""), "refusal", new DefaultUsage(10, 0)));
		})).thenAnswer("paid");
		try (FallbackChatModel model = model(OnStoreFailure.OPEN, NOBODY, "first", "second")) {
			assertSecondServesWhoJoinsIn(model);
		}
		assertThat(this.reservations).hasValue(2);
	}

	private void assertSecondServesWhoJoinsIn(FallbackChatModel model) {
		this.asked.set(model);
		call(model, LITTLE);
		await().until(() -> this.patient.get() != null);
		assertThat(this.patient.get()).succeedsWithin(LONG)
			.satisfies((answer) -> assertThat(FallbackMetadata.from(answer).provider()).isEqualTo("second"));
		this.back.countDown();
	}

	private void joinPatiently() {
		FallbackChatModel model = this.asked.get();
		this.patient.set(call(model, LONG));
		await().until(() -> model.waiting() == 2);
	}

	private static CompletableFuture<ChatResponse> call(FallbackChatModel model, Duration timeout) {
		return model.callAsync(new Prompt("Hi", FallbackChatOptions.builder().timeout(timeout).build()));
	}

	private FallbackChatModel model(OnStoreFailure onStoreFailure, CallListener listener, String... providers) {
		FallbackChatModelBuilder builder = Providers.builder()
			.cache(CacheSettings.DEFAULT)
			.listener(listener)
			.ledger(mock(BudgetLedger.class, this::answer))
			.budgets(new BudgetSettings("USD", ZoneOffset.UTC, null, new WindowLimits(10_000_000_000L, null), Map.of(),
					Map.of(), List.of(), UnknownPrice.REJECT, onStoreFailure));
		for (String provider : providers) {
			builder.provider(
					LlmProvider.builder(provider, this.scripted).costPer1kTokens(new BigDecimal("0.001")).build());
		}
		return builder.build();
	}

	private Object answer(InvocationOnMock step) throws Throwable {
		if (step.getMethod().getName().equals("reserve")) {
			this.reservations.incrementAndGet();
		}
		if (step.getMethod().getName().equals(this.stalled)) {
			this.onStalled.run();
			this.back.await();
		}
		return step.getMethod().invoke(this.store, step.getArguments());
	}

}
