package io.github.llmfallback.actuate;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.llmfallback.ProviderStatus;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint shows of one provider.
 *
 * @param status its state, written without a wrapper
 */
public record ProviderDescriptor(@JsonUnwrapped ProviderStatus status) implements OperationResponseBody {

}
