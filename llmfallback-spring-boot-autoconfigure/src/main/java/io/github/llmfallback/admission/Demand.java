package io.github.llmfallback.admission;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.Prompt;

import io.github.llmfallback.pricing.RequestSize;
import io.github.llmfallback.provider.ProviderModel;

/**
 * What a call needs from whoever serves it. Used by one thread at a time.
 */
public final class Demand {

	private final Prompt prompt;

	private @Nullable RequestSize size;

	private long outgrown;

	public Demand(Prompt prompt) {
		this.prompt = prompt;
	}

	/**
	 * About how many tokens the request and its answer have.
	 */
	long tokens() {
		RequestSize size = size();
		return size.inputTokens() + size.outputTokens();
	}

	/**
	 * Learns that a model refused the request as too long, so that only larger models are
	 * asked from now on.
	 * @param model the model
	 */
	public void outgrew(ProviderModel model) {
		if (model.contextWindow() != null) {
			this.outgrown = Math.max(this.outgrown, model.contextWindow());
		}
	}

	/**
	 * Whether the request is likely to fit a model. A window that is not known fits.
	 */
	boolean fits(ProviderModel model) {
		Long window = model.contextWindow();
		return window == null || (window > this.outgrown && size().inputTokens() <= window);
	}

	private RequestSize size() {
		RequestSize known = this.size;
		if (known == null) {
			known = RequestSize.estimate(this.prompt);
			this.size = known;
		}
		return known;
	}

}
