package io.github.llmfallback.attempt;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;

import io.github.llmfallback.admission.CheckAdmission;
import io.github.llmfallback.admission.Demand;
import io.github.llmfallback.admission.Entry;
import io.github.llmfallback.admission.Refusal;
import io.github.llmfallback.attempt.CallSummary.Ending;
import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.pricing.Bill;
import io.github.llmfallback.pricing.TokenUsage;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.Target;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Sends one tiny request straight to each target to find out who would answer. Health,
 * limits and routes neither keep a target from being asked nor learn from it; what it
 * costs is paid like any attempt.
 */
public final class LiveCheck {

	/** Requests at one provider at the same time. */
	private static final int AT_ONCE = 3;

	private static final int MAX_TOKENS = 16;

	private static final Prompt QUESTION = new Prompt("Reply with OK",
			ChatOptions.builder().maxTokens(MAX_TOKENS).build());

	/** A model that thinks first may use up all its tokens before it says a word. */
	private static final Set<String> CUT_SHORT = Set.of("length", "max_tokens");

	private final CallEngine engine;

	private final AsyncCalls threads;

	private final AttemptExecution execution;

	private final CallListener listener;

	private final InstantSource clock;

	private final AnswerJudge judge = new AnswerJudge(AnswerSettings.STRICT);

	/**
	 * Creates the check.
	 * @param engine what it shares with calls
	 * @param threads runs each request at once, without queueing
	 * @param listener learns of each finished check as a call of its own
	 * @param clock tells when a check ended
	 */
	public LiveCheck(CallEngine engine, ExecutorService threads, CallListener listener, InstantSource clock) {
		this.engine = engine;
		this.threads = new AsyncCalls(threads);
		this.execution = new IsolatedExecution(threads);
		this.listener = listener;
		this.clock = clock;
	}

	/**
	 * Asks every target of some providers, each within the timeout of its provider and a
	 * few at a time.
	 * @param providers who is asked
	 * @return how it went, in the order of the providers and their targets; a skip where
	 * a budget refused
	 */
	public List<Attempt> check(List<Provider> providers) {
		List<CompletableFuture<Attempt>> running = new ArrayList<>();
		for (Provider provider : providers) {
			Semaphore turns = new Semaphore(AT_ONCE);
			provider.targets().forEach((target) -> running.add(this.threads.start(() -> inTurn(turns, target))));
		}
		return running.stream().map(CompletableFuture::join).toList();
	}

	private Attempt inTurn(Semaphore turns, Target target) {
		turns.acquireUninterruptibly();
		try {
			return check(target);
		}
		finally {
			turns.release();
		}
	}

	private Attempt check(Target target) {
		String id = "check-" + Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
		long start = this.engine.nanoTime();
		Attempt attempt = attempt(target, new Demand(id, QUESTION, Map.of(), target.provider()::timeout));
		boolean answered = attempt.outcome() instanceof Outcome.Success;
		Failure failure = (attempt.outcome() instanceof Outcome.Failed failed) ? failed.failure() : null;
		Duration elapsed = this.engine.since(start);
		this.listener.callFinished(new CallSummary(id, this.clock.instant().minus(elapsed), elapsed, List.of(attempt),
				answered ? Ending.ANSWERED : Ending.EXHAUSTED, failure));
		return attempt;
	}

	private Attempt attempt(Target target, Demand demand) {
		try {
			ChatModel chatModel = target.key().chatModel();
			Entry entry = this.engine.gates().of(target).enterCheck(demand);
			return (entry instanceof CheckAdmission admission) ? ask(chatModel, target, admission)
					: Attempt.skipped(target, (Refusal) entry);
		}
		catch (RuntimeException | Error ex) {
			return attempt(target, new Outcome.Failed(this.engine.classify(ex)), Duration.ZERO, Bill.NOTHING);
		}
	}

	private Attempt ask(ChatModel chatModel, Target target, CheckAdmission admission) {
		long start = this.engine.nanoTime();
		TokenUsage usage = null;
		long answerTokens = 0;
		Failure failure;
		try {
			ChatResponse response = send(chatModel, target, admission.outputTokens());
			usage = (response != null) ? TokenUsage.of(response.getMetadata().getUsage()) : null;
			answerTokens = AnswerContent.tokens(response);
			failure = judge(response);
			if (failure == null) {
				Bill bill = admission.succeeded(usage, answerTokens);
				return attempt(target, Outcome.Success.INSTANCE, this.engine.since(start), bill);
			}
		}
		catch (TimeoutException ex) {
			failure = Failure.of(FailureKind.TIMEOUT, "no answer in time", ex);
		}
		catch (Throwable ex) {
			failure = this.engine.classify(ex);
		}
		Bill bill = admission.failed(failure, usage, answerTokens);
		return attempt(target, new Outcome.Failed(failure), this.engine.since(start), bill);
	}

	private @Nullable ChatResponse send(ChatModel chatModel, Target target, @Nullable Long outputTokens)
			throws TimeoutException, InterruptedException {
		return this.execution.run(() -> chatModel.call(this.engine.translate(QUESTION, target, outputTokens)),
				target.provider()::timeout);
	}

	private @Nullable Failure judge(@Nullable ChatResponse response) {
		Failure failure = this.judge.judge(response, null);
		String finishReason = (response != null) ? AnswerContent.finishReason(response) : null;
		boolean cutShort = finishReason != null && CUT_SHORT.contains(finishReason.toLowerCase(Locale.ROOT));
		return (failure != null && failure.kind() == FailureKind.EMPTY_RESPONSE && cutShort) ? null : failure;
	}

	private static Attempt attempt(Target target, Outcome outcome, Duration elapsed, Bill bill) {
		return new Attempt(target, outcome, elapsed, null, bill.tokens(), bill.cost(), bill.estimated());
	}

}
