package io.github.llmfallback.attempt;

import java.util.Map;
import java.util.concurrent.Callable;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;

/**
 * What the caller's thread carries along: whatever is registered with Micrometer's
 * context propagation (the current observation, the security context) and the logging
 * context.
 */
final class CallerContext {

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
	 * Adds to the context of a stream what it does not hold already.
	 */
	Context addTo(Context context) {
		return this.snapshot.updateContext(context, (key) -> !context.hasKey(key));
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
