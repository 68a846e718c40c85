package io.github.llmfallback.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;

import com.google.genai.Client;
import com.google.genai.types.ClientOptions;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import io.micrometer.observation.ObservationRegistry;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.observation.ChatModelObservationConvention;
import org.springframework.ai.google.genai.GoogleGenAiChatModel;
import org.springframework.ai.google.genai.GoogleGenAiChatOptions;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;

/**
 * Puts one chat model together from Google's SDK. Apart from the factory, so that the SDK
 * is not loaded before the first call.
 *
 * @param settings what is configured
 * @param observations where calls are observed
 * @param convention names the observations; {@code null} for Spring AI's own
 * @param threads run what the client would run on threads of its own
 */
record GeminiAssembler(ChatModelSettings settings, ObservationRegistry observations,
		@Nullable ChatModelObservationConvention convention, ExecutorService threads) {

	/** The SDK insists on a key; this one is never sent. */
	private static final String NO_KEY = "none";

	/** Even with a single attempt the SDK sleeps after a status it would retry. */
	private static final HttpRetryOptions NO_RETRIES = HttpRetryOptions.builder()
		.attempts(1)
		.httpStatusCodes(599)
		.build();

	ChatModel assemble() {
		UpstreamOkHttp http = new UpstreamOkHttp(this.settings, this.observations, interceptors());
		return new GeminiChatModel(model(http.blocking()), model(http.streaming()),
				Schedulers.fromExecutorService(this.threads));
	}

	private GoogleGenAiChatModel model(OkHttpClient http) {
		GoogleGenAiChatModel model = GoogleGenAiChatModel.builder()
			.genAiClient(client(http))
			.options(options())
			.retryTemplate(new RetryTemplate(RetryPolicy.builder().maxRetries(0).build()))
			.observationRegistry(this.observations)
			.build();
		if (this.convention != null) {
			model.setObservationConvention(this.convention);
		}
		return model;
	}

	private Client client(OkHttpClient http) {
		return Client.builder()
			.vertexAI(false)
			.apiKey((this.settings.apiKey() != null) ? this.settings.apiKey() : NO_KEY)
			.httpOptions(HttpOptions.builder().baseUrl(this.settings.endpoint()).retryOptions(NO_RETRIES).build())
			.clientOptions(ClientOptions.builder().customHttpClient(http).build())
			.build();
	}

	private List<Interceptor> interceptors() {
		List<Interceptor> interceptors = new ArrayList<>(List.of(new GeminiRetryAfter(), new GeminiBlocks(),
				new RepairedAnswers(GeminiCandidates::withContent), new AnswerGuard(GeminiEvents::new)));
		if (this.settings.apiKey() == null) {
			interceptors.add(new WithoutHeader("x-goog-api-key"));
		}
		return interceptors;
	}

	private GoogleGenAiChatOptions options() {
		return GoogleGenAiChatOptions.builder()
			.model(this.settings.model())
			.temperature(this.settings.temperature())
			.maxOutputTokens(this.settings.maxTokens())
			.build();
	}

}
