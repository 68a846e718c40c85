package io.github.llmfallback.budget;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What may be reserved.
 */
class ReservationTests {

	@Test
	void reservationsAreChecked() {
		BudgetLimit limit = new BudgetLimit(new BudgetKey(BudgetScope.GLOBAL, BudgetWindow.DAILY), 1);
		BudgetLimit other = new BudgetLimit(new BudgetKey(BudgetScope.GLOBAL, BudgetWindow.MONTHLY), 1);
		assertThat(new Reservation("x".repeat(100), 0, List.of(limit, other)).limits()).hasSize(2);
		assertThatIllegalArgumentException().isThrownBy(() -> new Reservation("", 1, List.of()));
		assertThatIllegalArgumentException().isThrownBy(() -> new Reservation("x".repeat(101), 1, List.of()));
		assertThatIllegalArgumentException().isThrownBy(() -> new Reservation("a", -1, List.of()));
		assertThatIllegalArgumentException().isThrownBy(() -> new Reservation("a", 1, List.of(limit, other, limit)));
		assertThatIllegalArgumentException().isThrownBy(() -> new BudgetLimit(limit.key(), -1));
	}

}
