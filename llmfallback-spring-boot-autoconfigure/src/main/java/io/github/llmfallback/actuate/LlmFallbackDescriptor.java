package io.github.llmfallback.actuate;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.llmfallback.ProviderStatus;
import io.github.llmfallback.budget.BudgetState;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint shows.
 *
 * @param status whether calls get answers
 * @param strategy in which order providers are asked
 * @param currency of every amount
 * @param providers every provider in declared order
 * @param budgets every budget, the widest first; empty while the store is out of reach
 * @param recentCalls the latest calls, newest first
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record LlmFallbackDescriptor(Availability status, String strategy, String currency,
		List<ProviderStatus> providers, List<BudgetState> budgets,
		List<RecentCallDescriptor> recentCalls) implements OperationResponseBody {

}
