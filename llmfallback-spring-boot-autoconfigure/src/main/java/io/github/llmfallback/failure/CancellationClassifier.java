package io.github.llmfallback.failure;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;

/**
 * Calls that ended because the caller gave up: its thread was interrupted or its request
 * cancelled. OkHttp has no types for these, only the messages "interrupted" and
 * "Canceled".
 */
final class CancellationClassifier implements FailureClassifier {

	@Override
	public @Nullable Failure classify(Throwable exception) {
		boolean cancelled = exception instanceof InterruptedException || exception instanceof CancellationException
				|| exception instanceof ClosedByInterruptException || isInterruption(exception)
				|| (exception instanceof IOException && "Canceled".equals(exception.getMessage()));
		return cancelled ? Failure.of(FailureKind.CANCELLED, "cancelled by the caller") : null;
	}

	static boolean isInterruption(Throwable exception) {
		return exception instanceof InterruptedIOException && "interrupted".equals(exception.getMessage());
	}

}
