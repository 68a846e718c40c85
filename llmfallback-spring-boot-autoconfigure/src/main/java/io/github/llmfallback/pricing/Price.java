package io.github.llmfallback.pricing;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * What a model costs, in nano-units of the currency (see {@link Money}).
 *
 * @param inputPer1k for 1,000 input tokens; not negative
 * @param outputPer1k for 1,000 output tokens; not negative
 * @param cachedInputPer1k for 1,000 input tokens read from the provider's prompt cache;
 * not negative
 * @param perRequest for each request, whatever its size; not negative
 */
public record Price(long inputPer1k, long outputPer1k, long cachedInputPer1k, long perRequest) {

	/** Costs nothing, and is known to. */
	public static final Price FREE = new Price(0, 0, 0, 0);

	private static final long TOKENS = 1_000;

	public Price {
		if (inputPer1k < 0 || outputPer1k < 0 || cachedInputPer1k < 0 || perRequest < 0) {
			throw new IllegalArgumentException("a price must not be negative");
		}
	}

	/**
	 * One price for input and output alike.
	 * @param per1k the price of 1,000 tokens in main units, 0.03 for three cents
	 * @return the price
	 */
	public static Price per1kTokens(BigDecimal per1k) {
		long nanos = Money.toNanos(per1k);
		return new Price(nanos, nanos, nanos, 0);
	}

	public boolean isFree() {
		return this.inputPer1k == 0 && this.outputPer1k == 0 && this.cachedInputPer1k == 0 && this.perRequest == 0;
	}

	/**
	 * The cost of one request.
	 * @param inputTokens tokens sent that were not read from a cache; not negative
	 * @param cachedInputTokens tokens sent that were read from a cache; not negative
	 * @param outputTokens tokens received; not negative
	 * @return nano-units, rounded up once for the whole request
	 */
	public long cost(long inputTokens, long cachedInputTokens, long outputTokens) {
		if (isFree()) {
			return 0;
		}
		try {
			long thousandths = Math.addExact(
					Math.addExact(Math.multiplyExact(inputTokens, this.inputPer1k),
							Math.multiplyExact(cachedInputTokens, this.cachedInputPer1k)),
					Math.multiplyExact(outputTokens, this.outputPer1k));
			return Math.addExact(this.perRequest, -Math.floorDiv(-thousandths, TOKENS));
		}
		catch (ArithmeticException ex) {
			return costBeyondLong(inputTokens, cachedInputTokens, outputTokens);
		}
	}

	private long costBeyondLong(long inputTokens, long cachedInputTokens, long outputTokens) {
		BigInteger thousandths = product(inputTokens, this.inputPer1k)
			.add(product(cachedInputTokens, this.cachedInputPer1k))
			.add(product(outputTokens, this.outputPer1k));
		BigInteger tokens = BigInteger.valueOf(TOKENS);
		BigInteger nanos = thousandths.add(tokens.subtract(BigInteger.ONE))
			.divide(tokens)
			.add(BigInteger.valueOf(this.perRequest));
		return nanos.min(BigInteger.valueOf(Long.MAX_VALUE)).longValue();
	}

	private static BigInteger product(long tokens, long per1k) {
		return BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(per1k));
	}

}
