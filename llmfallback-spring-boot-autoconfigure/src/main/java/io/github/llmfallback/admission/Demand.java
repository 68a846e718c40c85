package io.github.llmfallback.admission;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

import io.github.llmfallback.budget.LedgerUnavailableException;
import io.github.llmfallback.pricing.PromptSize;
import io.github.llmfallback.provider.ProviderModel;

/**
 * What a call needs from whoever serves it. Used by one thread at a time.
 */
public final class Demand {

	/** Tokens of an answer that nobody bounds, usually. */
	private static final long ASSUMED_OUTPUT = 500;

	/** No text has so few tokens that so many characters would fit. */
	private static final long SURELY_LONGER = 8;

	/** A window less this part of it has room for texts of unusually many tokens. */
	private static final long SURELY_SHORTER = 3;

	private final String callId;

	private Prompt prompt;

	private final Map<String, String> tags;

	private final Supplier<Duration> timeLeft;

	private int attempts;

	private long spent;

	private @Nullable LedgerUnavailableException storeFailure;

	private @Nullable PromptSize size;

	private long outgrown;

	/**
	 * Creates the demand of a call.
	 * @param callId identifies the call
	 * @param prompt what is asked
	 * @param tags whose budgets the call counts in besides those of everybody
	 * @param timeLeft what the call has left; zero or negative once it is over
	 */
	public Demand(String callId, Prompt prompt, Map<String, String> tags, Supplier<Duration> timeLeft) {
		this.callId = callId;
		this.prompt = prompt;
		this.tags = tags;
		this.timeLeft = timeLeft;
	}

	Prompt prompt() {
		return this.prompt;
	}

	/**
	 * Asks for something else from now on.
	 * @param prompt what is asked
	 */
	public void ask(Prompt prompt) {
		this.prompt = prompt;
		this.size = null;
	}

	Map<String, String> tags() {
		return this.tags;
	}

	Supplier<Duration> timeLeft() {
		return this.timeLeft;
	}

	/**
	 * Names the attempt that is about to be made: the first one as the call, later ones
	 * with a number.
	 */
	String nextAttemptId() {
		int earlier = this.attempts++;
		return (earlier == 0) ? this.callId : this.callId + '-' + earlier;
	}

	/**
	 * What the attempts of the call have cost so far, in nano-units.
	 */
	long spent() {
		return this.spent;
	}

	void spend(long nanos) {
		this.spent += nanos;
	}

	/**
	 * What the store of the budgets said to the call when it was out of reach. It is not
	 * asked again then, for the time it takes to say so is the call's; unless it was for
	 * want of time, and somebody more patient has joined the call.
	 */
	@Nullable LedgerUnavailableException storeFailure() {
		LedgerUnavailableException failure = this.storeFailure;
		return (failure != null && failure.isCuredBy(this.timeLeft.get())) ? null : failure;
	}

	/**
	 * Learns what the store said. What says something about the store itself stays.
	 * @param failure {@code null} unless it was out of reach
	 */
	void storeFailed(@Nullable LedgerUnavailableException failure) {
		if (failure != null && (this.storeFailure == null || this.storeFailure.isOfCall())) {
			this.storeFailure = failure;
		}
	}

	/**
	 * About how many tokens the request and its answer have.
	 */
	long tokens() {
		ChatOptions options = this.prompt.getOptions();
		Integer maxTokens = (options != null) ? options.getMaxTokens() : null;
		return size().likely() + ((maxTokens != null && maxTokens > 0) ? maxTokens : ASSUMED_OUTPUT);
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
		return window == null || (window > this.outgrown && isAtMost(window));
	}

	/**
	 * Tokens are counted only for a request that is likely to come near the size of the
	 * window.
	 */
	private boolean isAtMost(long window) {
		PromptSize size = size();
		if (size.atMost() <= window || size.sampled() <= window - window / SURELY_SHORTER) {
			return true;
		}
		return size.likely() <= SURELY_LONGER * window && size.estimated() <= window;
	}

	/**
	 * How large the prompt is.
	 */
	PromptSize size() {
		PromptSize known = this.size;
		if (known == null) {
			known = PromptSize.of(this.prompt);
			this.size = known;
		}
		return known;
	}

}
