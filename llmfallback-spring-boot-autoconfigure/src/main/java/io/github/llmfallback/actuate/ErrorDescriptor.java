package io.github.llmfallback.actuate;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Why nothing was changed.
 *
 * @param error what is wrong with the request
 */
public record ErrorDescriptor(String error) implements OperationResponseBody {

}
