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
 * Puts one chat model together from Anthropic's SDK. Apart from the factory, so that the
 * SDK is not loaded before the first call.
 *
 * @param settings what is configured
 * @param observations where calls are observed
 * @param convention names the observations; {@code null} for Spring AI's own
 * @param threads run what the client would run on threads of its own
 */
record AnthropicAssembler(ChatModelSettings settings, ObservationRegistry observations,
		@Nullable ChatModelObservationConvention convention, ExecutorService threads) {

	ChatModel assemble() {
		AnthropicHttpClient http = http();
		ClientOptions client = client(http);
		AnthropicClientAsync async = ScopedClient.of(AnthropicClientAsync.class, new AnthropicClientAsyncImpl(client),
				(unscoped, scope) -> unscoped.withOptions((options) -> options.httpClient(http.in(scope))));
		AnthropicChatModel model = AnthropicChatModel.builder()
			.anthropicClient(new AnthropicClientImpl(client))
			.anthropicClientAsync(async)
			.options(options())
			.observationRegistry(this.observations)
			.build();
		if (this.convention != null) {
			model.setObservationConvention(this.convention);
		}
		return new ChoicelessAnswers(model);
	}

	private AnthropicHttpClient http() {
		AnthropicBackend backend = AnthropicBackend.builder()
			.baseUrl(this.settings.endpoint())
			.apiKey(this.settings.apiKey())
			.build();
		return new AnthropicHttpClient(backend, new UpstreamOkHttp(this.settings, this.observations,
				List.of(ChoicelessAnswers.anthropic(), new AnswerGuard(() -> EventRules.NONE))), this.threads);
	}

	private ClientOptions client(AnthropicHttpClient http) {
		return ClientOptions.builder()
			.httpClient(http)
			.baseUrl(this.settings.endpoint())
			.maxRetries(0)
			.logLevel(LogLevel.OFF)
			.streamHandlerExecutor(this.threads)
			.build();
	}

	private AnthropicChatOptions options() {
		return AnthropicChatOptions.builder()
			.model(this.settings.model())
			.temperature(this.settings.temperature())
			.maxTokens(this.settings.maxTokens())
			.build();
	}

}
