package io.github.llmfallback.actuate;

import java.util.List;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.ProviderStatus;
import io.github.llmfallback.observation.RecentCalls;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * Shows who can answer and what happened lately.
 */
@Endpoint(id = "llmfallback")
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
		return this.chatModel.providers()
			.stream()
			.filter((status) -> status.name().equals(provider))
			.findFirst()
			.map(ProviderDescriptor::new)
			.orElse(null);
	}

}
