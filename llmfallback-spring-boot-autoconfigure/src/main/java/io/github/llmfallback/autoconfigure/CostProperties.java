package io.github.llmfallback.autoconfigure;

import java.math.BigDecimal;

import io.github.llmfallback.pricing.Money;
import io.github.llmfallback.pricing.Price;
import org.jspecify.annotations.Nullable;

/**
 * Prices of a provider or a model.
 */
public class CostProperties {

	/** More than any model costs, and far from what a price can hold. */
	static final BigDecimal MOST = new BigDecimal(1_000_000);

	/**
	 * Price of 1,000 input tokens. Setting any part of the cost replaces the catalogue's
	 * price as a whole: parts that are not set are 0.
	 */
	private @Nullable BigDecimal inputPer1kTokens;

	/**
	 * Price of 1,000 output tokens. Setting any part of the cost replaces the catalogue's
	 * price as a whole: parts that are not set are 0.
	 */
	private @Nullable BigDecimal outputPer1kTokens;

	/**
	 * Price of 1,000 input tokens read from the provider's prompt cache. That of input
	 * tokens unless set.
	 */
	private @Nullable BigDecimal cachedInputPer1kTokens;

	/**
	 * Price of 1,000 input tokens written to the provider's prompt cache. That of input
	 * tokens unless set.
	 */
	private @Nullable BigDecimal cacheWritePer1kTokens;

	/**
	 * Price of each request, whatever its size. Setting any part of the cost replaces the
	 * catalogue's price as a whole: parts that are not set are 0.
	 */
	private @Nullable BigDecimal perRequest;

	public @Nullable BigDecimal getInputPer1kTokens() {
		return this.inputPer1kTokens;
	}

	public void setInputPer1kTokens(@Nullable BigDecimal inputPer1kTokens) {
		this.inputPer1kTokens = inputPer1kTokens;
	}

	public @Nullable BigDecimal getOutputPer1kTokens() {
		return this.outputPer1kTokens;
	}

	public void setOutputPer1kTokens(@Nullable BigDecimal outputPer1kTokens) {
		this.outputPer1kTokens = outputPer1kTokens;
	}

	public @Nullable BigDecimal getCachedInputPer1kTokens() {
		return this.cachedInputPer1kTokens;
	}

	public void setCachedInputPer1kTokens(@Nullable BigDecimal cachedInputPer1kTokens) {
		this.cachedInputPer1kTokens = cachedInputPer1kTokens;
	}

	public @Nullable BigDecimal getCacheWritePer1kTokens() {
		return this.cacheWritePer1kTokens;
	}

	public void setCacheWritePer1kTokens(@Nullable BigDecimal cacheWritePer1kTokens) {
		this.cacheWritePer1kTokens = cacheWritePer1kTokens;
	}

	public @Nullable BigDecimal getPerRequest() {
		return this.perRequest;
	}

	public void setPerRequest(@Nullable BigDecimal perRequest) {
		this.perRequest = perRequest;
	}

	/**
	 * The price these properties describe.
	 * @return a price in which what is not set costs nothing, or {@code null} when
	 * nothing is set
	 */
	@Nullable Price toPrice() {
		if (!isSet()) {
			return null;
		}
		long input = nanos(this.inputPer1kTokens);
		long cachedInput = (this.cachedInputPer1kTokens != null) ? nanos(this.cachedInputPer1kTokens) : input;
		long cacheWrite = (this.cacheWritePer1kTokens != null) ? nanos(this.cacheWritePer1kTokens) : input;
		return new Price(input, nanos(this.outputPer1kTokens), cachedInput, cacheWrite, nanos(this.perRequest), null);
	}

	boolean isSet() {
		return this.inputPer1kTokens != null || this.outputPer1kTokens != null || this.cachedInputPer1kTokens != null
				|| this.cacheWritePer1kTokens != null || this.perRequest != null;
	}

	private static long nanos(@Nullable BigDecimal amount) {
		return (amount != null) ? Money.toNanos(amount) : 0;
	}

}
