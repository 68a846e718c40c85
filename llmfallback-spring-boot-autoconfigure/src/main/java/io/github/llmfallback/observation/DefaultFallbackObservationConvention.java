package io.github.llmfallback.observation;

import java.util.stream.Collectors;

import io.github.llmfallback.attempt.Attempt;
import io.github.llmfallback.attempt.CallSummary;
import io.github.llmfallback.observation.FallbackObservationDocumentation.HighCardinalityKeyNames;
import io.github.llmfallback.observation.FallbackObservationDocumentation.LowCardinalityKeyNames;
import io.github.llmfallback.pricing.Money;
import io.github.llmfallback.provider.Target;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import org.jspecify.annotations.Nullable;

/**
 * Names a call {@code llm.fallback}, and its span after who answered.
 */
public class DefaultFallbackObservationConvention implements FallbackObservationConvention {

	/** The name of the observation. */
	public static final String NAME = "llm.fallback";

	@Override
	public String getName() {
		return NAME;
	}

	@Override
	public String getContextualName(FallbackObservationContext context) {
		Target target = answeredBy(context);
		return (target != null) ? NAME + " " + target.provider().name() : NAME;
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(FallbackObservationContext context) {
		CallSummary summary = context.getSummary();
		Target target = answeredBy(context);
		return KeyValues.of(
				LowCardinalityKeyNames.OUTCOME.withValue((summary != null) ? summary.outcome() : KeyValue.NONE_VALUE),
				LowCardinalityKeyNames.PROVIDER
					.withValue((target != null) ? target.provider().name() : KeyValue.NONE_VALUE),
				LowCardinalityKeyNames.MODEL.withValue((target != null) ? target.model().name() : KeyValue.NONE_VALUE));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(FallbackObservationContext context) {
		KeyValues values = KeyValues.of(HighCardinalityKeyNames.CALL_ID.withValue(context.getCallId()));
		CallSummary summary = context.getSummary();
		return (summary != null) ? values.and(of(summary)) : values;
	}

	private static KeyValues of(CallSummary summary) {
		long attempts = summary.attempts().stream().filter(Attempt::isAsked).count();
		KeyValues values = KeyValues.of(HighCardinalityKeyNames.ATTEMPTS.withValue(Long.toString(attempts)),
				HighCardinalityKeyNames.ROUTE.withValue(route(summary)));
		Long cost = summary.cost();
		return (cost != null)
				? values.and(HighCardinalityKeyNames.COST.withValue(Money.toDecimal(cost).toPlainString())) : values;
	}

	private static String route(CallSummary summary) {
		return summary.attempts()
			.stream()
			.map(Attempt::target)
			.map((target) -> target.provider().name())
			.distinct()
			.collect(Collectors.joining(","));
	}

	private static @Nullable Target answeredBy(FallbackObservationContext context) {
		CallSummary summary = context.getSummary();
		return (summary != null) ? summary.answeredBy() : null;
	}

}
