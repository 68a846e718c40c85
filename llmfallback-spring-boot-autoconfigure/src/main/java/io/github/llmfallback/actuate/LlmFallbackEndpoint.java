package io.github.llmfallback.actuate;

import java.util.List;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.ProviderRegistry;
import io.github.llmfallback.ProviderStatus;
import io.github.llmfallback.budget.LedgerUnavailableException;
import io.github.llmfallback.observation.RecentCalls;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Shows who can answer and what happened lately, and steers providers where the
 * application allows more than reading.
 */
@Endpoint(id = "llmfallback", defaultAccess = Access.READ_ONLY)
public class LlmFallbackEndpoint {

	private final FallbackChatModel chatModel;

	private final RecentCalls recentCalls;

	public LlmFallbackEndpoint(FallbackChatModel chatModel, RecentCalls recentCalls) {
		this.chatModel = chatModel;
		this.recentCalls = recentCalls;
	}

	@ReadOperation
	public LlmFallbackDescriptor llmFallback() {
		List<ProviderStatus> providers = this.chatModel.providers();
		return new LlmFallbackDescriptor(Availability.of(this.chatModel, providers), this.chatModel.strategy(),
				this.chatModel.currency(), providers, this.chatModel.budgets(),
				this.recentCalls.latest().stream().map(RecentCallDescriptor::of).toList());
	}

	/**
	 * One provider.
	 * @param provider its name
	 * @return its state, or {@code null}, which is a 404 over HTTP, when there is none of
	 * that name
	 */
	@ReadOperation
	public @Nullable ProviderDescriptor provider(@Selector String provider) {
		return this.chatModel.registry().status(provider).map(ProviderDescriptor::new).orElse(null);
	}

	/**
	 * Changes or checks one provider. Exactly one change can be asked for at a time.
	 * @param provider its name
	 * @param enabled whether calls may use it from now on
	 * @param reset {@code health} to forget that it was unwell
	 * @param check {@code true} to send one tiny request to each of its keys and models
	 * @return its new state, or what the check showed
	 * @throws InvalidEndpointRequestException when not exactly one change is asked for
	 * @throws IllegalArgumentException when there is no provider of that name
	 */
	@WriteOperation
	public OperationResponseBody change(@Selector String provider, @Nullable Boolean enabled, @Nullable String reset,
			@Nullable Boolean check) {
		ProviderChange change = ProviderChange.of(enabled, reset, check);
		ProviderRegistry registry = this.chatModel.registry();
		switch (change) {
			case ENABLE -> registry.enable(provider);
			case DISABLE -> registry.disable(provider);
			case RESET_HEALTH -> registry.resetHealth(provider);
			case CHECK -> {
				return ChecksDescriptor.of(provider, this.chatModel.check(provider));
			}
		}
		return new ProviderDescriptor(registry.status(provider).orElseThrow());
	}

	/**
	 * Sets everything spent in the current day and month to zero.
	 * @throws LedgerUnavailableException when the store of the budgets is out of reach
	 */
	@DeleteOperation
	public void resetSpend() {
		this.chatModel.resetSpend();
	}

	/**
	 * Sets what a provider has spent in the current day and month to zero.
	 * @param provider its name
	 * @return its new state
	 * @throws IllegalArgumentException when there is no provider of that name
	 * @throws LedgerUnavailableException when the store of the budgets is out of reach
	 */
	@DeleteOperation
	public ProviderDescriptor resetProviderSpend(@Selector String provider) {
		this.chatModel.resetSpend(provider);
		return new ProviderDescriptor(this.chatModel.registry().status(provider).orElseThrow());
	}

}
