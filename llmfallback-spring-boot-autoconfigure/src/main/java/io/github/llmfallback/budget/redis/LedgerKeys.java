package io.github.llmfallback.budget.redis;

import java.time.Instant;
import java.util.Locale;

import io.github.llmfallback.budget.BudgetWindow;

import org.springframework.util.Assert;

/**
 * The names of the keys of one application. They share a hash tag, so that a cluster
 * keeps them together and one script may use them all.
 */
final class LedgerKeys {

	private final String prefix;

	LedgerKeys(String application) {
		Assert.hasText(application, "the ledger needs the name of the application");
		this.prefix = "{llm-fallback:" + application + "}:";
	}

	/** Of what became of each reservation or charge; its id follows. */
	String ids() {
		return this.prefix + "id:";
	}

	String id(String id) {
		return ids() + id;
	}

	/** The ids of what is held, by the time at which it expires. */
	String held() {
		return this.prefix + "held";
	}

	/** What each scope has spent in a window. */
	String spent(BudgetWindow window, Instant start) {
		return this.prefix + "spent:" + suffix(window, start);
	}

	/** What is reserved for each scope in a window. */
	String reserved(BudgetWindow window, Instant start) {
		return this.prefix + "reserved:" + suffix(window, start);
	}

	private static String suffix(BudgetWindow window, Instant start) {
		return window.name().toLowerCase(Locale.ROOT) + ":" + start.toEpochMilli();
	}

}
