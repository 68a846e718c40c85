package io.github.llmfallback.provider;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.observation.ChatModelObservationConvention;

/**
 * Builds chat models of OpenAI and of the vendors that speak its protocol. A setting that
 * is not given is never looked up in the environment variables that OpenAI's SDK knows.
 */
public final class OpenAiChatModelFactory implements ChatModelFactory {

	private static final Set<ProviderType> TYPES = EnumSet.of(ProviderType.OPENAI, ProviderType.GROQ,
			ProviderType.CEREBRAS, ProviderType.MISTRAL, ProviderType.DEEPSEEK, ProviderType.OPENAI_COMPATIBLE);

	private final ObservationRegistry observations;

	private final @Nullable ChatModelObservationConvention convention;

	private final ExecutorService threads = StreamThreads.pool("openai");

	/**
	 * Creates a factory.
	 * @param observations where the models are observed
	 * @param convention names the observations; {@code null} for Spring AI's own
	 */
	public OpenAiChatModelFactory(ObservationRegistry observations,
			@Nullable ChatModelObservationConvention convention) {
		this.observations = observations;
		this.convention = convention;
	}

	@Override
	public boolean supports(ProviderType type) {
		return TYPES.contains(type);
	}

	@Override
	public ChatModel create(ChatModelSettings settings) {
		return new OpenAiAssembler(settings, this.observations, this.convention, this.threads).assemble();
	}

}
