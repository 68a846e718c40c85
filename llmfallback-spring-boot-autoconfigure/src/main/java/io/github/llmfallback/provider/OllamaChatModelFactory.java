package io.github.llmfallback.provider;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.function.Consumer;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.observation.ChatModelObservationConvention;
import org.springframework.ai.ollama.OllamaChatModel;
import org.springframework.ai.ollama.api.OllamaApi;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;

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
		OllamaChatModel model = OllamaChatModel.builder()
			.ollamaApi(api(settings))
			.options(options(settings))
			.retryTemplate(new RetryTemplate(RetryPolicy.builder().maxRetries(0).build()))
			.observationRegistry(this.observations)
			.build();
		if (this.convention != null) {
			model.setObservationConvention(this.convention);
		}
		return model;
	}

	private OllamaApi api(ChatModelSettings settings) {
		UpstreamJdkHttp http = new UpstreamJdkHttp(settings.timeout());
		SentKey key = new SentKey(settings.apiKey());
		OllamaErrors errors = new OllamaErrors(key);
		return OllamaApi.builder()
			.baseUrl(settings.endpoint())
			.restClientBuilder(restClient(settings, http.forWholeAnswers()))
			.webClientBuilder(webClient(settings, http).filter(WholeLines.filter(key)).filter(errors.filter()))
			.responseErrorHandler(errors)
			.build();
	}

	private RestClient.Builder restClient(ChatModelSettings settings, HttpClient http) {
		JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(http);
		requests.setReadTimeout(settings.timeout());
		return RestClient.builder()
			.requestFactory(requests)
			.defaultHeaders(key(settings))
			.observationRegistry(this.observations);
	}

	private WebClient.Builder webClient(ChatModelSettings settings, HttpClient http) {
		JdkClientHttpConnector connector = new JdkClientHttpConnector(http);
		connector.setReadTimeout(settings.timeout());
		return WebClient.builder()
			.clientConnector(connector)
			.filter(idleTimeout(settings.timeout()))
			.defaultHeaders(key(settings))
			.observationRegistry(this.observations);
	}

	private static ExchangeFilterFunction idleTimeout(Duration timeout) {
		return (request, next) -> next.exchange(request)
			.map((response) -> response.mutate().body((content) -> content.timeout(timeout)).build());
	}

	private static Consumer<HttpHeaders> key(ChatModelSettings settings) {
		return (headers) -> {
			if (settings.apiKey() != null) {
				headers.setBearerAuth(settings.apiKey());
			}
		};
	}

	private static OllamaChatOptions options(ChatModelSettings settings) {
		return OllamaChatOptions.builder()
			.model(settings.model())
			.temperature(settings.temperature())
			.maxTokens(settings.maxTokens())
			.build();
	}

}
