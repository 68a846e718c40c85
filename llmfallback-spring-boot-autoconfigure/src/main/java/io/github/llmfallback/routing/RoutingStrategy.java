package io.github.llmfallback.routing;

import java.util.List;
import java.util.Optional;

import io.github.llmfallback.provider.Provider;

/**
 * Decides in which order the providers of a call are asked. A bean of this type is chosen
 * by its name in {@code llm.fallback.strategy}. Implementations are called by many
 * threads at once.
 */
@FunctionalInterface
public interface RoutingStrategy {

	/**
	 * Orders the providers.
	 * @param request the call and who may be asked
	 * @return the providers to ask, first to last; those left out are not asked, and one
	 * that is named again is not asked again
	 */
	List<Provider> order(RoutingRequest request);

	/**
	 * How many of the providers a call may ask at most, however many it may try. One that
	 * does not let the call in is not asked, and leaves its turn to the next.
	 * @return at least 1
	 */
	default int maxProviders() {
		return Integer.MAX_VALUE;
	}

	/**
	 * Whether the first provider is first for its own sake, so that the application is
	 * worse off while another one serves.
	 * @return {@code false} when the order merely spreads the calls
	 */
	default boolean hasPreference() {
		return true;
	}

	/**
	 * Who is asked first while everybody is well.
	 * @param request who may be asked
	 * @return empty when that is different from call to call, or when nobody may be asked
	 */
	default Optional<Provider> preferred(RoutingRequest request) {
		return hasPreference() ? order(request).stream().findFirst() : Optional.empty();
	}

}
