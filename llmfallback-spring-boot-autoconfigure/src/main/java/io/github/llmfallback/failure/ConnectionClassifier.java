package io.github.llmfallback.failure;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.util.zip.ZipException;

import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;

/**
 * Providers that could not be reached and connections that broke, even in the middle of
 * an answer. I/O exceptions that are about files or about the content of an answer are
 * left to others.
 */
final class ConnectionClassifier implements FailureClassifier {

	private static final TypeNames UNREADABLE = TypeNames.of("com.fasterxml.jackson.core.JacksonException",
			"com.google.gson.stream.MalformedJsonException");

	@Override
	public @Nullable Failure classify(Throwable exception) {
		String message = message(exception);
		return (message != null) ? Failure.of(FailureKind.CONNECTION, message) : null;
	}

	private static @Nullable String message(Throwable exception) {
		if (exception instanceof UnknownHostException || exception instanceof UnresolvedAddressException) {
			return "unknown host";
		}
		if (exception instanceof ConnectException || exception instanceof NoRouteToHostException) {
			return "cannot connect";
		}
		if (exception instanceof SSLException) {
			return "TLS failure";
		}
		if (exception instanceof SocketException) {
			return "Connection reset".equals(exception.getMessage()) ? "connection reset" : "connection broken";
		}
		return isBrokenConnection(exception) ? "connection broken" : null;
	}

	/**
	 * An I/O exception that wraps another says less than its cause.
	 */
	private static boolean isBrokenConnection(Throwable exception) {
		return exception instanceof IOException && !(exception.getCause() instanceof IOException) && !isLocal(exception)
				&& !isUnreadable(exception);
	}

	private static boolean isLocal(Throwable exception) {
		return exception instanceof FileNotFoundException || exception instanceof FileSystemException;
	}

	private static boolean isUnreadable(Throwable exception) {
		return exception instanceof CharacterCodingException || exception instanceof ZipException
				|| UNREADABLE.match(exception);
	}

}
