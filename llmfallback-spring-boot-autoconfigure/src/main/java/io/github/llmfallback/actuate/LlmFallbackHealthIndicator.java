package io.github.llmfallback.actuate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.ProviderStatus;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Down only when no provider can serve.
 */
public class LlmFallbackHealthIndicator extends AbstractHealthIndicator {

	private final FallbackChatModel chatModel;

	public LlmFallbackHealthIndicator(FallbackChatModel chatModel) {
		this.chatModel = chatModel;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		List<ProviderStatus> providers = this.chatModel.providers();
		Map<String, Object> details = new LinkedHashMap<>();
		providers.forEach((provider) -> details.put(provider.name(), ProviderHealthDescriptor.of(provider)));
		Availability availability = Availability.of(this.chatModel, providers);
		builder.status((availability == Availability.DOWN) ? Status.DOWN : Status.UP)
			.withDetail("availability", availability)
			.withDetail("providers", details);
	}

}
