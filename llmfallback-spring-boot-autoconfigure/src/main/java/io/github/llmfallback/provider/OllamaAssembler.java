package io.github.llmfallback.provider;

import java.net.http.HttpClient;

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
 * Puts one chat model together from Spring AI's client of Ollama. Apart from the factory,
 * so that the client is not loaded before the first call.
 *
 * @param settings what is configured
 * @param observations where calls are observed
 * @param convention names the observations; {@code null} for Spring AI's own
 */
record OllamaAssembler(ChatModelSettings settings, ObservationRegistry observations,
		@Nullable ChatModelObservationConvention convention) {

	ChatModel assemble() {
		OllamaChatModel model = OllamaChatModel.builder()
			.ollamaApi(api())
			.options(options())
			.retryTemplate(new RetryTemplate(RetryPolicy.builder().maxRetries(0).build()))
			.observationRegistry(this.observations)
			.build();
		if (this.convention != null) {
			model.setObservationConvention(this.convention);
		}
		return model;
	}

	private OllamaApi api() {
		UpstreamJdkHttp http = new UpstreamJdkHttp(this.settings.timeout());
		SentKey key = new SentKey(this.settings.apiKey());
		OllamaErrors errors = new OllamaErrors(key);
		return OllamaApi.builder()
			.baseUrl(this.settings.endpoint())
			.restClientBuilder(restClient(http.forWholeAnswers()))
			.webClientBuilder(webClient(http).filter(WholeLines.filter(key)).filter(errors.filter()))
			.responseErrorHandler(errors)
			.build();
	}

	private RestClient.Builder restClient(HttpClient http) {
		JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(http);
		requests.setReadTimeout(this.settings.timeout());
		return RestClient.builder()
			.requestFactory(requests)
			.defaultHeaders(this::addKey)
			.observationRegistry(this.observations);
	}

	private WebClient.Builder webClient(HttpClient http) {
		JdkClientHttpConnector connector = new JdkClientHttpConnector(http);
		connector.setReadTimeout(this.settings.timeout());
		return WebClient.builder()
			.clientConnector(connector)
			.filter(idleTimeout())
			.defaultHeaders(this::addKey)
			.observationRegistry(this.observations);
	}

	private ExchangeFilterFunction idleTimeout() {
		return (request, next) -> next.exchange(request)
			.map((response) -> response.mutate()
				.body((content) -> content.timeout(this.settings.longestPause()))
				.build());
	}

	private void addKey(HttpHeaders headers) {
		if (this.settings.apiKey() != null) {
			headers.setBearerAuth(this.settings.apiKey());
		}
	}

	private OllamaChatOptions options() {
		return OllamaChatOptions.builder()
			.model(this.settings.model())
			.temperature(this.settings.temperature())
			.maxTokens(this.settings.maxTokens())
			.build();
	}

}
