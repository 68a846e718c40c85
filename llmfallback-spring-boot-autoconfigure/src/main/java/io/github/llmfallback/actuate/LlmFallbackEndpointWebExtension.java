package io.github.llmfallback.actuate;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * Says in HTTP why the {@link LlmFallbackEndpoint} changes nothing.
 */
@EndpointWebExtension(endpoint = LlmFallbackEndpoint.class)
public class LlmFallbackEndpointWebExtension {

	private final LlmFallbackEndpoint endpoint;

	public LlmFallbackEndpointWebExtension(LlmFallbackEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	@WriteOperation
	public WebEndpointResponse<OperationResponseBody> change(@Selector String provider, @Nullable Boolean enabled,
			@Nullable String reset, @Nullable Boolean check) {
		if (this.endpoint.provider(provider) == null) {
			return unknown(provider);
		}
		try {
			return new WebEndpointResponse<>(this.endpoint.change(provider, enabled, reset, check));
		}
		catch (InvalidEndpointRequestException ex) {
			return error(ex.getReason(), WebEndpointResponse.STATUS_BAD_REQUEST);
		}
	}

	@DeleteOperation
	public WebEndpointResponse<OperationResponseBody> resetProviderSpend(@Selector String provider) {
		return (this.endpoint.provider(provider) != null)
				? new WebEndpointResponse<>(this.endpoint.resetProviderSpend(provider)) : unknown(provider);
	}

	private static WebEndpointResponse<OperationResponseBody> unknown(String provider) {
		return error("There is no provider '" + provider + "'", WebEndpointResponse.STATUS_NOT_FOUND);
	}

	private static WebEndpointResponse<OperationResponseBody> error(@Nullable String reason, int status) {
		return new WebEndpointResponse<>(new ErrorDescriptor(String.valueOf(reason)), status);
	}

}
