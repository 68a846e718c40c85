package io.github.llmfallback;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.failure.FailureKind;
import org.jspecify.annotations.Nullable;

/**
 * Every provider that could be asked failed or was skipped, or the time was up before one
 * was asked. The cause is the error of the first provider that was asked.
 */
@SuppressWarnings("serial")
public class AllProvidersFailedException extends LlmFallbackException {

	private final Map<String, Throwable> providerErrors;

	AllProvidersFailedException(String message, @Nullable Throwable cause, FailureKind kind,
			List<AttemptRecord> attempts, @Nullable String partialText, Map<String, Throwable> providerErrors) {
		super(message, cause, kind, attempts, partialText);
		this.providerErrors = Collections.unmodifiableMap(new LinkedHashMap<>(providerErrors));
	}

	/**
	 * The last error of each provider that was asked.
	 * @return errors by provider name, in the order the providers were asked
	 */
	public Map<String, Throwable> providerErrors() {
		return this.providerErrors;
	}

}
