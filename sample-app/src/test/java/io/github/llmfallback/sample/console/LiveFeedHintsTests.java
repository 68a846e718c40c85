package io.github.llmfallback.sample.console;

import io.github.llmfallback.budget.BudgetAlert;
import io.github.llmfallback.observation.ProviderRecovered;
import io.github.llmfallback.observation.ProviderUnavailable;
import io.github.llmfallback.sample.console.Happenings.Handover;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A native image can write what the page is told, which no signature names.
 */
class LiveFeedHintsTests {

	private final RuntimeHints hints = new RuntimeHints();

	@ParameterizedTest
	@ValueSource(classes = { ConsoleSnapshot.class, LoadReport.class, Shortage.class, Simulation.class, Moment.class,
			ConsoleHistory.class, Happening.class, Handover.class, BudgetAlert.class, ProviderUnavailable.class,
			ProviderRecovered.class })
	void everyEventCanBeWritten(Class<?> type) {
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(this.hints, LiveFeed.class);
		assertThat(type.getRecordComponents()).isNotEmpty()
			.allSatisfy((component) -> assertThat(
					RuntimeHintsPredicates.reflection().onMethodInvocation(component.getAccessor()))
				.accepts(this.hints));
	}

}
