package io.github.llmfallback;

import java.time.Duration;
import java.util.List;

import io.github.llmfallback.failure.Failure;
import org.jspecify.annotations.Nullable;

/**
 * One provider's failure that no fallback can cure: the request is wrong, a stream broke
 * after content was delivered, or the call allowed no other provider. The cause is the
 * provider's own exception, when there was one.
 */
@SuppressWarnings("serial")
public class ProviderCallException extends LlmFallbackException {

	private final String provider;

	private final @Nullable Duration retryAfter;

	ProviderCallException(String provider, Failure failure, List<AttemptRecord> attempts,
			@Nullable String partialText) {
		super("Provider '" + provider + "' failed with " + failure.kind() + " (" + failure.message() + ")",
				failure.cause(), failure.kind(), attempts, partialText);
		this.provider = provider;
		this.retryAfter = failure.retryAfter();
	}

	/**
	 * Who failed.
	 * @return the provider's name
	 */
	public String provider() {
		return this.provider;
	}

	/**
	 * How long the provider asked to wait.
	 * @return a positive duration, or {@code null} when it did not say
	 */
	public @Nullable Duration retryAfter() {
		return this.retryAfter;
	}

}
