package io.github.llmfallback.pricing;

import java.math.BigDecimal;
import java.math.BigInteger;

import org.jspecify.annotations.Nullable;

/**
 * What a model costs, in nano-units of the currency (see {@link Money}). Prices are per
 * 1,000 tokens, because that of a single token may be a part of a nano-unit.
 *
 * @param inputPer1k for 1,000 input tokens; not negative
 * @param outputPer1k for 1,000 output tokens; not negative
 * @param cachedInputPer1k for 1,000 input tokens read from the provider's prompt cache;
 * not negative
 * @param cacheWritePer1k for 1,000 input tokens written to the provider's prompt cache;
 * not negative
 * @param perRequest for each request, whatever its size; not negative
 * @param longPrompt the price of long prompts; {@code null} when their price is the same
 */
public record Price(long inputPer1k, long outputPer1k, long cachedInputPer1k, long cacheWritePer1k, long perRequest,
		@Nullable LongPrompt longPrompt) {

	/** Costs nothing, and is known to. */
	public static final Price FREE = new Price(0, 0, 0, 0);

	private static final long TOKENS = 1_000;

	public Price {
		if (inputPer1k < 0 || outputPer1k < 0 || cachedInputPer1k < 0 || cacheWritePer1k < 0 || perRequest < 0) {
			throw new IllegalArgumentException("a price must not be negative");
		}
		if (longPrompt != null
				&& (longPrompt.price().inputPer1k < inputPer1k || longPrompt.price().outputPer1k < outputPer1k
						|| longPrompt.price().cachedInputPer1k < cachedInputPer1k
						|| longPrompt.price().cacheWritePer1k < cacheWritePer1k
						|| longPrompt.price().perRequest < perRequest)) {
			throw new IllegalArgumentException("long prompts must not be cheaper than short ones");
		}
	}

	/**
	 * A price in which writing to a cache costs what input does.
	 * @param inputPer1k for 1,000 input tokens; not negative
	 * @param outputPer1k for 1,000 output tokens; not negative
	 * @param cachedInputPer1k for 1,000 input tokens read from a cache; not negative
	 * @param perRequest for each request; not negative
	 */
	public Price(long inputPer1k, long outputPer1k, long cachedInputPer1k, long perRequest) {
		this(inputPer1k, outputPer1k, cachedInputPer1k, inputPer1k, perRequest, null);
	}

	/**
	 * One price for input, cached or not, and output.
	 * @param per1k the price of 1,000 tokens in main units, 0.03 for three cents
	 * @return the price
	 */
	public static Price per1kTokens(BigDecimal per1k) {
		long nanos = Money.toNanos(per1k);
		return new Price(nanos, nanos, nanos, 0);
	}

	/**
	 * Whether every request costs nothing.
	 * @return {@code false} when any part has a price
	 */
	public boolean isFree() {
		return dearestInputPer1k() == 0 && this.outputPer1k == 0 && this.perRequest == 0
				&& (this.longPrompt == null || this.longPrompt.price().isFree());
	}

	/**
	 * Whether no request costs less than it would at another price.
	 */
	public boolean isNowhereLowerThan(Price other) {
		return this.inputPer1k >= other.inputPer1k && this.outputPer1k >= other.outputPer1k
				&& this.cachedInputPer1k >= other.cachedInputPer1k && this.cacheWritePer1k >= other.cacheWritePer1k
				&& this.perRequest >= other.perRequest && (other.longPrompt == null
						|| ofPrompt(other.longPrompt.moreThan() + 1).isNowhereLowerThan(other.longPrompt.price()));
	}

	private Price ofPrompt(long inputTokens) {
		return (this.longPrompt != null && inputTokens > this.longPrompt.moreThan()) ? this.longPrompt.price() : this;
	}

	/**
	 * The cost of one request.
	 * @param usage its tokens
	 * @return nano-units, rounded up once for the whole request
	 */
	public long cost(TokenUsage usage) {
		if (this.longPrompt != null && usage.allInputTokens() > this.longPrompt.moreThan()) {
			return this.longPrompt.price().cost(usage);
		}
		return cost(usage.inputTokens(), this.inputPer1k, usage.cachedInputTokens(), usage.cacheWriteTokens(),
				usage.outputTokens());
	}

	private long cost(long input, long inputPer1k, long cachedInput, long cacheWrite, long output) {
		try {
			long thousandths = Math.addExact(
					Math.addExact(Math.multiplyExact(input, inputPer1k), Math.multiplyExact(output, this.outputPer1k)),
					Math.addExact(Math.multiplyExact(cachedInput, this.cachedInputPer1k),
							Math.multiplyExact(cacheWrite, this.cacheWritePer1k)));
			return Math.addExact(this.perRequest, -Math.floorDiv(-thousandths, TOKENS));
		}
		catch (ArithmeticException ex) {
			BigInteger thousandths = product(input, inputPer1k).add(product(output, this.outputPer1k))
				.add(product(cachedInput, this.cachedInputPer1k))
				.add(product(cacheWrite, this.cacheWritePer1k));
			return nanos(thousandths).add(BigInteger.valueOf(this.perRequest))
				.min(BigInteger.valueOf(Long.MAX_VALUE))
				.longValue();
		}
	}

	private static BigInteger product(long tokens, long per1k) {
		return BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(per1k));
	}

	private static BigInteger nanos(BigInteger thousandths) {
		BigInteger tokens = BigInteger.valueOf(TOKENS);
		return thousandths.add(tokens.subtract(BigInteger.ONE)).divide(tokens);
	}

	/**
	 * The most one request can cost, whatever part of its input is read from or written
	 * to a cache.
	 * @param inputTokens the most input tokens; not negative
	 * @param outputTokens the most output tokens; not negative
	 * @return nano-units
	 */
	public long atMost(long inputTokens, long outputTokens) {
		if (this.longPrompt != null && inputTokens > this.longPrompt.moreThan()) {
			return this.longPrompt.price().atMost(inputTokens, outputTokens);
		}
		return cost(inputTokens, dearestInputPer1k(), 0, 0, outputTokens);
	}

	/**
	 * The least one request can cost, whatever part of its input is read from a cache and
	 * however short its answer.
	 * @param inputTokens the fewest input tokens; not negative
	 * @return nano-units
	 */
	public long atLeast(long inputTokens) {
		if (this.longPrompt != null && inputTokens > this.longPrompt.moreThan()) {
			return this.longPrompt.price().atLeast(inputTokens);
		}
		long cheapest = Math.min(this.inputPer1k, Math.min(this.cachedInputPer1k, this.cacheWritePer1k));
		return cost(inputTokens, cheapest, 0, 0, 0);
	}

	private long dearestInputPer1k() {
		return Math.max(this.inputPer1k, Math.max(this.cachedInputPer1k, this.cacheWritePer1k));
	}

	/**
	 * What a request costs whose input is longer than some vendors' usual price covers.
	 * All of its tokens have this price, not only those beyond the length.
	 *
	 * @param moreThan the longest input in tokens, cached ones included, that is not
	 * long; not negative
	 * @param price the price of a long prompt; in no part lower than the usual one
	 */
	public record LongPrompt(long moreThan, Price price) {

		public LongPrompt {
			if (moreThan < 0) {
				throw new IllegalArgumentException("a number of tokens must not be negative");
			}
		}

	}

}
