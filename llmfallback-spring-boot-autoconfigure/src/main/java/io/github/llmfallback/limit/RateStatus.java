package io.github.llmfallback.limit;

import org.jspecify.annotations.Nullable;

/**
 * What is left of the rates at one moment.
 *
 * @param requestsPerMinute the limit; {@code null} without one
 * @param requestsAvailable requests that would be admitted now; {@code null} without a
 * limit
 * @param tokensPerMinute the limit; {@code null} without one
 * @param tokensAvailable tokens that could be acquired now, 0 while more were used than
 * acquired; {@code null} without a limit
 */
public record RateStatus(@Nullable Long requestsPerMinute, @Nullable Long requestsAvailable,
		@Nullable Long tokensPerMinute, @Nullable Long tokensAvailable) {

}
