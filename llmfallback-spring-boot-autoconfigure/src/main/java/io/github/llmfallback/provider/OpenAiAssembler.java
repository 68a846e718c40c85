package io.github.llmfallback.provider;

import java.util.ArrayList;
import java.util.List;
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
 * Puts one chat model together from OpenAI's SDK. Apart from the factory, so that the SDK
 * is not loaded before the first call.
 *
 * @param settings what is configured
 * @param observations where calls are observed
 * @param convention names the observations; {@code null} for Spring AI's own
 * @param threads run what the client would run on threads of its own
 */
record OpenAiAssembler(ChatModelSettings settings, ObservationRegistry observations,
		@Nullable ChatModelObservationConvention convention, ExecutorService threads) {

	/** The SDK insists on a key; this one is never sent. */
	private static final String NO_KEY = "none";

	ChatModel assemble() {
		OpenAiHttpClient http = new OpenAiHttpClient(
				new UpstreamOkHttp(this.settings, this.observations, interceptors()), this.threads);
		ClientOptions client = client(http);
		OpenAIClientAsync async = ScopedClient.of(OpenAIClientAsync.class, new OpenAIClientAsyncImpl(client),
				(unscoped, scope) -> unscoped.withOptions((options) -> options.httpClient(http.in(scope))));
		OpenAiChatModel model = OpenAiChatModel.builder()
			.openAiClient(new OpenAIClientImpl(client))
			.openAiClientAsync(async)
			.options(options())
			.observationRegistry(this.observations)
			.build();
		if (this.convention != null) {
			model.setObservationConvention(this.convention);
		}
		return new OpenAiStreams(new ChoicelessAnswers(model));
	}

	private ClientOptions client(OpenAiHttpClient http) {
		return ClientOptions.builder()
			.httpClient(http)
			.baseUrl(this.settings.endpoint())
			.apiKey((this.settings.apiKey() != null) ? this.settings.apiKey() : NO_KEY)
			.maxRetries(0)
			.logLevel(LogLevel.OFF)
			.streamHandlerExecutor(this.threads)
			.build();
	}

	private List<Interceptor> interceptors() {
		List<Interceptor> interceptors = new ArrayList<>(
				List.of(ChoicelessAnswers.openAi(), new AnswerGuard(OpenAiEvents::new)));
		if (this.settings.type() == ProviderType.MISTRAL) {
			interceptors.add(new WithoutStreamOptions());
		}
		if (this.settings.apiKey() == null) {
			interceptors.add(new WithoutHeader("Authorization"));
		}
		return interceptors;
	}

	private OpenAiChatOptions options() {
		OpenAiChatOptions.Builder options = OpenAiChatOptions.builder()
			.model(this.settings.model())
			.temperature(this.settings.temperature());
		if (this.settings.maxTokens() != null) {
			OpenAiMaxTokens.write(options, this.settings.maxTokens(), this.settings.type().id(), null);
		}
		return options.build();
	}

}
