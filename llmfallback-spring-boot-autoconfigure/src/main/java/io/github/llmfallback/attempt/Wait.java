package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Waiting until one of the targets that would not let the call in may do so.
 *
 * @param atLast who is asked when the time is over and nobody else may be
 * @param atMost how long to wait
 * @param chances end the wait early, the first that comes
 */
record Wait(Resort atLast, Duration atMost, List<Chance> chances) {

	/**
	 * Waits on the current thread.
	 */
	void await() throws InterruptedException {
		try {
			signal().get(this.atMost.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			// Whether the wait was worth it shows at the gate.
		}
	}

	/**
	 * Waits without a thread, and goes on elsewhere than where the signal is given.
	 */
	Mono<Void> over() {
		Mono<Void> time = Mono.delay(this.atMost).then();
		if (this.chances.isEmpty()) {
			return time;
		}
		Mono<Void> signalled = Mono.fromFuture(signal(), true)
			.onErrorComplete()
			.publishOn(Schedulers.parallel())
			.then();
		return Mono.firstWithSignal(signalled, time);
	}

	/**
	 * The first chance that comes.
	 * @return completes with whatever, or never where only time ends the wait
	 */
	CompletableFuture<?> signal() {
		return (this.chances.size() == 1) ? this.chances.get(0).signal()
				: CompletableFuture.anyOf(this.chances.stream().map(Chance::signal).toArray(CompletableFuture[]::new));
	}

	/**
	 * Ends the wait. Of several places that came at the same moment one is kept.
	 * @return whose turn it is
	 */
	Turn end() {
		Turn turn = new Turn(this.atLast, null);
		for (Chance chance : this.chances) {
			if (chance.end()) {
				Turn next = new Turn(chance.resort(), chance.line());
				if (turn.hasPlace()) {
					next.giveBackPlace();
				}
				else {
					turn = next;
				}
			}
		}
		return turn;
	}

	/**
	 * Ends the wait of a call that has come to its end.
	 */
	void abandon() {
		end().giveBackPlace();
	}

}
