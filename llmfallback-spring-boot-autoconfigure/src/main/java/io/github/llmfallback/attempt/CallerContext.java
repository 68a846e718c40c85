package io.github.llmfallback.attempt;

import java.util.Map;
import java.util.concurrent.Callable;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import reactor.util.context.Context;

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

	<T extends @Nullable Object> Callable<T> wrap(Callable<T> task) {
		Callable<T> logged = () -> {
			setMdc();
			try {
				return task.call();
			}
			finally {
				MDC.clear();
			}
		};
		return this.snapshot.wrap(logged);
	}

	Runnable wrap(Runnable task) {
		return this.snapshot.wrap(() -> {
			setMdc();
			try {
				task.run();
			}
			finally {
				MDC.clear();
			}
		});
	}

	/**
	 * Adds to the context of a stream what it does not hold already.
	 */
	Context addTo(Context context) {
		return this.snapshot.updateContext(context, (key) -> !context.hasKey(key));
	}

	private void setMdc() {
		if (this.mdc != null) {
			MDC.setContextMap(this.mdc);
		}
	}

}
