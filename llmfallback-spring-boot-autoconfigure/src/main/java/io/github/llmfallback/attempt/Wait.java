package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import io.github.llmfallback.admission.ProviderGate;
import io.github.llmfallback.provider.Target;

/**
 * Waiting for a target that would not let the call in.
 *
 * @param target who is to be asked afterwards
 * @param atMost how long to wait
 * @param signal ends the wait early; {@code null} when only time does
 * @param line the provider for one of whose places the call stands in line, which the
 * signal gives; {@code null} when it does not
 */
record Wait(Target target, Duration atMost, @Nullable CompletableFuture<@Nullable Void> signal,
		@Nullable ProviderGate line) {

	/**
	 * Waits on the current thread.
	 */
	void await() throws InterruptedException {
		try {
			CompletableFuture<@Nullable Void> until = (this.signal != null) ? this.signal : new CompletableFuture<>();
			until.get(this.atMost.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			// Whether the wait was worth it shows at the gate.
		}
	}

	/**
	 * Waits without a thread, and goes on elsewhere than where the signal is given.
	 */
	Mono<Void> over() {
		if (this.signal == null) {
			return Mono.delay(this.atMost).then();
		}
		Mono<Void> signalled = Mono.fromFuture(this.signal, true).onErrorComplete().publishOn(Schedulers.parallel());
		return Mono.firstWithSignal(signalled, Mono.delay(this.atMost).then());
	}

	/**
	 * Ends the wait.
	 * @return whether the call holds a place, which it must take or give back
	 */
	boolean end() {
		return this.line != null && this.signal != null && !this.signal.cancel(false);
	}

	/**
	 * Ends the wait of a call that has come to its end.
	 */
	void abandon() {
		if (end() && this.line != null) {
			this.line.giveBackPlace();
		}
	}

}
