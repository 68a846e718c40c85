package io.github.llmfallback.observation;

import java.util.Locale;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.docs.MeterDocumentation;

/**
 * What is measured.
 */
public enum FallbackMeterDocumentation implements MeterDocumentation {

	/** How long calls took. */
	CALLS("llm.fallback.calls", Meter.Type.TIMER),

	/** How long attempts took. A skip is no attempt. */
	ATTEMPTS("llm.fallback.attempts", Meter.Type.TIMER),

	/** How long the first content of streams took. */
	FIRST_TOKEN("llm.fallback.first.token", Meter.Type.TIMER),

	/** How often a call left a provider for another one. */
	FALLBACKS("llm.fallback.fallbacks", Meter.Type.COUNTER),

	/** Calls that nobody was left to answer. */
	EXHAUSTED("llm.fallback.exhausted", Meter.Type.COUNTER),

	/** Tokens that attempts were billed for, each counted once. */
	TOKENS("llm.fallback.tokens", Meter.Type.COUNTER),

	/** What attempts cost, in the configured currency. */
	COST("llm.fallback.cost", Meter.Type.COUNTER),

	/** What budgets have left, in the configured currency. */
	BUDGET_REMAINING("llm.fallback.budget.remaining", Meter.Type.GAUGE),

	/** 1 while a provider can serve, 0 otherwise. */
	PROVIDER_AVAILABLE("llm.fallback.provider.available", Meter.Type.GAUGE);

	private final String meterName;

	private final Meter.Type type;

	FallbackMeterDocumentation(String meterName, Meter.Type type) {
		this.meterName = meterName;
		this.type = type;
	}

	@Override
	public String getName() {
		return this.meterName;
	}

	@Override
	public Meter.Type getType() {
		return this.type;
	}

	@Override
	public KeyName[] getKeyNames() {
		return switch (this) {
			case CALLS -> new KeyName[] { Tag.OUTCOME, Tag.PROVIDER };
			case ATTEMPTS -> new KeyName[] { Tag.PROVIDER, Tag.MODEL, Tag.OUTCOME };
			case FIRST_TOKEN, COST -> new KeyName[] { Tag.PROVIDER, Tag.MODEL };
			case FALLBACKS -> new KeyName[] { Tag.FROM, Tag.TO, Tag.REASON };
			case EXHAUSTED -> new KeyName[0];
			case TOKENS -> new KeyName[] { Tag.PROVIDER, Tag.MODEL, Tag.TYPE };
			case BUDGET_REMAINING -> new KeyName[] { Tag.SCOPE, Tag.WINDOW };
			case PROVIDER_AVAILABLE -> new KeyName[] { Tag.PROVIDER };
		};
	}

	/**
	 * The tags. All have few values.
	 */
	public enum Tag implements KeyName {

		/**
		 * {@code SUCCESS}, a failure kind or a skip reason; of a call also
		 * {@code CACHED}.
		 */
		OUTCOME,

		/** A provider; {@code none} for a call that nobody answered. */
		PROVIDER,

		/** A model of the provider. */
		MODEL,

		/** The provider that was left. */
		FROM,

		/** The provider that came next. */
		TO,

		/** The failure kind or skip reason that led away. */
		REASON,

		/**
		 * {@code input}, {@code cached-input}, {@code cache-write} or {@code output}.
		 */
		TYPE,

		/** What a budget counts. */
		SCOPE,

		/** {@code DAILY} or {@code MONTHLY}. */
		WINDOW;

		@Override
		public String asString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
