package io.github.llmfallback.provider.simulated;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import io.github.llmfallback.failure.FailureKind;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;

/**
 * A chat model that answers by itself, without key and network. Everything that looks
 * like chance follows from a seed: the n-th request of two models with the same settings
 * has the same fate, whichever thread sends it. Thread-safe.
 * <p>
 * Failures look as a provider's do. Most are a {@link SimulatedFailureException};
 * {@link FailureKind#EMPTY_RESPONSE}, {@link FailureKind#CONTENT_FILTERED} and
 * {@link FailureKind#MALFORMED_RESPONSE} (no generations) are answers;
 * {@link FailureKind#TIMEOUT} is silence until the caller gives up or
 * {@link SimulatedChatModelBuilder#hangFor(Duration)} is over; a
 * {@link FailureKind#TRUNCATED} stream completes after half of its words without a finish
 * reason, while a blocking call throws that kind. {@link FailureKind#CANCELLED} and
 * {@link FailureKind#BUDGET_EXCEEDED} arise on the caller's side and are rejected with an
 * {@link IllegalArgumentException}.
 */
public final class SimulatedChatModel implements ChatModel {

	private final SimulatedSettings settings;

	private final AnswerWriter writer;

	private final Sleeper sleeper;

	private final Supplier<Scheduler> scheduler;

	private final AtomicLong requests = new AtomicLong();

	private volatile @Nullable Disturbance forced;

	SimulatedChatModel(SimulatedSettings settings, Sleeper sleeper, Supplier<Scheduler> scheduler) {
		this.settings = settings;
		this.writer = new AnswerWriter(settings);
		this.sleeper = sleeper;
		this.scheduler = scheduler;
	}

	public static SimulatedChatModelBuilder builder() {
		return new SimulatedChatModelBuilder();
	}

	/**
	 * Answers or fails. An interrupt ends the call at once with
	 * {@link FailureKind#CANCELLED} and leaves the thread interrupted.
	 * @param prompt the question; max tokens of its options bound the answer
	 * @return the answer, with usage
	 * @throws SimulatedFailureException when the request is fated or forced to fail
	 */
	@Override
	public ChatResponse call(Prompt prompt) {
		Fate fate = nextFate();
		Disturbance disturbance = fate.disturbance();
		if (disturbance == null || disturbance.breaksStreamsOnly() || disturbance.isAnswer()) {
			pause(fate.latency(), fate);
			return this.writer.write(prompt, fate).whole();
		}
		pause((disturbance.hangs()) ? this.settings.hangFor() : fate.latency(), fate);
		throw error(fate, disturbance);
	}

	/**
	 * Answers word by word or fails. Each subscription is a request of its own, and
	 * nothing is left running once it is cancelled.
	 * @param prompt the question; max tokens of its options bound the answer
	 * @return a cold stream whose last chunk carries finish reason and usage
	 */
	@Override
	public Flux<ChatResponse> stream(Prompt prompt) {
		return Flux.defer(() -> script(prompt, nextFate()).play(this.settings.pace(), this.scheduler.get()));
	}

	private Script script(Prompt prompt, Fate fate) {
		Disturbance disturbance = fate.disturbance();
		SimulatedAnswer answer = this.writer.write(prompt, fate);
		if (disturbance == null || disturbance.isAnswer()) {
			return new Script(fate.latency(), answer.chunks(), null);
		}
		if (disturbance.kind() == FailureKind.TRUNCATED) {
			return new Script(fate.latency(), answer.firstHalf(), null);
		}
		Integer words = disturbance.afterWords();
		List<ChatResponse> chunks = (words != null) ? answer.beginning(words) : List.of();
		Duration silence = (disturbance.hangs()) ? this.settings.hangFor() : fate.latency();
		return new Script(silence, chunks, error(fate, disturbance));
	}

	private Fate nextFate() {
		Fate fate = Fate.of(this.settings, this.requests.incrementAndGet());
		Disturbance disturbance = this.forced;
		return (disturbance != null) ? fate.disturbedBy(disturbance) : fate;
	}

	private void pause(Duration duration, Fate fate) {
		if (duration.isZero()) {
			return;
		}
		try {
			this.sleeper.sleep(duration);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw SimulatedFailureException.interrupted(this.settings.provider(), fate.request(), ex);
		}
	}

	private SimulatedFailureException error(Fate fate, Disturbance disturbance) {
		return SimulatedFailureException.of(this.settings.provider(), fate.request(), disturbance);
	}

	/**
	 * Makes every request from now on fail, until {@link #heal()}. Rate limits and
	 * overloads ask to wait 2 seconds.
	 * @param kind how
	 */
	public void failWith(FailureKind kind) {
		this.forced = Disturbance.of(kind);
	}

	/**
	 * Makes every request from now on fail, until {@link #heal()}.
	 * @param kind how
	 * @param retryAfter how long the caller is asked to wait; not negative, without
	 * meaning for kinds that are answers
	 */
	public void failWith(FailureKind kind, Duration retryAfter) {
		this.forced = new Disturbance(kind, retryAfter, null);
	}

	/**
	 * Makes every stream from now on break with {@link FailureKind#CONNECTION}, until
	 * {@link #heal()}. Blocking calls are answered.
	 * @param words how many words arrive before; not negative. A shorter answer arrives
	 * whole, but without its finish reason
	 */
	public void breakAfter(int words) {
		this.forced = Disturbance.breakAfter(words);
	}

	/**
	 * Forgets what was forced. Requests under way keep their fate, and configured
	 * probabilities stay.
	 */
	public void heal() {
		this.forced = null;
	}

	/**
	 * How requests are forced to fail at present.
	 * @return the kind; {@link FailureKind#CONNECTION} while streams are made to break;
	 * empty when nothing is forced
	 */
	public Optional<FailureKind> forcedFailure() {
		return Optional.ofNullable(this.forced).map(Disturbance::kind);
	}

	/**
	 * How many requests were seen.
	 * @return calls and subscriptions to streams, failed ones included
	 */
	public long requests() {
		return this.requests.get();
	}

	/**
	 * The name of the provider.
	 * @return the name used in answers and messages
	 */
	public String provider() {
		return this.settings.provider();
	}

	@Override
	public ChatOptions getOptions() {
		return ToolCallingChatOptions.builder()
			.model(this.settings.model())
			.maxTokens(this.settings.maxTokens())
			.build();
	}

	@Override
	public String toString() {
		return "SimulatedChatModel[provider=" + this.settings.provider() + ", model=" + this.settings.model() + "]";
	}

}
