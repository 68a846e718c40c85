package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.github.llmfallback.provider.UpstreamScope;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.util.function.SingletonSupplier;

/**
 * Runs attempts on threads of their own, so that a call ends in time even when a client
 * ignores interruption. An attempt that is given up is interrupted and its connection is
 * closed.
 */
public final class IsolatedExecution implements AttemptExecution {

	private final ExecutorService threads;

	private final Supplier<Scheduler> scheduler;

	/**
	 * Creates the execution.
	 * @param threads runs each attempt at once, without queueing
	 */
	public IsolatedExecution(ExecutorService threads) {
		this.threads = threads;
		this.scheduler = SingletonSupplier.of(() -> Schedulers.fromExecutorService(threads));
	}

	@Override
	public @Nullable ChatResponse run(Supplier<@Nullable ChatResponse> attempt, Supplier<Duration> atMost)
			throws TimeoutException, InterruptedException {
		UpstreamScope scope = new UpstreamScope();
		Future<@Nullable ChatResponse> running = this.threads
			.submit(CallerContext.capture().wrap(() -> scope.call(attempt)));
		try {
			return await(running, atMost);
		}
		catch (ExecutionException ex) {
			throw rethrow(ex.getCause());
		}
		catch (TimeoutException | InterruptedException | CancellationException ex) {
			running.cancel(true);
			scope.cancel();
			throw ex;
		}
	}

	private static @Nullable ChatResponse await(Future<@Nullable ChatResponse> running, Supplier<Duration> atMost)
			throws TimeoutException, InterruptedException, ExecutionException {
		long waited = 0;
		while (true) {
			long patience = atMost.get().toNanos();
			try {
				return running.get(patience - waited, TimeUnit.NANOSECONDS);
			}
			catch (TimeoutException ex) {
				if (atMost.get().toNanos() <= patience) {
					throw ex;
				}
				waited = patience;
			}
		}
	}

	private static RuntimeException rethrow(@Nullable Throwable cause) {
		if (cause instanceof Error error) {
			throw error;
		}
		return (cause instanceof RuntimeException exception) ? exception : new IllegalStateException(cause);
	}

	@Override
	public Flux<ChatResponse> stream(Flux<ChatResponse> attempt) {
		return attempt.subscribeOn(this.scheduler.get());
	}

}
