package io.github.llmfallback.provider;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.observation.ChatModelObservationConvention;

/**
 * Builds chat models of Ollama. The HTTP client is always the JDK's, whatever else is on
 * the class path, because others repeat requests by themselves. An error keeps its status
 * and headers: it surfaces as a
 * {@link org.springframework.web.client.RestClientResponseException} from a call and as a
 * {@link org.springframework.web.reactive.function.client.WebClientResponseException}
 * from a stream. A key, which only Ollama's own cloud wants, is sent as a bearer token.
 */
public final class OllamaChatModelFactory implements ChatModelFactory {

	private final ObservationRegistry observations;

	private final @Nullable ChatModelObservationConvention convention;

	/**
	 * Creates a factory.
	 * @param observations where the models are observed
	 * @param convention names the observations; {@code null} for Spring AI's own
	 */
	public OllamaChatModelFactory(ObservationRegistry observations,
			@Nullable ChatModelObservationConvention convention) {
		this.observations = observations;
		this.convention = convention;
	}

	@Override
	public boolean supports(ProviderType type) {
		return type == ProviderType.OLLAMA;
	}

	@Override
	public ChatModel create(ChatModelSettings settings) {
		return new OllamaAssembler(settings, this.observations, this.convention).assemble();
	}

}
