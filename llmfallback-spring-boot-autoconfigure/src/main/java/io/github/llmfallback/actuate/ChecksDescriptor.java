package io.github.llmfallback.actuate;

import java.util.List;

import io.github.llmfallback.CheckResult;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the live check of one provider showed.
 *
 * @param provider its name
 * @param checks one for each model and key, in order of preference
 */
public record ChecksDescriptor(String provider, List<CheckDescriptor> checks) implements OperationResponseBody {

	static ChecksDescriptor of(String provider, List<CheckResult> results) {
		return new ChecksDescriptor(provider, results.stream().map(CheckDescriptor::of).toList());
	}

}
