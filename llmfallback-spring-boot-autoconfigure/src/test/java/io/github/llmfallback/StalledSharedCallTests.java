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
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.invocation.InvocationOnMock;

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

	private final ScriptedChatModel scripted = new ScriptedChatModel().thenAnswer("paid");

	private final BudgetLedger store = new MemoryLedger(ZoneOffset.UTC, Duration.ofMinutes(5), InstantSource.system());

	private final CountDownLatch back = new CountDownLatch(1);

	private final AtomicInteger reservations = new AtomicInteger();

	private volatile boolean stalled = true;

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
		try (FallbackChatModel model = model(new CallListener() {
		}, "paid")) {
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
		AtomicReference<CompletableFuture<ChatResponse>> patient = new AtomicReference<>();
		AtomicReference<FallbackChatModel> asked = new AtomicReference<>();
		CallListener joining = new CallListener() {

			@Override
			public void attemptFinished(Attempt attempt) {
				if (attempt.target().provider().name().equals("first")) {
					StalledSharedCallTests.this.stalled = false;
					patient.set(call(asked.get(), LONG));
					await().until(() -> asked.get().waiting() == 2);
				}
			}

		};
		try (FallbackChatModel model = model(joining, "first", "second")) {
			asked.set(model);
			call(model, Duration.ofMillis(900));
			await().until(() -> patient.get() != null);
			assertThat(patient.get()).succeedsWithin(LONG)
				.satisfies((answer) -> assertThat(FallbackMetadata.from(answer).provider()).isEqualTo("second"));
			this.back.countDown();
		}
		assertThat(this.scripted.requests()).isOne();
	}

	private static CompletableFuture<ChatResponse> call(FallbackChatModel model, Duration timeout) {
		return model.callAsync(new Prompt("Hi", FallbackChatOptions.builder().timeout(timeout).build()));
	}

	private FallbackChatModel model(CallListener listener, String... providers) {
		FallbackChatModelBuilder builder = Providers.builder()
			.cache(CacheSettings.DEFAULT)
			.listener(listener)
			.ledger(mock(BudgetLedger.class, this::answer))
			.budgets(new BudgetSettings("USD", ZoneOffset.UTC, null, new WindowLimits(10_000_000_000L, null), Map.of(),
					Map.of(), List.of(), UnknownPrice.REJECT, OnStoreFailure.CLOSED));
		for (String provider : providers) {
			builder.provider(
					LlmProvider.builder(provider, this.scripted).costPer1kTokens(new BigDecimal("0.001")).build());
		}
		return builder.build();
	}

	private Object answer(InvocationOnMock step) throws Throwable {
		if (step.getMethod().getName().equals("reserve")) {
			this.reservations.incrementAndGet();
			if (this.stalled) {
				this.back.await();
			}
		}
		return step.getMethod().invoke(this.store, step.getArguments());
	}

}
