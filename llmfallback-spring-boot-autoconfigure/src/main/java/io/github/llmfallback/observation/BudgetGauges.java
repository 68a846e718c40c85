package io.github.llmfallback.observation;

import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.github.llmfallback.budget.BudgetKey;
import io.github.llmfallback.budget.BudgetState;
import io.github.llmfallback.observation.FallbackMeterDocumentation.Tag;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Shows what budgets have left, those that are configured by name. A budget that is the
 * same for each value of a tag has no gauge, because the values may be many.
 */
public final class BudgetGauges implements MeterBinder {

	private final List<BudgetKey> budgets;

	private final Snapshot<List<BudgetState>> states;

	/**
	 * Creates the gauges.
	 * @param budgets the budgets to show
	 * @param states reads the state of all budgets; asked at most once a second. A budget
	 * that it leaves out shows as not a number
	 */
	public BudgetGauges(Collection<BudgetKey> budgets, Supplier<List<BudgetState>> states) {
		this(budgets, states, System::nanoTime);
	}

	BudgetGauges(Collection<BudgetKey> budgets, Supplier<List<BudgetState>> states, LongSupplier nanoTime) {
		this.budgets = List.copyOf(budgets);
		this.states = new Snapshot<>(states, nanoTime);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (BudgetKey budget : this.budgets) {
			Gauge
				.builder(FallbackMeterDocumentation.BUDGET_REMAINING.getName(), this.states,
						(states) -> remaining(states.get(), budget))
				.description("What budgets have left, in the configured currency")
				.tag(Tag.SCOPE.asString(), budget.scope().name())
				.tag(Tag.WINDOW.asString(), budget.window().name())
				.strongReference(true)
				.register(registry);
		}
	}

	private static double remaining(List<BudgetState> states, BudgetKey budget) {
		for (BudgetState state : states) {
			if (state.scope().equals(budget.scope().name()) && state.window() == budget.window()) {
				return state.remaining().doubleValue();
			}
		}
		return Double.NaN;
	}

}
