package io.github.llmfallback.failure;

import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * Timeouts of the JDK and of the clients built on it. Asked before other I/O failures,
 * because clients carry out a timeout by cancelling the request or closing its socket and
 * report that as the cause. A timeout while connecting is a failed connection: nothing
 * was sent.
 */
final class TimeoutClassifier implements FailureClassifier {

	private static final Set<String> CLOSED = Set.of("closed", "subscription cancelled");

	private static final Set<String> READERS = Set.of(
			"jdk.internal.net.http.ResponseSubscribers$HttpResponseInputStream",
			"jdk.internal.net.http.Http1AsyncReceiver");

	private static final TypeNames NETTY = TypeNames.of("io.netty.handler.timeout.TimeoutException");

	@Override
	public @Nullable Failure classify(Throwable exception) {
		if (isConnectTimeout(exception)) {
			return Failure.of(FailureKind.CONNECTION, "connect timed out");
		}
		return isTimeout(exception) ? Failure.of(FailureKind.TIMEOUT, "timed out") : null;
	}

	private static boolean isConnectTimeout(Throwable exception) {
		if (exception instanceof SocketTimeoutException && exception.getMessage() != null) {
			String message = exception.getMessage().toLowerCase(Locale.ROOT);
			return message.startsWith("connect") || message.startsWith("failed to connect");
		}
		return exception instanceof HttpConnectTimeoutException;
	}

	private static boolean isTimeout(Throwable exception) {
		return exception instanceof TimeoutException || exception instanceof HttpTimeoutException
				|| (exception instanceof InterruptedIOException && !CancellationClassifier.isInterruption(exception))
				|| NETTY.match(exception) || isClosedBody(exception);
	}

	/**
	 * Whether the body of an answer that came over HTTP/1.1 to the JDK's client was
	 * closed while somebody read it, as Java 17 and 25 say it: that is how Spring ends an
	 * answer which takes too long. A body that broke says so in its cause.
	 */
	private static boolean isClosedBody(Throwable exception) {
		return exception.getCause() == null && CLOSED.contains(String.valueOf(exception.getMessage()))
				&& isThrownByReader(exception);
	}

	private static boolean isThrownByReader(Throwable exception) {
		StackTraceElement[] trace = exception.getStackTrace();
		return trace.length > 0 && READERS.contains(trace[0].getClassName());
	}

}
