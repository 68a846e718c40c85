package io.github.llmfallback.actuate;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.llmfallback.ProviderStatus;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint shows.
 *
 * @param status whether calls get answers
 * @param strategy in which order providers are asked
 * @param providers every provider in declared order
 * @param recentCalls the latest calls, newest first
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record LlmFallbackDescriptor(Availability status, String strategy, List<ProviderStatus> providers,
		List<RecentCallDescriptor> recentCalls) implements OperationResponseBody {

}
