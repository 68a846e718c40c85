package io.github.llmfallback.sample.console;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.github.llmfallback.CostEstimate.ProviderEstimate;
import io.github.llmfallback.FallbackChatClient;
import io.github.llmfallback.budget.BudgetState;

import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.stereotype.Component;

/**
 * Finds out who can be paid for.
 */
@Component
class Purse {

	private static final Prompt SHORT_QUESTION = new Prompt("Why is the sky blue?");

	private final FallbackChatClient chatClient;

	Purse(FallbackChatClient chatClient) {
		this.chatClient = chatClient;
	}

	/**
	 * Who cannot be paid even for a short question.
	 * @param budgets what may be spent
	 */
	List<Shortage> shortages(List<BudgetState> budgets) {
		return this.chatClient.estimate(SHORT_QUESTION)
			.providers()
			.stream()
			.flatMap((estimate) -> shortage(estimate, budgets).stream())
			.toList();
	}

	private static Optional<Shortage> shortage(ProviderEstimate estimate, List<BudgetState> budgets) {
		BigDecimal cost = (estimate.atMost() != null) ? estimate.atMost() : BigDecimal.ZERO;
		return counting(estimate.provider(), budgets)
			.filter((budget) -> budget.spent().add(cost).compareTo(budget.limit()) > 0)
			.map(BudgetState::resetsAt)
			.max(Comparator.<Instant>naturalOrder())
			.filter((until) -> cost.signum() > 0)
			.map((until) -> new Shortage(estimate.provider(), until));
	}

	private static Stream<BudgetState> counting(String provider, List<BudgetState> budgets) {
		return budgets.stream()
			.filter((budget) -> budget.scope().equals("global") || budget.scope().equals("provider:" + provider));
	}

}
