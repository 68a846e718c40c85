package io.github.llmfallback.observation;

/**
 * Published when a call has left a provider behind for another one.
 *
 * @param callId the call
 * @param from the provider that failed or was passed over
 * @param to the provider that was asked next
 * @param reason the kind of failure or the reason of the skip
 */
public record ProviderFailedOver(String callId, String from, String to, String reason) {

}
