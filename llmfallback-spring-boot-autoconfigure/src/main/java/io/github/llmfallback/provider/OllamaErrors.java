package io.github.llmfallback.provider;

import java.util.List;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.DefaultResponseErrorHandler;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;

/**
 * Error answers of Ollama, with their status and headers, without the key.
 */
final class OllamaErrors extends DefaultResponseErrorHandler {

	private final SentKey key;

	OllamaErrors(SentKey key) {
		this.key = key;
	}

	@Override
	protected byte[] getResponseBody(ClientHttpResponse response) {
		return this.key.hide(super.getResponseBody(response));
	}

	/**
	 * The same for streams, and for what is no answer of Ollama although its status is
	 * good.
	 */
	ExchangeFilterFunction filter() {
		return (request, next) -> next.exchange(request)
			.map((response) -> isAnswer(response) ? response : hide(response));
	}

	private static boolean isAnswer(ClientResponse response) {
		MediaType type = response.headers().contentType().orElse(MediaType.APPLICATION_NDJSON);
		return response.statusCode().is2xxSuccessful() && type.getSubtype().contains("json");
	}

	private ClientResponse hide(ClientResponse response) {
		return response.mutate()
			.headers(this::hide)
			.body((content) -> DataBufferUtils.join(content).map(this::hide).flux())
			.build();
	}

	private void hide(HttpHeaders headers) {
		headers.headerNames().forEach((name) -> headers.put(name, hide(headers.getOrEmpty(name))));
	}

	private List<String> hide(List<String> values) {
		return values.stream().map(this.key::hide).toList();
	}

	private DataBuffer hide(DataBuffer body) {
		byte[] bytes = new byte[body.readableByteCount()];
		body.read(bytes);
		DataBufferUtils.release(body);
		return DefaultDataBufferFactory.sharedInstance.wrap(this.key.hide(bytes));
	}

}
