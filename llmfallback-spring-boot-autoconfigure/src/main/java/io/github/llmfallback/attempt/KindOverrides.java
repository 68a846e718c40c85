package io.github.llmfallback.attempt;

import java.util.Set;

import io.github.llmfallback.failure.FailureKind;

/**
 * Where an application wants something else than the table.
 *
 * @param fallbackOn kinds after which the next provider is asked although the table stops
 * @param stopOn kinds that stop the call although the table moves on; wins over
 * {@code fallbackOn}
 */
public record KindOverrides(Set<FailureKind> fallbackOn, Set<FailureKind> stopOn) {

	/** The table as it is. */
	public static final KindOverrides NONE = new KindOverrides(Set.of(), Set.of());

	public KindOverrides {
		fallbackOn = Set.copyOf(fallbackOn);
		stopOn = Set.copyOf(stopOn);
	}

}
