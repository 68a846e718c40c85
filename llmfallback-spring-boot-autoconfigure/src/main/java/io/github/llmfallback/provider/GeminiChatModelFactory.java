package io.github.llmfallback.provider;

import java.util.ArrayList;
import java.util.List;

import com.google.genai.Client;
import com.google.genai.types.ClientOptions;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import io.micrometer.observation.ObservationRegistry;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.observation.ChatModelObservationConvention;
import org.springframework.ai.google.genai.GoogleGenAiChatModel;
import org.springframework.ai.google.genai.GoogleGenAiChatOptions;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;

/**
 * Builds chat models of the Gemini API. A setting that is not given is never looked up in
 * the environment variables that Google's SDK knows.
 */
public final class GeminiChatModelFactory implements ChatModelFactory {

	/** The SDK insists on a key; this one is never sent. */
	private static final String NO_KEY = "none";

	/** Even with a single attempt the SDK sleeps after a status it would retry. */
	private static final HttpRetryOptions NO_RETRIES = HttpRetryOptions.builder()
		.attempts(1)
		.httpStatusCodes(599)
		.build();

	private final ObservationRegistry observations;

	private final @Nullable ChatModelObservationConvention convention;

	private final Scheduler threads = Schedulers.fromExecutorService(StreamThreads.pool("gemini"));

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
		List<Interceptor> interceptors = new ArrayList<>(
				List.of(new GeminiRetryAfter(), new GeminiBlocks(), new AnswerGuard(GeminiEvents::new)));
		if (settings.apiKey() == null) {
			interceptors.add(new WithoutHeader("x-goog-api-key"));
		}
		UpstreamOkHttp http = new UpstreamOkHttp(settings, this.observations, interceptors);
		return new GeminiChatModel(model(settings, http.blocking()), model(settings, http.streaming()), this.threads);
	}

	private GoogleGenAiChatModel model(ChatModelSettings settings, OkHttpClient http) {
		GoogleGenAiChatModel model = GoogleGenAiChatModel.builder()
			.genAiClient(client(settings, http))
			.options(options(settings))
			.retryTemplate(new RetryTemplate(RetryPolicy.builder().maxRetries(0).build()))
			.observationRegistry(this.observations)
			.build();
		if (this.convention != null) {
			model.setObservationConvention(this.convention);
		}
		return model;
	}

	private static Client client(ChatModelSettings settings, OkHttpClient http) {
		return Client.builder()
			.vertexAI(false)
			.apiKey((settings.apiKey() != null) ? settings.apiKey() : NO_KEY)
			.httpOptions(HttpOptions.builder().baseUrl(settings.endpoint()).retryOptions(NO_RETRIES).build())
			.clientOptions(ClientOptions.builder().customHttpClient(http).build())
			.build();
	}

	private static GoogleGenAiChatOptions options(ChatModelSettings settings) {
		return GoogleGenAiChatOptions.builder()
			.model(settings.model())
			.temperature(settings.temperature())
			.maxOutputTokens(settings.maxTokens())
			.build();
	}

}
