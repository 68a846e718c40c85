package io.github.llmfallback.provider;

import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

import org.jspecify.annotations.Nullable;

/**
 * Hands a body over when all of it has arrived. Until then its reader waits for the
 * request, which an interrupt or a timeout ends, and not for more bytes: the JDK's stream
 * of them forgets an interrupt (Java 17) and calls a timeout a closed stream.
 *
 * @param <T> what the body is turned into
 */
final class WholeBody<T> implements BodySubscriber<T> {

	private final BodySubscriber<T> body;

	private final List<ByteBuffer> received = new ArrayList<>();

	private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();

	private WholeBody(BodySubscriber<T> body) {
		this.body = body;
	}

	/**
	 * Waits for the bodies of answers. Those of errors are handed over as they come,
	 * because their status counts even when the rest never arrives.
	 */
	static <T> BodyHandler<T> of(BodyHandler<T> handler) {
		return (info) -> {
			BodySubscriber<T> body = handler.apply(info);
			return (info.statusCode() / 100 == 2) ? new WholeBody<>(body) : body;
		};
	}

	@Override
	public CompletionStage<T> getBody() {
		return this.end.thenCompose((whole) -> this.body.getBody());
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.body.onSubscribe(new Delivered());
		subscription.request(Long.MAX_VALUE);
	}

	@Override
	public void onNext(List<ByteBuffer> item) {
		this.received.addAll(item);
	}

	@Override
	public void onError(Throwable error) {
		this.received.clear();
		this.body.onError(error);
		this.end.completeExceptionally(error);
	}

	@Override
	public void onComplete() {
		if (!this.received.isEmpty()) {
			this.body.onNext(this.received);
		}
		this.body.onComplete();
		this.end.complete(null);
	}

	/**
	 * Has nothing to ask for and nothing to cancel.
	 */
	private static final class Delivered implements Subscription {

		@Override
		public void request(long count) {
		}

		@Override
		public void cancel() {
		}

	}

}
