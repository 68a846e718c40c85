package io.github.llmfallback.attempt;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.util.function.SingletonSupplier;

/**
 * Where streams take the steps that may ask a database what the budgets have left:
 * elsewhere than on timers and event loops, which other streams wait for. Whoever cancels
 * a stream does not interrupt a step that is under way.
 */
final class StreamSteps {

	private final Executor threads;

	private final Supplier<Scheduler> scheduler;

	/**
	 * Creates the steps.
	 * @param threads take each step at once, without queueing. A step that they reject is
	 * taken where it was about to begin
	 */
	StreamSteps(Executor threads) {
		this.threads = (step) -> take(step, threads);
		this.scheduler = SingletonSupplier.of(() -> Schedulers.fromExecutor(this.threads));
	}

	private static void take(Runnable step, Executor threads) {
		try {
			threads.execute(step);
		}
		catch (RejectedExecutionException ex) {
			step.run();
		}
	}

	/**
	 * A stream that begins with a step.
	 */
	Flux<ChatResponse> beginWith(Supplier<Flux<ChatResponse>> step) {
		return Flux.defer(() -> Schedulers.isInNonBlockingThread() ? Flux.defer(step).subscribeOn(this.scheduler.get())
				: step.get());
	}

	/**
	 * Takes a step that nobody waits for.
	 */
	void take(Runnable step) {
		if (Schedulers.isInNonBlockingThread()) {
			this.threads.execute(step);
		}
		else {
			step.run();
		}
	}

}
