package io.github.llmfallback.actuate;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.llmfallback.ProviderStatus;
import io.github.llmfallback.ProviderStatus.Status;
import org.jspecify.annotations.Nullable;

/**
 * What the health component shows of one provider.
 *
 * @param status whether it can serve
 * @param availableAt when it can serve again; {@code null} when it can, or when nobody
 * knows
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProviderHealthDescriptor(Status status, @Nullable Instant availableAt) {

	static ProviderHealthDescriptor of(ProviderStatus provider) {
		return new ProviderHealthDescriptor(provider.status(), provider.availableAt());
	}

}
