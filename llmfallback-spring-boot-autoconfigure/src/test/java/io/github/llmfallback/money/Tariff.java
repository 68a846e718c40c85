package io.github.llmfallback.money;

import io.github.llmfallback.FallbackChatOptions;
import io.github.llmfallback.pricing.CostBounds;
import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.pricing.PromptSize;

import org.springframework.ai.chat.prompt.Prompt;

/**
 * What calls cost and how many the budget of a day has room for, in nano-units.
 */
enum Tariff {

	/** A call costs what is reserved for it. */
	FLAT(new Price(0, 0, 0, 10_000_000), 500) {

		@Override
		long cost(int inputTokens, int outputTokens) {
			return 10_000_000;
		}

	},

	/** A call costs less than is reserved for it, or just as much. */
	PER_TOKEN(new Price(3_000, 5_000, 3_000, 0), 500) {

		@Override
		long cost(int inputTokens, int outputTokens) {
			return 3L * inputTokens + 5L * outputTokens;
		}

	};

	static final int MAX_INPUT = 3;

	static final int MAX_OUTPUT = 200;

	static final Prompt PROMPT = new Prompt("How much is it?",
			FallbackChatOptions.builder().maxTokens(MAX_OUTPUT).build());

	final Price price;

	/** The fewest calls that fill the budget. */
	final int calls;

	Tariff(Price price, int calls) {
		this.price = price;
		this.calls = calls;
	}

	/** What the provider bills, worked out apart from {@link Price}. */
	abstract long cost(int inputTokens, int outputTokens);

	/** The most that is reserved for a call. */
	long most() {
		return CostBounds.cheap(this.price, PromptSize.of(PROMPT), MAX_OUTPUT).atMost();
	}

	long limit() {
		return this.calls * most();
	}

}
