package io.github.llmfallback.attempt;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshot.Scope;
import io.micrometer.context.ContextSnapshotFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * What the caller's thread carries along: whatever is registered with Micrometer's
 * context propagation (the current observation, the security context) and the logging
 * context.
 */
public final class CallerContext {

	private static final ContextSnapshotFactory SNAPSHOTS = ContextSnapshotFactory.builder().build();

	private final ContextSnapshot snapshot;

	private final @Nullable Map<String, String> mdc;

	private CallerContext(ContextSnapshot snapshot, @Nullable Map<String, String> mdc) {
		this.snapshot = snapshot;
		this.mdc = mdc;
	}

	static CallerContext capture() {
		return new CallerContext(SNAPSHOTS.captureAll(), MDC.getCopyOfContextMap());
	}

	/**
	 * Does something where the thread carries what the subscriber of a stream does.
	 * @param subscriber the subscriber's context
	 * @param task what to do
	 * @param <T> what comes of it
	 * @return what comes of it
	 */
	public static <T> T within(ContextView subscriber, Supplier<T> task) {
		Scope scope = SNAPSHOTS.setThreadLocalsFrom(subscriber);
		try {
			return task.get();
		}
		finally {
			scope.close();
		}
	}

	<T extends @Nullable Object> Callable<T> wrap(Callable<T> task) {
		Callable<T> logged = () -> {
			Map<String, String> before = MDC.getCopyOfContextMap();
			setMdc(this.mdc);
			try {
				return task.call();
			}
			finally {
				setMdc(before);
			}
		};
		return this.snapshot.wrap(logged);
	}

	Runnable wrap(Runnable task) {
		return this.snapshot.wrap(() -> {
			Map<String, String> before = MDC.getCopyOfContextMap();
			setMdc(this.mdc);
			try {
				task.run();
			}
			finally {
				setMdc(before);
			}
		});
	}

	/**
	 * Adds this to the context of a stream.
	 */
	Context addTo(Context context) {
		return this.snapshot.updateContext(context);
	}

	/**
	 * Subscribes in this context, on whatever thread that happens.
	 */
	<T> Flux<T> subscribing(Flux<T> source) {
		return new Flux<>() {

			@Override
			public void subscribe(CoreSubscriber<? super T> actual) {
				wrap(() -> source.subscribe(actual)).run();
			}

		};
	}

	private static void setMdc(@Nullable Map<String, String> values) {
		if (values != null) {
			MDC.setContextMap(values);
		}
		else {
			MDC.clear();
		}
	}

}
