package io.github.llmfallback;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.attempt.AnswerSettings;
import io.github.llmfallback.attempt.CallSettings;
import io.github.llmfallback.attempt.KindOverrides;
import io.github.llmfallback.attempt.StreamSettings;
import io.github.llmfallback.attempt.StreamSettings.AfterContent;
import io.github.llmfallback.budget.BudgetSettings;
import io.github.llmfallback.budget.OnStoreFailure;
import io.github.llmfallback.budget.TagBudgets;
import io.github.llmfallback.budget.UnknownPrice;
import io.github.llmfallback.budget.WindowLimits;
import io.github.llmfallback.cache.CacheSettings;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.RetrySettings;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Sinks;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whoever joins a call shares its answer, but not a failure that is due to whom it was
 * made for: how many providers may be asked, who pays, who is signed in.
 */
class SharedFailureTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	private final Sinks.Many<ChatResponse> upstream = Sinks.many().replay().all();

	private final ScriptedChatModel first = new ScriptedChatModel().thenStream(this.upstream.asFlux());

	private final ScriptedChatModel second = new ScriptedChatModel();

	/** Nobody is asked before everybody has joined. */
	private final CountDownLatch joined = new CountDownLatch(1);

	private final FallbackChatModelBuilder builder = Providers.builder(priced("first", this.first))
		.cache(CacheSettings.DEFAULT);

	private final ExecutorService callers = Executors.newCachedThreadPool();

	@AfterEach
	void end() {
		this.joined.countDown();
		this.callers.shutdownNow();
	}

	@ParameterizedTest
	@CsvSource({ "blocking, blocking", "blocking, stream", "stream, blocking", "stream, stream" })
	void whoMayAskMoreProvidersAsksThem(String one, String other) {
		try (FallbackChatModel model = this.builder.provider(priced("second", this.second)).build()) {
			this.second.thenAnswer("well");
			CompletableFuture<ChatResponse> modest = ask(model, one, options().maxAttempts(1));
			await(model, 1);
			List<CompletableFuture<ChatResponse>> patient = new ArrayList<>();
			for (int i = 0; i < 5; i++) {
				patient.add(ask(model, other, options()));
			}
			await(model, 6);
			this.upstream.tryEmitError(ScriptedChatModel.failure(FailureKind.SERVER_ERROR));

			assertFails(modest, AllProvidersFailedException.class);
			assertThat(patient).allSatisfy((call) -> assertThat(call).succeedsWithin(SOON)
				.satisfies((answer) -> assertThat(FallbackMetadata.from(answer).provider()).isEqualTo("second")));
			assertThat(this.second.requests()).as("they ask together").isOne();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "blocking", "stream" })
	void whoPaysFromAnotherBudgetIsNotRefused(String sort) {
		this.upstream.tryEmitNext(ScriptedChatModel.text("Because."));
		this.upstream.tryEmitComplete();
		try (FallbackChatModel model = pensive().build()) {
			CompletableFuture<ChatResponse> spent = ask(model, sort, tenant("spent"));
			await(model, 1);
			CompletableFuture<ChatResponse> rich = ask(model, sort, tenant("rich"));
			await(model, 2);
			this.joined.countDown();
			assertRefused(spent, "tenant:spent");
			assertThat(rich).succeedsWithin(SOON);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "blocking", "stream" })
	void whoIsRefusedLearnsOfNoBudgetButTheirOwn(String sort) {
		try (FallbackChatModel model = pensive().build()) {
			CompletableFuture<ChatResponse> spent = ask(model, sort, tenant("spent"));
			await(model, 1);
			List<CompletableFuture<ChatResponse>> poor = new ArrayList<>();
			for (int i = 0; i < 5; i++) {
				poor.add(ask(model, sort, tenant("poor")));
			}
			await(model, 6);
			this.joined.countDown();
			assertRefused(spent, "tenant:spent");
			poor.forEach((call) -> assertRefused(call, "tenant:poor"));
		}
		assertThat(this.first.requests()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "blocking", "stream" })
	void whoHasNoTimeLeftToAskAgainLearnsWhatHappened(String sort) {
		try (FallbackChatModel model = this.builder.timeout(Duration.ofSeconds(1)).build()) {
			CompletableFuture<ChatResponse> one = ask(model, sort, tenant("one"));
			await(model, 1);
			CompletableFuture<ChatResponse> other = ask(model, sort, tenant("other"));
			assertFails(one, AllProvidersFailedException.class);
			assertThat(records(assertFails(other, AllProvidersFailedException.class)))
				.extracting(AttemptRecord::outcome)
				.containsExactly("TIMEOUT");
		}
	}

	@Test
	void streamThatHasBegunEndsWithoutTheFiguresOfAnother() {
		this.builder
			.settings(new CallSettings(RetrySettings.NONE, new StreamSettings(SOON, SOON, AfterContent.CONTINUE),
					AnswerSettings.STRICT, KindOverrides.NONE, WhenUnavailable.TRY_SOONEST))
			.provider(LlmProvider.builder("second", this.second).costPer1kTokens(new BigDecimal("100")).build())
			.budgets(budgets());
		try (FallbackChatModel model = this.builder.build()) {
			CompletableFuture<ChatResponse> one = ask(model, "stream", tenant("modest"));
			await(model, 1);
			CountDownLatch begun = new CountDownLatch(1);
			AtomicReference<Throwable> failure = new AtomicReference<>();
			model.stream(new Prompt("Why?", tenant("rich").build()))
				.subscribe((chunk) -> begun.countDown(), failure::set);
			this.upstream.tryEmitNext(ScriptedChatModel.chunk("Be"));
			Awaitility.await().until(() -> begun.getCount() == 0);
			this.upstream.tryEmitError(ScriptedChatModel.failure(FailureKind.SERVER_ERROR));

			assertThat(records(assertFails(one, LlmFallbackException.class))).extracting(AttemptRecord::message)
				.anySatisfy((message) -> assertThat(message).contains("tenant:modest"));
			Awaitility.await().until(() -> failure.get() != null);
			assertThat(failure.get()).isInstanceOfSatisfying(LlmFallbackException.class, (ex) -> {
				assertThat(ex.partialText()).isEqualTo("Be");
				assertThat(ex.attempts()).extracting(AttemptRecord::provider).containsExactly("first");
				assertThat(ex.getMessage()).doesNotContain("modest");
			});
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "blocking", "stream" })
	void whoIsNotSignedInFailsAlone(String sort) {
		this.upstream.tryEmitNext(ScriptedChatModel.text("Because."));
		this.upstream.tryEmitComplete();
		IllegalStateException unknown = new IllegalStateException("nobody is signed in");
		AtomicReference<CompletableFuture<ChatResponse>> signedIn = new AtomicReference<>();
		AtomicReference<FallbackChatModel> asked = new AtomicReference<>();
		this.builder.tagResolver((prompt) -> {
			signedIn.set(ask(asked.get(), sort, tenant("rich")));
			Awaitility.await().until(() -> asked.get().waiting() == 2 || this.first.requests() == 1);
			throw unknown;
		});
		try (FallbackChatModel model = this.builder.build()) {
			asked.set(model);
			assertThat(ask(model, sort, options())).failsWithin(SOON)
				.withThrowableThat()
				.havingCause()
				.isSameAs(unknown);
			assertThat(signedIn.get()).succeedsWithin(SOON);
		}
	}

	/**
	 * Otherwise a failure would come to the last of a hundred tenants after a hundred
	 * others.
	 */
	@Test
	void whoAskAgainOnDifferentTermsDoNotWaitForEachOther() {
		Sinks.Many<ChatResponse> late = Sinks.many().replay().all();
		this.second.thenStream(late.asFlux()).thenStream(late.asFlux());
		try (FallbackChatModel model = this.builder.provider(priced("second", this.second)).build()) {
			ask(model, "blocking", options().maxAttempts(1));
			await(model, 1);
			CompletableFuture<ChatResponse> blocking = ask(model, "blocking", tenant("rich"));
			CompletableFuture<ChatResponse> stream = ask(model, "stream", tenant("modest"));
			await(model, 3);
			this.upstream.tryEmitError(ScriptedChatModel.failure(FailureKind.SERVER_ERROR));
			Awaitility.await().atMost(SOON).until(() -> this.second.requests() == 2);
			late.tryEmitNext(ScriptedChatModel.text("well"));
			late.tryEmitComplete();
			assertThat(blocking).succeedsWithin(SOON);
			assertThat(stream).succeedsWithin(SOON);
		}
	}

	@Test
	void failureIsThatOfEverybodyWhoWouldHaveAskedInTheSameWay() {
		try (FallbackChatModel model = this.builder.build()) {
			List<CompletableFuture<ChatResponse>> all = new ArrayList<>();
			for (int i = 0; i < 5; i++) {
				all.add(ask(model, (i % 2 == 0) ? "blocking" : "stream", tenant("rich").maxAttempts(3)));
			}
			await(model, 5);
			this.upstream.tryEmitError(ScriptedChatModel.failure(FailureKind.SERVER_ERROR));
			all.forEach((call) -> assertFails(call, AllProvidersFailedException.class));
			assertThat(this.first.requests()).isOne();
		}
	}

	private FallbackChatModelBuilder pensive() {
		return this.builder.budgets(budgets()).strategy("pensive", (request) -> {
			try {
				this.joined.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			return request.providers();
		}).strategy("pensive");
	}

	private CompletableFuture<ChatResponse> ask(FallbackChatModel model, String sort,
			FallbackChatOptions.Builder options) {
		Prompt prompt = new Prompt("Why?", options.build());
		return CompletableFuture.supplyAsync(
				() -> sort.equals("stream") ? model.stream(prompt).blockLast() : model.call(prompt), this.callers);
	}

	private static FallbackChatOptions.Builder options() {
		return FallbackChatOptions.builder();
	}

	private static FallbackChatOptions.Builder tenant(String name) {
		return options().tags(Map.of("tenant", name));
	}

	private static void await(FallbackChatModel model, int waiting) {
		Awaitility.await().atMost(SOON).until(() -> model.waiting() == waiting);
	}

	private static void assertRefused(CompletableFuture<ChatResponse> call, String scope) {
		assertThat(assertFails(call, BudgetExceededException.class))
			.isInstanceOfSatisfying(BudgetExceededException.class, (ex) -> assertThat(ex.scope()).isEqualTo(scope));
	}

	private static Throwable assertFails(CompletableFuture<ChatResponse> call, Class<? extends Throwable> type) {
		AtomicReference<Throwable> failure = new AtomicReference<>();
		assertThat(call).failsWithin(SOON).withThrowableThat().havingCause().satisfies((cause) -> {
			assertThat(cause).isInstanceOf(type);
			failure.set(cause);
		});
		return failure.get();
	}

	private static List<AttemptRecord> records(Throwable failure) {
		return ((LlmFallbackException) failure).attempts();
	}

	private static LlmProvider priced(String name, ScriptedChatModel chatModel) {
		return LlmProvider.builder(name, chatModel).costPer1kTokens(new BigDecimal("0.001")).build();
	}

	/**
	 * A modest tenant can pay the first provider, only a rich one a dear one as well.
	 */
	private static BudgetSettings budgets() {
		TagBudgets tenants = new TagBudgets(daily(1),
				Map.of("modest", daily(1_000_000_000L), "rich", daily(1_000_000_000_000L)));
		return new BudgetSettings("USD", ZoneOffset.UTC, null, new WindowLimits(null, null), Map.of(),
				Map.of("tenant", tenants), List.of(), UnknownPrice.REJECT, OnStoreFailure.CLOSED);
	}

	private static WindowLimits daily(long nanos) {
		return new WindowLimits(nanos, null);
	}

}
