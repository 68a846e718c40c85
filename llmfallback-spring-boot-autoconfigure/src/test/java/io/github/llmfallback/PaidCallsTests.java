package io.github.llmfallback;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.attempt.AnswerSettings;
import io.github.llmfallback.attempt.CallSettings;
import io.github.llmfallback.attempt.KindOverrides;
import io.github.llmfallback.attempt.StreamSettings;
import io.github.llmfallback.attempt.StreamSettings.AfterContent;
import io.github.llmfallback.budget.AuditEntry;
import io.github.llmfallback.budget.AuditLog;
import io.github.llmfallback.budget.BudgetAlert;
import io.github.llmfallback.budget.BudgetListener;
import io.github.llmfallback.budget.BudgetSettings;
import io.github.llmfallback.budget.OnStoreFailure;
import io.github.llmfallback.budget.TagBudgets;
import io.github.llmfallback.budget.UnknownPrice;
import io.github.llmfallback.budget.WindowLimits;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.pricing.PromptSize;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.ProviderKey;
import io.github.llmfallback.provider.ProviderModel;
import io.github.llmfallback.provider.RetrySettings;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * Every attempt is paid for what it used, whichever way it ends, and never more is spent
 * than the budgets allow.
 */
class PaidCallsTests {

	private static final Prompt PROMPT = new Prompt("Hi");

	/** Nano-units for one token, in and out. */
	private static final long INPUT = 3;

	private static final long OUTPUT = 5;

	private static final Price PER_TOKEN = new Price(INPUT * 1_000, OUTPUT * 1_000, INPUT * 1_000, 0);

	/** A dollar for every request. */
	private static final Price FLAT = new Price(0, 0, 0, 1_000_000_000);

	private final ScriptedChatModel first = new ScriptedChatModel();

	private final ScriptedChatModel second = new ScriptedChatModel();

	private final List<BudgetAlert> alerts = new ArrayList<>();

	private final List<AuditEntry> audited = new ArrayList<>();

	private @Nullable FallbackChatModel model;

	@AfterEach
	void close() {
		if (this.model != null) {
			assertThat(this.model.spend().total().reserved()).as("reserved afterwards").isZero();
			this.model.close();
		}
	}

	@Test
	void answerCostsWhatItReports() {
		this.first.thenAnswer(answered("hi", 100, 20));
		FallbackMetadata metadata = metadata(model(daily("1"), priced("a", this.first)).call(PROMPT));
		assertThat(metadata.cost()).isEqualByComparingTo(nanos(100 * INPUT + 20 * OUTPUT));
		assertThat(metadata.attempts().get(0).cost()).isEqualByComparingTo(metadata.cost());
		assertThat(spent()).isEqualByComparingTo(metadata.cost());
	}

	@Test
	void failedAttemptThatReportsTokensIsChargedToo() {
		this.first.thenAnswer(answered("", 100, 0));
		this.second.thenAnswer(answered("hi", 10, 1));
		FallbackMetadata metadata = metadata(
				model(daily("1"), priced("a", this.first), priced("b", this.second)).call(PROMPT));
		assertThat(metadata.attempts()).extracting(AttemptRecord::outcome).containsExactly("EMPTY_RESPONSE", "SUCCESS");
		assertThat(metadata.attempts().get(0).cost()).isEqualByComparingTo(nanos(100 * INPUT));
		assertThat(metadata.cost()).isEqualByComparingTo(nanos(110 * INPUT + OUTPUT));
		assertThat(spent()).isEqualByComparingTo(metadata.cost());
	}

	@Test
	void answerThatIsNoneAndReportsNoTokensCostsItsEstimate() {
		this.first.thenAnswer(ScriptedChatModel.response(new AssistantMessage("four"), "refusal", new EmptyUsage()));
		assertThatExceptionOfType(AllProvidersFailedException.class)
			.isThrownBy(() -> model(daily("1"), priced("a", this.first)).call(PROMPT));
		assertThat(spent()).isEqualByComparingTo(nanos(PromptSize.of(PROMPT).billable() * INPUT + OUTPUT));
	}

	/**
	 * What is held while an answer is under way covers all that is billed for it.
	 */
	@Test
	void everyAnswerThatIsAskedForIsReserved() {
		List<BigDecimal> reserved = new ArrayList<>();
		this.first.options(OpenAiChatOptions.builder().model("m").maxCompletionTokens(1000).build())
			.thenStream(Flux.defer(() -> {
				reserved.add(this.model.spend().total().reserved());
				return Flux.just(answered("hi", 10, 300));
			}));
		FallbackChatModel chatModel = model(daily("1"), priced("a", this.first));
		FallbackChatOptions.Builder options = FallbackChatOptions.builder();
		options.combineWith(OpenAiChatOptions.builder().maxCompletionTokens(100).n(3));
		chatModel.call(new Prompt("Hi", options.build()));
		assertThat(reserved.get(0)).isBetween(nanos(300 * OUTPUT), nanos(300 * OUTPUT + 1_000 * INPUT));
		OpenAiChatOptions sent = (OpenAiChatOptions) this.first.prompts().get(0).getOptions();
		assertThat(sent.getN()).isEqualTo(3);
		assertThat(sent.getMaxCompletionTokens()).isEqualTo(100);
		assertThat(sent.getMaxTokens()).isNull();
	}

	@Test
	void whoGoesOnWithAnAnswerPaysForThePartBeforeIt() {
		String part = "a long part of an answer ".repeat(1_000);
		this.first.thenStream(Flux.just(ScriptedChatModel.chunk(part)).concatWith(Flux.error(new IOException("lost"))));
		List<BigDecimal> reserved = new ArrayList<>();
		this.second.thenStream(Flux.defer(() -> {
			reserved.add(this.model.spend().total().reserved());
			return Flux.just(ScriptedChatModel.response(new AssistantMessage("end"), "stop", new EmptyUsage()));
		}));
		StreamSettings goOn = new StreamSettings(Duration.ofSeconds(20), Duration.ofSeconds(30), AfterContent.CONTINUE);
		this.model = Providers.builder(priced("a", this.first), priced("b", this.second))
			.budgets(daily("1"))
			.settings(new CallSettings(RetrySettings.NONE, goOn, AnswerSettings.STRICT, KindOverrides.NONE,
					WhenUnavailable.TRY_SOONEST))
			.build();
		FallbackMetadata metadata = metadata(this.model.stream(PROMPT).blockLast());
		long input = PromptSize.of(this.second.prompts().get(0)).billable();
		assertThat(input).isGreaterThan(5_000);
		assertThat(reserved.get(0)).isGreaterThanOrEqualTo(nanos(input * INPUT));
		assertThat(metadata.attempts().get(1).cost()).isEqualByComparingTo(nanos(input * INPUT + OUTPUT));
	}

	@Test
	void errorAnswerWithoutTokensCostsNothing() {
		this.first.thenFail(FailureKind.SERVER_ERROR);
		assertThatExceptionOfType(AllProvidersFailedException.class)
			.isThrownBy(() -> model(daily("1"), priced("a", this.first)).call(PROMPT))
			.satisfies((failed) -> assertThat(failed.attempts().get(0).cost()).isZero());
		assertThat(spent()).isZero();
	}

	@Test
	void answerWithoutChoicesAndTokensCostsItsInput() {
		this.first.thenAnswer(new ChatResponse(List.of()));
		assertThatExceptionOfType(AllProvidersFailedException.class)
			.isThrownBy(() -> model(daily("1"), priced("a", this.first)).call(PROMPT));
		assertThat(spent()).isEqualByComparingTo(nanos(PromptSize.of(PROMPT).billable() * INPUT)).isPositive();
	}

	@Test
	void timeoutCostsItsInput() {
		this.first.thenFail(FailureKind.TIMEOUT);
		assertThatExceptionOfType(AllProvidersFailedException.class)
			.isThrownBy(() -> model(daily("1"), priced("a", this.first)).call(PROMPT));
		assertThat(spent()).isEqualByComparingTo(nanos(PromptSize.of(PROMPT).billable() * INPUT)).isPositive();
	}

	@Test
	void streamThatBreaksOffWhileTheModelThinksCostsItsThoughts() {
		this.first.thenStream(Flux
			.just(ScriptedChatModel.reasoning("four"), ScriptedChatModel.reasoning("more"),
					ScriptedChatModel.thought("said"))
			.concatWith(Flux.error(ScriptedChatModel.failure(FailureKind.CONNECTION))));
		assertThatExceptionOfType(AllProvidersFailedException.class)
			.isThrownBy(() -> model(daily("1"), priced("a", this.first)).stream(PROMPT).blockLast());
		assertThat(spent()).isEqualByComparingTo(nanos(PromptSize.of(PROMPT).billable() * INPUT + 3 * OUTPUT));
	}

	@Test
	void streamThatIsCancelledBeforeItsFirstChunkCostsItsInput() {
		this.first.thenStream(Flux.never());
		Disposable stream = model(daily("1"), priced("a", this.first)).stream(PROMPT).subscribe();
		await().until(() -> this.first.requests() == 1);
		stream.dispose();
		assertThat(spent()).isEqualByComparingTo(nanos(PromptSize.of(PROMPT).billable() * INPUT));
	}

	@Test
	void streamThatIsCancelledLaterCostsWhatHadArrivedAsWell() {
		this.first.thenStream(
				Flux.just(ScriptedChatModel.chunk("four"), ScriptedChatModel.chunk("more")).concatWith(Flux.never()));
		model(daily("1"), priced("a", this.first)).stream(PROMPT).take(2).blockLast();
		long arrived = 2;
		assertThat(spent()).isEqualByComparingTo(nanos(PromptSize.of(PROMPT).billable() * INPUT + arrived * OUTPUT));
	}

	@ParameterizedTest
	@EnumSource(names = { "CONNECTION", "SERVER_ERROR", "OVERLOADED", "TIMEOUT", "MALFORMED_RESPONSE" })
	void streamThatBreaksAfterAnEarlyReportCostsWhatHadArrivedSince(FailureKind kind) {
		this.first.thenStream(Flux
			.just(ScriptedChatModel.usage(100, 1), ScriptedChatModel.chunk("four"), ScriptedChatModel.chunk("more"))
			.concatWith(Flux.error(ScriptedChatModel.failure(kind))));
		assertThatExceptionOfType(LlmFallbackException.class)
			.isThrownBy(() -> model(daily("1"), priced("a", this.first)).stream(PROMPT).blockLast());
		assertThat(spent()).isEqualByComparingTo(nanos(100 * INPUT + 2 * OUTPUT));
	}

	@Test
	void streamThatEndsTooSoonAfterAnEarlyReportCostsWhatHadArrivedSince() {
		this.first.thenStream(ScriptedChatModel.usage(100, 1), ScriptedChatModel.chunk("four"),
				ScriptedChatModel.chunk("more"));
		assertThatExceptionOfType(LlmFallbackException.class)
			.isThrownBy(() -> model(daily("1"), priced("a", this.first)).stream(PROMPT).blockLast())
			.satisfies((failed) -> assertThat(failed.kind()).isEqualTo(FailureKind.TRUNCATED));
		assertThat(spent()).isEqualByComparingTo(nanos(100 * INPUT + 2 * OUTPUT));
	}

	@Test
	void brokenStreamCostsWhatItReportedWhereThatIsMore() {
		this.first.thenStream(Flux.just(ScriptedChatModel.chunk("four"), ScriptedChatModel.usage(100, 7))
			.concatWith(Flux.error(ScriptedChatModel.failure(FailureKind.CONNECTION))));
		assertThatExceptionOfType(LlmFallbackException.class)
			.isThrownBy(() -> model(daily("1"), priced("a", this.first)).stream(PROMPT).blockLast());
		assertThat(spent()).isEqualByComparingTo(nanos(100 * INPUT + 7 * OUTPUT));
	}

	@Test
	void providerFromCodeHasABudgetOfItsOwn() {
		LlmProvider dear = LlmProvider.builder("a", this.first)
			.costPer1kTokens(BigDecimal.ONE)
			.budget(new BigDecimal("0.001"), BigDecimal.TEN)
			.build();
		FallbackChatModel chatModel = model(BudgetSettings.NONE, dear, LlmProvider.builder("b", this.second).build());
		FallbackMetadata metadata = metadata(chatModel.call(PROMPT));
		assertThat(metadata.attempts()).extracting(AttemptRecord::outcome).containsExactly("OVER_BUDGET", "SUCCESS");
		assertThat(chatModel.budgets()).extracting((state) -> state.scope() + " " + state.window())
			.containsExactly("provider:a DAILY", "provider:a MONTHLY");
	}

	@Test
	void providerThatABudgetHasJustRefusedIsShownAsOverBudgetUntilMoneyIsBack() {
		FallbackChatModel chatModel = model(daily("0.000001"), priced("a", this.first));
		assertThatExceptionOfType(BudgetExceededException.class).isThrownBy(() -> chatModel.call(PROMPT));
		ProviderStatus status = chatModel.providers().get(0);
		assertThat(status.status()).isEqualTo(ProviderStatus.Status.OVER_BUDGET);
		assertThat(status.availableAt()).isEqualTo(chatModel.budgets().get(0).resetsAt());
		chatModel.resetSpend();
		assertThat(chatModel.providers().get(0).status()).isEqualTo(ProviderStatus.Status.UP);
	}

	@Test
	void rehearsedFailureCostsNothing() {
		this.second.thenAnswer(answered("hi", 10, 1));
		Prompt prompt = new Prompt("Hi",
				FallbackChatOptions.builder().simulateFailures(Map.of("a", FailureKind.TIMEOUT)).build());
		FallbackMetadata metadata = metadata(
				model(daily("1"), priced("a", this.first), priced("b", this.second)).call(prompt));
		assertThat(metadata.attempts().get(0).cost()).isZero();
	}

	@Test
	void providerOverItsBudgetIsPassedOverAndFreeOnesServe() {
		BudgetSettings settings = settings(WindowLimits.NONE, Map.of("a", new WindowLimits(1_500_000_000L, null)),
				Map.of(), null);
		FallbackChatModel model = model(settings, flat("a", answering()), free("b", answering()));
		assertThat(metadata(model.call(PROMPT)).provider()).isEqualTo("a");
		FallbackMetadata metadata = metadata(model.call(PROMPT));
		assertThat(metadata.provider()).isEqualTo("b");
		assertThat(metadata.attempts()).extracting(AttemptRecord::outcome).containsExactly("OVER_BUDGET", "SUCCESS");
		assertThat(metadata.attempts().get(0).message()).contains("provider:a", "DAILY", "1.5");
	}

	@Test
	void callThatNobodyMayBePaidForSaysWhichBudgetRefused() {
		FallbackChatModel model = model(daily("1"), flat("a", answering()));
		model.call(PROMPT);
		BudgetExceededException refused = catchThrowableOfType(BudgetExceededException.class, () -> model.call(PROMPT));
		assertThat(refused.kind()).isEqualTo(FailureKind.BUDGET_EXCEEDED);
		assertThat(refused.scope()).isEqualTo("global");
		assertThat(refused.window()).isEqualTo("DAILY");
		assertThat(refused.limit()).isEqualByComparingTo("1");
		assertThat(refused.spent()).isEqualByComparingTo("1");
		assertThat(refused.reserved()).isZero();
		assertThat(refused.requested()).isEqualByComparingTo("1");
		assertThat(refused.resetsAt()).isAfter(Instant.now());
		assertThat(refused).hasMessageContaining("global").hasMessageContaining("resets at");
		assertThat(model.providers().get(0).status()).isEqualTo(ProviderStatus.Status.OVER_BUDGET);
		assertThat(model.providers().get(0).availableAt()).isEqualTo(refused.resetsAt());
		assertThatExceptionOfType(BudgetExceededException.class).isThrownBy(() -> model.stream(PROMPT).blockLast());
	}

	@Test
	void budgetOfACallCountsAllItsAttempts() {
		this.first.thenAnswer("");
		BudgetSettings settings = settings(WindowLimits.NONE, Map.of(), Map.of(), 1_500_000_000L);
		FallbackChatModel model = model(settings, flat("a", this.first), flat("b", answering()));
		AllProvidersFailedException failed = catchThrowableOfType(AllProvidersFailedException.class,
				() -> model.call(PROMPT));
		assertThat(failed.attempts()).extracting(AttemptRecord::outcome)
			.containsExactly("EMPTY_RESPONSE", "OVER_BUDGET");
	}

	@Test
	void eachTagValueHasABudgetOfItsOwn() {
		BudgetSettings settings = settings(WindowLimits.NONE, Map.of(),
				Map.of("tenant", new TagBudgets(new WindowLimits(1_000_000_000L, null),
						Map.of("acme", new WindowLimits(2_000_000_000L, null)))),
				null);
		FallbackChatModel model = model(settings, flat("a", answering()));
		model.call(tagged("other"));
		assertThatExceptionOfType(BudgetExceededException.class).isThrownBy(() -> model.call(tagged("other")))
			.satisfies((refused) -> assertThat(refused.scope()).isEqualTo("tenant:other"));
		model.call(tagged("acme"));
		model.call(tagged("acme"));
		assertThatExceptionOfType(BudgetExceededException.class).isThrownBy(() -> model.call(tagged("acme")));
		model.call(PROMPT);
		assertThat(model.budgets()).extracting((budget) -> budget.scope())
			.containsExactlyInAnyOrder("tenant:acme", "tenant:other");
		assertThat(this.audited).hasSize(4)
			.extracting((entry) -> entry.tags().get("tenant"))
			.containsExactly("other", "acme", "acme", null);
	}

	@Test
	void unknownPriceIsNotFree() {
		ScriptedChatModel unpriced = new ScriptedChatModel().thenAnswer("hi");
		FallbackChatModel model = model(daily("1"), provider("a", unpriced, null), free("b", answering()));
		assertThat(metadata(model.call(PROMPT)).attempts()).extracting(AttemptRecord::outcome)
			.containsExactly("OVER_BUDGET", "SUCCESS");
		assertThat(unpriced.requests()).isZero();
	}

	@Test
	void alertIsRaisedOnceAndAgainAfterAReset() {
		FallbackChatModel model = model(daily("4"), flat("a", answering()));
		for (int i = 0; i < 4; i++) {
			model.call(PROMPT);
		}
		assertThat(this.alerts).hasSize(1);
		assertThat(this.alerts.get(0).scope()).isEqualTo("global");
		assertThat(this.alerts.get(0).spent()).isEqualByComparingTo("2");
		model.resetSpend();
		assertThat(spent()).isZero();
		model.call(PROMPT);
		model.call(PROMPT);
		assertThat(this.alerts).hasSize(2);
		model.resetSpend("a");
		assertThat(model.spend().providers().get("a").today()).isZero();
		assertThat(spent()).isEqualByComparingTo("2");
	}

	@Test
	void estimateBoundsWhatACallCosts() {
		FallbackChatModel model = model(daily("1"), priced("a", answering()), free("b", answering()),
				provider("c", answering(), null));
		List<CostEstimate.ProviderEstimate> estimates = model.estimate(PROMPT).providers();
		BigDecimal cost = metadata(model.call(PROMPT)).cost();
		assertThat(estimates.get(0).atLeast()).isLessThanOrEqualTo(cost);
		assertThat(estimates.get(0).atMost()).isGreaterThanOrEqualTo(cost);
		assertThat(estimates.get(1).atMost()).isZero();
		assertThat(estimates.get(2).atMost()).isNull();
	}

	@Test
	void thousandPromptsUnderABudgetForThreeHundredGetThreeHundredAnswers() throws Exception {
		FallbackChatModel model = model(daily("300"), flat("a", answering()));
		FallbackChatClient client = FallbackChatClient.create(model);
		Semaphore atOnce = new Semaphore(32);
		List<CompletableFuture<ChatResponse>> all = new ArrayList<>();
		for (int i = 0; i < 1_000; i++) {
			atOnce.acquire();
			CompletableFuture<ChatResponse> call = client.callAsync(new Prompt("Question " + i));
			all.add(call);
			var unused = call.whenComplete((answer, error) -> atOnce.release());
		}
		int answers = 0;
		int refused = 0;
		for (CompletableFuture<ChatResponse> future : all) {
			Throwable error = future.handle((answer, failure) -> failure).get(30, TimeUnit.SECONDS);
			answers += (error == null) ? 1 : 0;
			refused += (error instanceof BudgetExceededException) ? 1 : 0;
		}
		assertThat(answers).isEqualTo(300);
		assertThat(refused).isEqualTo(700);
		assertThat(spent()).isEqualByComparingTo("300");
	}

	private FallbackChatModel model(BudgetSettings settings, LlmProvider... providers) {
		this.model = Providers.builder(providers).budgets(settings).budgetListener(new BudgetListener() {

			@Override
			public void alert(BudgetAlert alert) {
				PaidCallsTests.this.alerts.add(alert);
			}

		}).auditLog(new AuditLog() {

			@Override
			public void record(AuditEntry entry) {
				PaidCallsTests.this.audited.add(entry);
			}

			@Override
			public void close() {
			}

		}).build();
		return this.model;
	}

	private BigDecimal spent() {
		assertThat(this.model).isNotNull();
		SpendReport report = this.model.spend();
		assertThat(report.total().month()).isEqualByComparingTo(report.total().today());
		return report.total().today();
	}

	private static BudgetSettings daily(String limit) {
		long nanos = new BigDecimal(limit).movePointRight(9).longValueExact();
		return settings(new WindowLimits(nanos, null), Map.of(), Map.of(), null);
	}

	private static BudgetSettings settings(WindowLimits global, Map<String, WindowLimits> providers,
			Map<String, TagBudgets> tags, @Nullable Long perRequest) {
		return new BudgetSettings("USD", ZoneOffset.UTC, perRequest, global, providers, tags, List.of(0.5),
				UnknownPrice.REJECT, OnStoreFailure.CLOSED);
	}

	private static Prompt tagged(String tenant) {
		return new Prompt("Hi", FallbackChatOptions.builder().tags(Map.of("tenant", tenant)).build());
	}

	private static ChatModel answering() {
		return (prompt) -> answered("hi", 10, 1);
	}

	private static LlmProvider priced(String name, ChatModel chatModel) {
		return provider(name, chatModel, PER_TOKEN);
	}

	private static LlmProvider flat(String name, ChatModel chatModel) {
		return provider(name, chatModel, FLAT);
	}

	private static LlmProvider free(String name, ChatModel chatModel) {
		return provider(name, chatModel, Price.FREE);
	}

	private static LlmProvider provider(String name, ChatModel chatModel, @Nullable Price price) {
		return LlmProvider.of(Provider.builder(name)
			.timeout(Duration.ofSeconds(30))
			.models(List.of(new ProviderModel("m", price)))
			.keys(List.of(new ProviderKey(null, () -> chatModel)))
			.build());
	}

	private static ChatResponse answered(String text, int input, int output) {
		ChatResponse usage = ScriptedChatModel.usage(input, output);
		return ChatResponse.builder().from(ScriptedChatModel.text(text)).metadata(usage.getMetadata()).build();
	}

	private static FallbackMetadata metadata(ChatResponse response) {
		FallbackMetadata metadata = FallbackMetadata.from(response);
		assertThat(metadata).isNotNull();
		return metadata;
	}

	private static BigDecimal nanos(long nanos) {
		return BigDecimal.valueOf(nanos, 9);
	}

}
