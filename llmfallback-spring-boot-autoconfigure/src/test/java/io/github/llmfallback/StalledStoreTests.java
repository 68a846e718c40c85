package io.github.llmfallback;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.github.llmfallback.budget.BudgetKey;
import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.budget.BudgetScope;
import io.github.llmfallback.budget.BudgetSettings;
import io.github.llmfallback.budget.BudgetUsage;
import io.github.llmfallback.budget.BudgetWindow;
import io.github.llmfallback.budget.MemoryLedger;
import io.github.llmfallback.budget.OnStoreFailure;
import io.github.llmfallback.budget.UnknownPrice;
import io.github.llmfallback.budget.WindowLimits;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.invocation.InvocationOnMock;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

/**
 * A store that does not answer holds no call up beyond its deadline. The tests would hang
 * if it did, for the store answers only after the call.
 */
@ExtendWith(OutputCaptureExtension.class)
class StalledStoreTests {

	/** Half of it is too short to blame the store for. */
	private static final Duration LITTLE = Duration.ofMillis(900);

	private static final Duration ENOUGH = Duration.ofSeconds(3);

	private static final BudgetKey KEY = new BudgetKey(BudgetScope.GLOBAL, BudgetWindow.DAILY);

	private final ScriptedChatModel scripted = new ScriptedChatModel();

	private final BudgetLedger store = new MemoryLedger(ZoneOffset.UTC, Duration.ofMinutes(5), InstantSource.system());

	private final CountDownLatch back = new CountDownLatch(1);

	private volatile String stalled = "";

	private final BudgetLedger ledger = mock(BudgetLedger.class, this::answer);

	/**
	 * Classes that are loaded while a call is on its way take their time from it.
	 */
	@BeforeEach
	void warmUp() {
		try (FallbackChatModel model = Providers
			.inOrder(LlmProvider.builder("warm", new ScriptedChatModel()).build())) {
			call(model, false);
			call(model, true);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void callThatMayNotBePaidInTimeIsNotMadeAndHoldsNothing(boolean streamed) {
		this.stalled = "reserve";
		try (FallbackChatModel model = model(OnStoreFailure.CLOSED, LITTLE)) {
			assertThatExceptionOfType(BudgetExceededException.class).isThrownBy(() -> call(model, streamed))
				.withMessageContaining("ms that the call had left");
			assertThat(model.registry().statuses()).extracting(ProviderStatus::status)
				.containsExactly(ProviderStatus.Status.UP);
			assertThat(this.scripted.requests()).isZero();
			this.back.countDown();
			awaitUsage(0, 0);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void freeProviderServesInTheTimeThatIsNotWaited(boolean streamed, CapturedOutput output) {
		this.stalled = "reserve";
		try (FallbackChatModel model = builder(OnStoreFailure.CLOSED)
			.provider(LlmProvider.builder("free", new ScriptedChatModel().thenAnswer("free"))
				.costPer1kTokens(BigDecimal.ZERO)
				.build())
			.timeout(ENOUGH)
			.build()) {
			assertThat(call(model, streamed).getResult().getOutput().getText()).isEqualTo("free");
			assertThat(output).contains("so paid attempts are refused");
			assertThat(model.registry().statuses()).extracting(ProviderStatus::status)
				.containsExactly(ProviderStatus.Status.OVER_BUDGET, ProviderStatus.Status.UP);
			this.back.countDown();
			awaitUsage(0, 0);
		}
	}

	@Test
	void callOfLittleTimeBlamesNoStore(CapturedOutput output) {
		this.stalled = "reserve";
		try (FallbackChatModel model = model(OnStoreFailure.OPEN, LITTLE)) {
			call(model, false);
			this.back.countDown();
			awaitUsage(3_000_000, 0);
			assertThat(output).doesNotContain("out of reach", "is back");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void answerDoesNotWaitUntilItIsBooked(boolean streamed) {
		this.stalled = "settle";
		try (FallbackChatModel model = model(OnStoreFailure.CLOSED, ENOUGH)) {
			call(model, streamed);
			assertThat(usage().spent()).isZero();
			assertThat(usage().reserved()).isPositive();
			this.back.countDown();
			await().untilAsserted(() -> assertThat(usage().spent()).isPositive());
			assertThat(usage().reserved()).isZero();
		}
	}

	@Test
	void whatIsUnderWayWhenTheModelIsClosedIsBooked() {
		this.stalled = "settle";
		try (FallbackChatModel model = model(OnStoreFailure.CLOSED, ENOUGH)) {
			call(model, false);
			this.back.countDown();
		}
		assertThat(usage().spent()).isPositive();
		assertThat(usage().reserved()).isZero();
	}

	/**
	 * Probes of an orchestrator and scrapes of metrics have a second, for example.
	 */
	@Test
	void whatLooksAtProvidersAndBudgetsDoesNotWaitForTheStore() {
		this.stalled = "usage";
		try (FallbackChatModel model = model(OnStoreFailure.OPEN, ENOUGH)) {
			CompletableFuture<ProviderStatus> looked = CompletableFuture.supplyAsync(() -> {
				assertThat(model.budgets()).isEmpty();
				return model.registry().statuses().get(0);
			});
			assertThat(looked).succeedsWithin(Duration.ofSeconds(4)).extracting(ProviderStatus::spend).isNull();
			this.back.countDown();
			await().until(() -> !model.budgets().isEmpty());
			assertThat(model.registry().statuses()).singleElement().extracting(ProviderStatus::spend).isNotNull();
		}
	}

	private Object answer(InvocationOnMock step) throws Throwable {
		if (step.getMethod().getName().equals(this.stalled)) {
			this.back.await();
		}
		return step.getMethod().invoke(this.store, step.getArguments());
	}

	private void awaitUsage(long spent, long reserved) {
		await().untilAsserted(() -> assertThat(usage()).extracting(BudgetUsage::spent, BudgetUsage::reserved)
			.containsExactly(spent, reserved));
	}

	private BudgetUsage usage() {
		return this.store.usage(List.of(KEY)).get(0);
	}

	private static ChatResponse call(FallbackChatModel model, boolean streamed) {
		Prompt prompt = new Prompt("Hi");
		return streamed ? model.stream(prompt).blockLast() : model.call(prompt);
	}

	private FallbackChatModel model(OnStoreFailure onStoreFailure, Duration timeout) {
		return builder(onStoreFailure).timeout(timeout).build();
	}

	private FallbackChatModelBuilder builder(OnStoreFailure onStoreFailure) {
		return Providers
			.builder(LlmProvider.builder("paid", this.scripted).costPer1kTokens(new BigDecimal("0.001")).build())
			.budgets(new BudgetSettings("USD", ZoneOffset.UTC, null, new WindowLimits(1_000_000_000L, null), Map.of(),
					Map.of(), List.of(), UnknownPrice.REJECT, onStoreFailure))
			.ledger(this.ledger);
	}

}
