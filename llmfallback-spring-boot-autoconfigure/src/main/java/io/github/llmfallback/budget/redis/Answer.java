package io.github.llmfallback.budget.redis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.llmfallback.budget.BudgetKey;
import io.github.llmfallback.budget.BudgetScope;
import io.github.llmfallback.budget.BudgetUsage;
import io.github.llmfallback.budget.BudgetWindow;
import io.github.llmfallback.budget.SpendChange;

/**
 * What a script that needs windows answered.
 *
 * @param windows those it answered for
 * @param values the answer; the first one says of which sort it is
 */
record Answer(CurrentWindows windows, List<String> values) {

	private static final int CHANGE_SIZE = 5;

	boolean is(String sort) {
		return this.values.get(0).equals(sort);
	}

	int number(int index) {
		return Integer.parseInt(this.values.get(index));
	}

	Instant moment(int index) {
		return Instant.ofEpochMilli(Long.parseLong(this.values.get(index)));
	}

	BudgetUsage usage(BudgetKey key, int index) {
		return new BudgetUsage(key, Long.parseLong(this.values.get(index)), Long.parseLong(this.values.get(index + 1)),
				this.windows.endOf(key.window()));
	}

	static List<SpendChange> changes(List<String> values) {
		List<SpendChange> changes = new ArrayList<>();
		for (int i = 0; i < values.size(); i += CHANGE_SIZE) {
			BudgetKey key = new BudgetKey(new BudgetScope(values.get(i)), BudgetWindow.valueOf(values.get(i + 1)));
			changes.add(new SpendChange(key, Long.parseLong(values.get(i + 2)), Long.parseLong(values.get(i + 3)),
					Long.parseLong(values.get(i + 4))));
		}
		return changes;
	}

}
