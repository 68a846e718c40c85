package io.github.llmfallback.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/**
 * Ties the HTTP requests that one attempt sends to a handle that can abort them. Spring
 * AI offers no such handle: a cancelled stream or an abandoned call would keep its
 * connection, and the vendor would keep generating and charging. The chat models built by
 * a {@link ChatModelFactory} join the scope that is current on the thread that calls or
 * subscribes; other chat models are not affected.
 * <p>
 * A scope serves one attempt. It may be cancelled from any thread, at any time and any
 * number of times. Once the attempt has ended it holds no references and cancelling it
 * does nothing.
 */
public final class UpstreamScope {

	private static final ThreadLocal<@Nullable UpstreamScope> CURRENT = new ThreadLocal<>();

	private List<Runnable> actions = List.of();

	private List<Runnable> streams = List.of();

	private volatile boolean abandoned;

	private boolean ended;

	/**
	 * Makes a blocking request that {@link #cancel()} can abort. Interrupting the calling
	 * thread aborts it, too.
	 * @param request calls a chat model
	 * @param <T> what the request returns
	 * @return what the request returned
	 */
	public <T extends @Nullable Object> T call(Supplier<T> request) {
		boolean answered = false;
		try {
			T answer = within(request);
			answered = true;
			return answer;
		}
		finally {
			if (!answered || Thread.currentThread().isInterrupted()) {
				cancel();
			}
			end();
		}
	}

	/**
	 * Makes a streaming request that is aborted as soon as its subscriber cancels. Every
	 * subscription has a scope of its own.
	 * @param request streams from a chat model; called for each subscription
	 * @param <T> what the request streams
	 * @return the same stream; a subscriber that has cancelled hears nothing more
	 */
	public static <T> Flux<T> stream(Supplier<Flux<T>> request) {
		return new UpstreamFlux<>(request);
	}

	/**
	 * Closes the connections of this scope's requests, also of those that are only about
	 * to be sent. Returns at once; the requests fail as if the connection had been lost.
	 */
	public void cancel() {
		List<Runnable> pending;
		synchronized (this) {
			this.abandoned = true;
			pending = this.actions;
			this.actions = List.of();
		}
		pending.forEach(Runnable::run);
	}

	/**
	 * The scope that a request sent by this thread belongs to.
	 * @return the current scope, or {@code null} outside of any
	 */
	static @Nullable UpstreamScope current() {
		return CURRENT.get();
	}

	/**
	 * Registers how to abort a request. Runs the action at once when the scope has been
	 * cancelled before.
	 * @param action aborts a request; quick, idempotent and safe on any thread
	 */
	void onCancel(Runnable action) {
		synchronized (this) {
			if (!this.abandoned) {
				if (!this.ended) {
					this.actions = with(this.actions, action);
				}
				return;
			}
		}
		action.run();
	}

	/**
	 * Registers how to end a stream that fails quietly. Runs ahead of Reactor's
	 * cancellation, which may wait for the thread that reads the stream.
	 * @param action ends a stream; quick, idempotent and safe on any thread
	 */
	void onAbandon(Runnable action) {
		synchronized (this) {
			if (!this.abandoned) {
				if (!this.ended) {
					this.streams = with(this.streams, action);
				}
				return;
			}
		}
		action.run();
	}

	/**
	 * Says that nobody wants the answer any more, ahead of {@link #cancel()}.
	 */
	void abandon() {
		List<Runnable> pending;
		synchronized (this) {
			this.abandoned = true;
			pending = this.streams;
			this.streams = List.of();
		}
		pending.forEach(Runnable::run);
	}

	private static List<Runnable> with(List<Runnable> actions, Runnable action) {
		List<Runnable> more = new ArrayList<>(actions);
		more.add(action);
		return List.copyOf(more);
	}

	boolean isAbandoned() {
		return this.abandoned;
	}

	synchronized void end() {
		this.ended = true;
		this.actions = List.of();
		this.streams = List.of();
	}

	/**
	 * Carries the scope over to another thread of the same attempt.
	 */
	<T extends @Nullable Object> T within(Supplier<T> request) {
		UpstreamScope outer = CURRENT.get();
		CURRENT.set(this);
		try {
			return request.get();
		}
		finally {
			CURRENT.set(outer);
		}
	}

	/**
	 * Makes this scope current while a source is being subscribed.
	 */
	<T> Flux<T> subscribing(Flux<T> source) {
		return new Flux<>() {

			@Override
			public void subscribe(CoreSubscriber<? super T> actual) {
				within(() -> {
					source.subscribe(actual);
					return actual;
				});
			}

		};
	}

}
