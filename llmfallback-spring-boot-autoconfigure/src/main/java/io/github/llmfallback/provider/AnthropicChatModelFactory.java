package io.github.llmfallback.provider;

import java.util.List;
import java.util.concurrent.ExecutorService;

import com.anthropic.backends.AnthropicBackend;
import com.anthropic.client.AnthropicClientAsync;
import com.anthropic.client.AnthropicClientAsyncImpl;
import com.anthropic.client.AnthropicClientImpl;
import com.anthropic.core.ClientOptions;
import com.anthropic.core.LogLevel;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.observation.ChatModelObservationConvention;

/**
 * Builds chat models of Anthropic. A setting that is not given is never looked up in the
 * environment variables that Anthropic's SDK knows.
 */
public final class AnthropicChatModelFactory implements ChatModelFactory {

	private final ObservationRegistry observations;

	private final @Nullable ChatModelObservationConvention convention;

	private final ExecutorService threads = StreamThreads.pool("anthropic");

	/**
	 * Creates a factory.
	 * @param observations where the models are observed
	 * @param convention names the observations; {@code null} for Spring AI's own
	 */
	public AnthropicChatModelFactory(ObservationRegistry observations,
			@Nullable ChatModelObservationConvention convention) {
		this.observations = observations;
		this.convention = convention;
	}

	@Override
	public boolean supports(ProviderType type) {
		return type == ProviderType.ANTHROPIC;
	}

	@Override
	public ChatModel create(ChatModelSettings settings) {
		String baseUrl = settings.endpoint();
		AnthropicBackend backend = AnthropicBackend.builder().baseUrl(baseUrl).apiKey(settings.apiKey()).build();
		AnthropicHttpClient http = new AnthropicHttpClient(backend,
				new UpstreamOkHttp(settings, this.observations, List.of(new AnswerGuard(() -> EventRules.NONE))),
				this.threads);
		ClientOptions client = ClientOptions.builder()
			.httpClient(http)
			.baseUrl(baseUrl)
			.maxRetries(0)
			.logLevel(LogLevel.OFF)
			.streamHandlerExecutor(this.threads)
			.build();
		AnthropicClientAsync async = ScopedClient.of(AnthropicClientAsync.class, new AnthropicClientAsyncImpl(client),
				(unscoped, scope) -> unscoped.withOptions((options) -> options.httpClient(http.in(scope))));
		AnthropicChatModel model = AnthropicChatModel.builder()
			.anthropicClient(new AnthropicClientImpl(client))
			.anthropicClientAsync(async)
			.options(options(settings))
			.observationRegistry(this.observations)
			.build();
		if (this.convention != null) {
			model.setObservationConvention(this.convention);
		}
		return model;
	}

	private static AnthropicChatOptions options(ChatModelSettings settings) {
		return AnthropicChatOptions.builder()
			.model(settings.model())
			.temperature(settings.temperature())
			.maxTokens(settings.maxTokens())
			.build();
	}

}
