package io.github.llmfallback.provider;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;

import com.openai.client.OpenAIClientAsync;
import com.openai.client.OpenAIClientAsyncImpl;
import com.openai.client.OpenAIClientImpl;
import com.openai.core.ClientOptions;
import com.openai.core.LogLevel;
import io.micrometer.observation.ObservationRegistry;
import okhttp3.Interceptor;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.observation.ChatModelObservationConvention;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;

/**
 * Builds chat models of OpenAI and of the vendors that speak its protocol. A setting that
 * is not given is never looked up in the environment variables that OpenAI's SDK knows.
 */
public final class OpenAiChatModelFactory implements ChatModelFactory {

	private static final Set<ProviderType> TYPES = EnumSet.of(ProviderType.OPENAI, ProviderType.GROQ,
			ProviderType.CEREBRAS, ProviderType.MISTRAL, ProviderType.DEEPSEEK, ProviderType.OPENAI_COMPATIBLE);

	/** The SDK insists on a key; this one is never sent. */
	private static final String NO_KEY = "none";

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
		OpenAiHttpClient http = new OpenAiHttpClient(
				new UpstreamOkHttp(settings, this.observations, interceptors(settings)), this.threads);
		ClientOptions client = client(settings, http);
		OpenAIClientAsync async = ScopedClient.of(OpenAIClientAsync.class, new OpenAIClientAsyncImpl(client),
				(unscoped, scope) -> unscoped.withOptions((options) -> options.httpClient(http.in(scope))));
		OpenAiChatModel model = OpenAiChatModel.builder()
			.openAiClient(new OpenAIClientImpl(client))
			.openAiClientAsync(async)
			.options(options(settings))
			.observationRegistry(this.observations)
			.build();
		if (this.convention != null) {
			model.setObservationConvention(this.convention);
		}
		return new OpenAiStreams(model);
	}

	private ClientOptions client(ChatModelSettings settings, OpenAiHttpClient http) {
		return ClientOptions.builder()
			.httpClient(http)
			.baseUrl(settings.endpoint())
			.apiKey((settings.apiKey() != null) ? settings.apiKey() : NO_KEY)
			.maxRetries(0)
			.logLevel(LogLevel.OFF)
			.streamHandlerExecutor(this.threads)
			.build();
	}

	private static List<Interceptor> interceptors(ChatModelSettings settings) {
		List<Interceptor> interceptors = new ArrayList<>(List.of(new AnswerGuard(OpenAiEvents::new)));
		if (settings.type() == ProviderType.MISTRAL) {
			interceptors.add(new WithoutStreamOptions());
		}
		if (settings.apiKey() == null) {
			interceptors.add(new WithoutHeader("Authorization"));
		}
		return interceptors;
	}

	private static OpenAiChatOptions options(ChatModelSettings settings) {
		OpenAiChatOptions.Builder options = OpenAiChatOptions.builder()
			.model(settings.model())
			.temperature(settings.temperature());
		if (settings.maxTokens() != null) {
			OpenAiMaxTokens.write(options, settings.maxTokens(), settings.type().id());
		}
		return options.build();
	}

}
