package io.github.llmfallback.provider;

import java.util.concurrent.ExecutorService;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.observation.ChatModelObservationConvention;

/**
 * Builds chat models of the Gemini API. A setting that is not given is never looked up in
 * the environment variables that Google's SDK knows.
 */
public final class GeminiChatModelFactory implements ChatModelFactory {

	private final ObservationRegistry observations;

	private final @Nullable ChatModelObservationConvention convention;

	private final ExecutorService threads = StreamThreads.pool("gemini");

	/**
	 * Creates a factory.
	 * @param observations where the models are observed
	 * @param convention names the observations; {@code null} for Spring AI's own
	 */
	public GeminiChatModelFactory(ObservationRegistry observations,
			@Nullable ChatModelObservationConvention convention) {
		this.observations = observations;
		this.convention = convention;
	}

	@Override
	public boolean supports(ProviderType type) {
		return type == ProviderType.GEMINI;
	}

	@Override
	public ChatModel create(ChatModelSettings settings) {
		return new GeminiAssembler(settings, this.observations, this.convention, this.threads).assemble();
	}

}
