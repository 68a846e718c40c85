package io.github.llmfallback;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.github.llmfallback.ProviderStatus.Status;
import io.github.llmfallback.attempt.CallListener;
import io.github.llmfallback.attempt.CallSummary;
import io.github.llmfallback.budget.AuditEntry;
import io.github.llmfallback.budget.AuditLog;
import io.github.llmfallback.budget.BudgetSettings;
import io.github.llmfallback.budget.OnStoreFailure;
import io.github.llmfallback.budget.UnknownPrice;
import io.github.llmfallback.budget.WindowLimits;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.ProviderKey;
import io.github.llmfallback.provider.ProviderModel;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * A live check asks every key and model once, pays for it, and leaves no other trace.
 */
class LiveCheckTests {

	private static final Prompt PROMPT = new Prompt("Hi");

	/** A dollar for every request. */
	private static final Price FLAT = new Price(0, 0, 0, 1_000_000_000);

	private final Map<String, ScriptedChatModel> byKey = new ConcurrentHashMap<>();

	@Test
	void everyKeyIsAskedOnceForEveryModelInOrder() {
		FallbackChatModel model = Providers.inOrder(pool("a", List.of("large", "small"), List.of("one", "two")),
				pool("b", List.of("tiny"), List.of("three")));
		assertThat(model.check())
			.extracting(CheckResult::provider, CheckResult::model, CheckResult::keyAlias, CheckResult::outcome)
			.containsExactly(tuple("a", "large", "a#1", "SUCCESS"), tuple("a", "large", "a#2", "SUCCESS"),
					tuple("a", "small", "a#1", "SUCCESS"), tuple("a", "small", "a#2", "SUCCESS"),
					tuple("b", "tiny", "b#1", "SUCCESS"));
		assertThat(this.byKey.get("one").prompts()).extracting((prompt) -> options(prompt).getModel())
			.containsExactlyInAnyOrder("large", "small");
		assertThat(this.byKey.get("three").prompts()).singleElement().satisfies((prompt) -> {
			assertThat(prompt.getContents()).isEqualTo("Reply with OK");
			assertThat(options(prompt).getMaxTokens()).isEqualTo(16);
		});
	}

	@Test
	void oneProviderIsCheckedByItsName() {
		FallbackChatModel model = Providers.inOrder(pool("a", List.of("m"), List.of("one")),
				pool("b", List.of("m"), List.of("two")));
		assertThat(model.check("b")).extracting(CheckResult::provider).containsExactly("b");
		assertThat(this.byKey).doesNotContainKey("one");
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> model.check("nobody"))
			.withMessageContaining("nobody")
			.withMessageContaining("[a, b]");
	}

	@Test
	void providerIsAskedThoughCallsPassItOver() {
		LlmProvider disabled = LlmProvider.builder("disabled", new ScriptedChatModel()).enabled(false).build();
		ScriptedChatModel limited = new ScriptedChatModel()
			.thenFail(ScriptedChatModel.failure(FailureKind.RATE_LIMITED, Duration.ofHours(1)))
			.thenAnswer("ok");
		FallbackChatModel model = Providers.inOrder(disabled, LlmProvider.builder("cooling", limited).build(),
				LlmProvider.builder("well", new ScriptedChatModel()).build());
		model.call(PROMPT);
		assertThat(model.providers()).extracting(ProviderStatus::status)
			.containsExactly(Status.DISABLED, Status.COOLING, Status.UP);
		assertThat(model.check()).allMatch(CheckResult::isAnswered)
			.extracting(CheckResult::enabled)
			.containsExactly(false, true, true);
	}

	@Test
	void nothingIsLearnedAndNoCallIsCounted() {
		List<CallSummary> heard = new CopyOnWriteArrayList<>();
		ScriptedChatModel broken = new ScriptedChatModel().thenFail(FailureKind.AUTHENTICATION);
		FallbackChatModel model = Providers.builder(LlmProvider.builder("broken", broken).build())
			.listener(new CallListener() {

				@Override
				public void callFinished(CallSummary summary) {
					heard.add(summary);
				}

			})
			.build();
		ProviderStatus before = model.providers().get(0);
		assertThat(model.check()).extracting(CheckResult::outcome).containsExactly("AUTHENTICATION");
		assertThat(model.providers()).containsExactly(before);
		assertThat(heard).isEmpty();
	}

	@Test
	void requestsAreSentAtTheSameTimeButOnlyThreeToOneProvider() throws Exception {
		Semaphore arrived = new Semaphore(0);
		CountDownLatch open = new CountDownLatch(1);
		AtomicInteger inside = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		ChatModel slow = (prompt) -> {
			most.accumulateAndGet(inside.incrementAndGet(), Math::max);
			arrived.release();
			await(open);
			inside.decrementAndGet();
			return ScriptedChatModel.text("ok");
		};
		List<String> keys = List.of("1", "2", "3", "4", "5", "6", "7");
		FallbackChatModel model = Providers.inOrder(pool("a", List.of("m"), keys, (key) -> slow),
				pool("b", List.of("m"), keys, (key) -> slow));
		CompletableFuture<List<CheckResult>> check = CompletableFuture.supplyAsync(model::check);
		assertThat(arrived.tryAcquire(6, 20, TimeUnit.SECONDS)).as("three at each of two providers").isTrue();
		assertThat(arrived.tryAcquire(200, TimeUnit.MILLISECONDS)).as("a fourth at one of them").isFalse();
		open.countDown();
		assertThat(check.get(20, TimeUnit.SECONDS)).hasSize(14).allMatch(CheckResult::isAnswered);
		assertThat(most).hasValueBetween(6, 6);
	}

	@Test
	void requestEndsByTheTimeoutOfItsProvider() {
		ChatModel stuck = (prompt) -> {
			await(new CountDownLatch(1));
			return ScriptedChatModel.text("late");
		};
		FallbackChatModel model = Providers
			.builder(LlmProvider.builder("stuck", stuck).timeout(Duration.ofMillis(50)).build())
			.callerThread(true)
			.build();
		assertThat(model.check()).singleElement().satisfies((result) -> {
			assertThat(result.outcome()).isEqualTo("TIMEOUT");
			assertThat(result.elapsed()).isBetween(Duration.ofMillis(50), Duration.ofSeconds(20));
			assertThat(result.remedy()).contains("llm.fallback.providers.stuck.timeout");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "LENGTH", "length", "max_tokens", "MAX_TOKENS" })
	void answerThatIsCutBeforeItsFirstWordIsOne(String finishReason) {
		assertThat(check(empty(finishReason)).outcome()).isEqualTo("SUCCESS");
	}

	@Test
	void answerWithoutAWordIsNone() {
		CheckResult result = check(empty("stop"));
		assertThat(result.outcome()).isEqualTo("EMPTY_RESPONSE");
		assertThat(result.isAnswered()).isFalse();
		assertThat(result.message()).isNotBlank();
		assertThat(check(new ScriptedChatModel().thenAnswer(new ChatResponse(List.of()))).outcome())
			.isEqualTo("MALFORMED_RESPONSE");
		assertThat(check((ChatModel) (prompt) -> null).outcome()).isEqualTo("MALFORMED_RESPONSE");
	}

	@Test
	void clientThatCannotBeBuiltIsAFailureOfItsOwn() {
		LlmProvider broken = pool("broken", List.of("m"), List.of("one"), (key) -> {
			throw new IllegalStateException("no client for " + key + "-secret");
		});
		FallbackChatModel model = Providers.builder(broken, pool("well", List.of("m"), List.of("two")))
			.budgets(daily(1))
			.build();
		assertThat(model.check()).extracting(CheckResult::outcome).containsExactly("UNKNOWN", "OVER_BUDGET");
		assertThat(model.check()).noneMatch((result) -> result.toString().contains("secret"));
	}

	@Test
	void checkIsPaidForAndWrittenDown() {
		List<AuditEntry> audited = new CopyOnWriteArrayList<>();
		FallbackChatModel model = Providers
			.builder(priced("a", new ScriptedChatModel()),
					priced("b", new ScriptedChatModel().thenFail(FailureKind.SERVER_ERROR)), priced("c", empty("stop")))
			.budgets(daily(10))
			.auditLog(new AuditLog() {

				@Override
				public void record(AuditEntry entry) {
					audited.add(entry);
				}

				@Override
				public void close() {
				}

			})
			.build();
		model.check();
		assertThat(model.spend().total().today()).isEqualByComparingTo("2");
		assertThat(model.spend().total().reserved()).isZero();
		assertThat(model.spend().providers().get("b").today()).isZero();
		assertThat(audited).extracting(AuditEntry::provider, AuditEntry::outcome)
			.containsExactlyInAnyOrder(tuple("a", "SUCCESS"), tuple("c", "EMPTY_RESPONSE"));
		assertThat(audited).extracting(AuditEntry::callId).doesNotHaveDuplicates();
	}

	@Test
	void checkThatNoBudgetAllowsIsNotSent() {
		ScriptedChatModel paid = new ScriptedChatModel();
		FallbackChatModel model = Providers.builder(priced("paid", paid)).budgets(daily(0.5)).build();
		assertThat(model.check()).singleElement().satisfies((result) -> {
			assertThat(result.outcome()).isEqualTo("OVER_BUDGET");
			assertThat(result.elapsed()).isZero();
			assertThat(result.message()).contains("DAILY", "0.5");
			assertThat(result.remedy()).contains("Raise the budget");
		});
		assertThat(paid.requests()).isZero();
		assertThat(model.providers().get(0).calls().skipped()).isZero();
	}

	@Test
	void checksAtTheSameTimeDoNotOverspendTogether() {
		FallbackChatModel model = Providers.builder(pool("a", FLAT, List.of("1", "2", "3", "4", "5", "6", "7", "8")))
			.budgets(daily(5))
			.build();
		assertThat(model.check()).filteredOn(CheckResult::isAnswered).hasSize(5);
		assertThat(model.spend().total().today()).isEqualByComparingTo("5");
	}

	private static CheckResult check(ChatModel chatModel) {
		return Providers.inOrder(LlmProvider.builder("a", chatModel).build()).check().get(0);
	}

	private static ScriptedChatModel empty(String finishReason) {
		return new ScriptedChatModel()
			.thenAnswer(ScriptedChatModel.response(new AssistantMessage(""), finishReason, new DefaultUsage(4, 16)));
	}

	private LlmProvider pool(String name, List<String> models, List<String> keys) {
		return pool(name, models, keys, (key) -> this.byKey.computeIfAbsent(key, (unused) -> new ScriptedChatModel()));
	}

	private static LlmProvider pool(String name, List<String> models, List<String> keys,
			Function<String, ChatModel> chatModels) {
		return LlmProvider.of(Providers.provider(name, models, keys, chatModels));
	}

	private static LlmProvider priced(String name, ChatModel chatModel) {
		return pool(name, FLAT, List.of(name), (key) -> chatModel);
	}

	private static LlmProvider pool(String name, @Nullable Price price, List<String> keys) {
		return pool(name, price, keys, (key) -> new ScriptedChatModel());
	}

	private static LlmProvider pool(String name, @Nullable Price price, List<String> keys,
			Function<String, ChatModel> chatModels) {
		List<ProviderKey> pool = new ArrayList<>();
		keys.forEach((key) -> pool.add(new ProviderKey(name + "#" + key, () -> chatModels.apply(key))));
		return LlmProvider.of(Provider.builder(name).models(List.of(new ProviderModel("m", price))).keys(pool).build());
	}

	private static BudgetSettings daily(double limit) {
		long nanos = BigDecimal.valueOf(limit).movePointRight(9).longValueExact();
		return new BudgetSettings("USD", ZoneOffset.UTC, null, new WindowLimits(nanos, null), Map.of(), Map.of(),
				List.of(), UnknownPrice.REJECT, OnStoreFailure.CLOSED);
	}

	private static ChatOptions options(Prompt prompt) {
		assertThat(prompt.getOptions()).isNotNull();
		return prompt.getOptions();
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
