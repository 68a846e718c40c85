package io.github.llmfallback.budget;

import java.time.Duration;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.pricing.PromptSize;

/**
 * An attempt that is to be paid for.
 *
 * @param id identifies the attempt
 * @param provider who is to be asked
 * @param model what is to be asked
 * @param counters what the attempt is counted in
 * @param price the model's price; {@code null} when unknown
 * @param prompt how large the prompt is
 * @param outputTokens the most tokens of the answer, of all answers where several are
 * asked for; positive
 * @param spentByCall what earlier attempts of the call have cost, in nano-units
 * @param storeFailure what the store said to an earlier attempt of the call when it was
 * out of reach, which is not found out again; {@code null} when it was not
 * @param timeLeft what the call has left
 */
public record PaymentRequest(String id, String provider, String model, CounterGroup counters, @Nullable Price price,
		PromptSize prompt, long outputTokens, long spentByCall, @Nullable LedgerUnavailableException storeFailure,
		Supplier<Duration> timeLeft) {

}
