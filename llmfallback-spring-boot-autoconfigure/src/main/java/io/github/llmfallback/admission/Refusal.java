package io.github.llmfallback.admission;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A call was not let in. Nothing is held and nothing is owed.
 *
 * @param reason why not
 * @param availableIn how long the gate will stay closed as far as it knows; zero when it
 * opens as soon as another call leaves, {@code null} when waiting does not open it
 */
public record Refusal(SkipReason reason, @Nullable Duration availableIn) implements Entry {

	static final Refusal DISABLED = new Refusal(SkipReason.DISABLED, null);

	static final Refusal CONTEXT_WINDOW = new Refusal(SkipReason.CONTEXT_WINDOW, null);

	static final Refusal CONCURRENCY = new Refusal(SkipReason.CONCURRENCY, Duration.ZERO);

}
