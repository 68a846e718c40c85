package io.github.llmfallback.provider;

import java.util.function.Supplier;

import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * A stream in a scope of its own, which ends with the stream. Its subscriber can cancel
 * even while the source is still being subscribed, and afterwards hears nothing of the
 * failure that aborting a request looks like from inside.
 *
 * @param <T> what is streamed
 */
final class UpstreamFlux<T> extends Flux<T> {

	private final Flux<T> source;

	UpstreamFlux(Supplier<Flux<T>> request) {
		this.source = Flux.defer(request);
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> actual) {
		UpstreamScope scope = new UpstreamScope();
		ScopedSubscriber<T> subscriber = new ScopedSubscriber<>(actual, scope);
		actual.onSubscribe(subscriber);
		try {
			scope.subscribing(this.source).subscribe(subscriber);
		}
		catch (LinkageError | VirtualMachineError ex) {
			subscriber.failed(ex);
		}
	}

	private static final class ScopedSubscriber<T> extends Operators.DeferredSubscription implements CoreSubscriber<T> {

		private final CoreSubscriber<? super T> actual;

		private final UpstreamScope scope;

		/** Whether the subscriber is being told something, or knows the end. */
		private boolean telling;

		private ScopedSubscriber(CoreSubscriber<? super T> actual, UpstreamScope scope) {
			this.actual = actual;
			this.scope = scope;
		}

		@Override
		public Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			set(subscription);
		}

		@Override
		public void onNext(T item) {
			if (!this.scope.isAbandoned()) {
				this.telling = true;
				this.actual.onNext(item);
				this.telling = false;
			}
		}

		@Override
		public void onError(Throwable error) {
			this.scope.end();
			if (!this.scope.isAbandoned()) {
				this.telling = true;
				this.actual.onError(error);
			}
		}

		@Override
		public void onComplete() {
			this.scope.end();
			if (!this.scope.isAbandoned()) {
				this.telling = true;
				this.actual.onComplete();
			}
		}

		/**
		 * Ends a stream whose client threw what Reactor takes for fatal and tells nobody.
		 * What a subscriber threw is not the client's failure.
		 */
		void failed(Error error) {
			if (this.telling) {
				throw error;
			}
			boolean wanted = !this.scope.isAbandoned();
			cancel();
			if (wanted) {
				this.actual.onError(new IllegalStateException("the client failed", error));
			}
		}

		/**
		 * Tells Reactor's operators first, so that they take no notice of the failure.
		 */
		@Override
		public void cancel() {
			this.scope.abandon();
			super.cancel();
			this.scope.cancel();
			this.scope.end();
		}

	}

}
