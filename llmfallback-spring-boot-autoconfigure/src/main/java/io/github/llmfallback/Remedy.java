package io.github.llmfallback;

import java.time.Duration;

import io.github.llmfallback.attempt.Attempt;
import io.github.llmfallback.attempt.Outcome;
import io.github.llmfallback.budget.BudgetRefusal;
import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.Target;
import org.jspecify.annotations.Nullable;

/**
 * What people can do about an attempt that was not answered.
 */
final class Remedy {

	private final Target target;

	private Remedy(Target target) {
		this.target = target;
	}

	/**
	 * A sentence without a full stop.
	 * @param attempt what happened
	 * @return what to do, or {@code null} after an answer
	 */
	static @Nullable String of(Attempt attempt) {
		Remedy remedy = new Remedy(attempt.target());
		if (attempt.outcome() instanceof Outcome.Failed failed) {
			return remedy.of(failed.failure());
		}
		return (attempt.outcome() instanceof Outcome.Skipped skipped && skipped.budget() != null)
				? remedy.of(skipped.budget()) : null;
	}

	private String of(Failure failure) {
		return switch (failure.kind()) {
			case AUTHENTICATION -> "Check " + key() + ": it is wrong, revoked or not allowed";
			case RATE_LIMITED -> wait(failure.retryAfter()) + " and check again, or get a higher limit";
			case QUOTA_EXHAUSTED -> "Add credit to the account behind " + key() + ", or use another key";
			case MODEL_NOT_FOUND -> "Check " + setting("model") + ", and that the key may use this model";
			case CONTEXT_LENGTH_EXCEEDED ->
				"Choose a model with a larger context window in " + setting("model") + ": a few words did not fit";
			case CONTENT_FILTERED -> "Check the content filters of the account: a harmless question was refused";
			case INVALID_REQUEST -> "Check " + setting("base-url") + ", the model and its options";
			case TIMEOUT -> "Check that the provider is reachable, or raise " + property("timeout");
			case CONNECTION -> "Check " + setting("base-url") + ", the network, the proxy and the certificates";
			case SERVER_ERROR, OVERLOADED -> "Check again later; the provider's status page may say more";
			case EMPTY_RESPONSE, MALFORMED_RESPONSE, TRUNCATED ->
				"Check that " + setting("base-url") + " leads to an API of this provider's type";
			case BUDGET_EXCEEDED -> "Raise the budget, or wait until it resets";
			case CANCELLED -> "Check again: the request was given up";
			case UNKNOWN -> "Look at what the message says about the provider's client";
		};
	}

	private String of(BudgetRefusal refusal) {
		return switch (refusal.reason()) {
			case EXCEEDED -> "Raise the budget, or wait until it resets";
			case UNKNOWN_PRICE ->
				"Set " + property("cost-per-1k-tokens") + ", or llm.fallback.budget.unknown-price=allow";
			case STORE_FAILURE -> "Check the store of the budgets, or set llm.fallback.budget.on-store-failure=open";
		};
	}

	private static String wait(@Nullable Duration retryAfter) {
		return (retryAfter != null) ? "Wait " + Math.max(1, retryAfter.toSeconds()) + " s" : "Wait a while";
	}

	private String key() {
		Provider provider = this.target.provider();
		return (provider.keys().size() > 1) ? "the key " + this.target.key() + " in " + setting("api-keys")
				: setting("api-key");
	}

	/**
	 * Where something is set that an existing chat model brings along by itself.
	 */
	private String setting(String name) {
		return this.target.provider().type().equals(Provider.Builder.CHAT_MODEL)
				? "the " + name + " of the chat model behind '" + this.target.provider() + "'" : property(name);
	}

	private String property(String name) {
		return "llm.fallback.providers." + this.target.provider() + "." + name;
	}

}
