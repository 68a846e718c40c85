package io.github.llmfallback.attempt;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

import org.springframework.ai.chat.model.ChatResponse;

/**
 * Delivers what an attempt makes of its chunks, and ends with a {@link TimeoutException}
 * when the next chunk is late. One timer watches the whole stream: it looks at the time
 * when a chunk could be late, not at each chunk. The time that the subscriber takes does
 * not count. For subscribers that request everything.
 */
final class PatientFlux extends FluxOperator<ChatResponse, ChatResponse> {

	private final StreamAttempt attempt;

	private final Function<ChatResponse, List<ChatResponse>> received;

	/**
	 * Creates the stream.
	 * @param source the chunks
	 * @param attempt says how long to wait for the next chunk
	 * @param received takes a chunk that came in time, and says what to deliver for it
	 */
	PatientFlux(Flux<ChatResponse> source, StreamAttempt attempt, Function<ChatResponse, List<ChatResponse>> received) {
		super(source);
		this.attempt = attempt;
		this.received = received;
	}

	@Override
	public void subscribe(CoreSubscriber<? super ChatResponse> actual) {
		this.source.subscribe(new Watch(actual, this.attempt, this.received));
	}

	private static final class Watch implements CoreSubscriber<ChatResponse>, Subscription {

		/** A chunk is being delivered. */
		private static final long DELIVERING = -1;

		/** A chunk is being delivered, and the timer has stopped meanwhile. */
		private static final long UNWATCHED = -2;

		/** Nothing more is delivered. */
		private static final long ENDED = -3;

		private final CoreSubscriber<? super ChatResponse> actual;

		private final StreamAttempt attempt;

		private final Function<ChatResponse, List<ChatResponse>> received;

		/** One of the above, or since when the next chunk is due. */
		private final AtomicLong state;

		private final Disposable.Swap timer = Disposables.swap();

		/**
		 * Whether the timer knows that the model has begun, which changes the patience.
		 */
		private boolean begun;

		private Subscription upstream = Operators.emptySubscription();

		Watch(CoreSubscriber<? super ChatResponse> actual, StreamAttempt attempt,
				Function<ChatResponse, List<ChatResponse>> received) {
			this.actual = actual;
			this.attempt = attempt;
			this.received = received;
			this.state = new AtomicLong(attempt.now());
		}

		@Override
		public Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.upstream = subscription;
			watch(this.state.get());
			this.actual.onSubscribe(this);
		}

		@Override
		public void onNext(ChatResponse chunk) {
			long since = this.state.get();
			if (isWaiting(since) && this.state.compareAndSet(since, DELIVERING)) {
				try {
					for (ChatResponse delivered : received(chunk)) {
						this.actual.onNext(delivered);
					}
				}
				finally {
					delivered(this.attempt.now());
				}
			}
		}

		/**
		 * Throws what Reactor takes for fatal, as subscribers do. The timer will end the
		 * stream then, as nobody else does.
		 */
		private List<ChatResponse> received(ChatResponse chunk) {
			try {
				return this.received.apply(chunk);
			}
			catch (Throwable ex) {
				onError(Operators.onOperatorError(this.upstream, ex, chunk, currentContext()));
				return List.of();
			}
		}

		private void delivered(long now) {
			boolean watched = this.state.compareAndSet(DELIVERING, now) || !this.state.compareAndSet(UNWATCHED, now);
			if (!watched || this.begun != this.attempt.hasBegun()) {
				this.begun = this.attempt.hasBegun();
				watch(now);
			}
		}

		@Override
		public void onError(Throwable error) {
			if (end()) {
				this.actual.onError(error);
			}
		}

		@Override
		public void onComplete() {
			if (end()) {
				this.actual.onComplete();
			}
		}

		@Override
		public void request(long number) {
			this.upstream.request(number);
		}

		@Override
		public void cancel() {
			if (end()) {
				this.upstream.cancel();
			}
		}

		/**
		 * Looks again when the next chunk could be late.
		 */
		private synchronized void watch(long since) {
			long later = this.attempt.patience(since).toNanos();
			this.timer.update(Schedulers.parallel().schedule(this::look, later, TimeUnit.NANOSECONDS));
		}

		private void look() {
			long since = this.state.get();
			if (isWaiting(since)) {
				look(since);
			}
			else if (since == DELIVERING && !this.state.compareAndSet(DELIVERING, UNWATCHED)) {
				look();
			}
		}

		private void look(long since) {
			if (!this.attempt.patience(since).isZero()) {
				watch(since);
			}
			else if (this.state.compareAndSet(since, ENDED)) {
				this.timer.dispose();
				this.upstream.cancel();
				this.actual.onError(new TimeoutException("no chunk in time"));
			}
			else {
				look();
			}
		}

		private static boolean isWaiting(long state) {
			return state >= 0;
		}

		/**
		 * Leaves the timer alone when that has ended the stream: stopping it would
		 * interrupt whatever follows on its thread.
		 */
		private boolean end() {
			boolean first = this.state.getAndSet(ENDED) != ENDED;
			if (first) {
				this.timer.dispose();
			}
			return first;
		}

	}

}
