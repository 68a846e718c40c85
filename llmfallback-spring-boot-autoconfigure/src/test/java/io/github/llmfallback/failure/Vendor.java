package io.github.llmfallback.failure;

import java.net.http.HttpClient;
import java.time.Duration;

import com.google.genai.Client;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;

import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.google.genai.GoogleGenAiChatModel;
import org.springframework.ai.google.genai.GoogleGenAiChatOptions;
import org.springframework.ai.ollama.OllamaChatModel;
import org.springframework.ai.ollama.api.OllamaApi;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.client.DefaultResponseErrorHandler;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Spring AI's real chat models with the inner retries of their clients switched off.
 */
enum Vendor {

	OPENAI("application/json") {
		@Override
		ChatModel model(String url, Duration timeout) {
			return OpenAiChatModel.builder()
				.options(OpenAiChatOptions.builder()
					.baseUrl(url + "/v1")
					.apiKey("test-key")
					.model("gpt-4.1")
					.maxRetries(0)
					.timeout(timeout)
					.build())
				.build();
		}
	},

	ANTHROPIC("application/json") {
		@Override
		ChatModel model(String url, Duration timeout) {
			return AnthropicChatModel.builder()
				.options(AnthropicChatOptions.builder()
					.baseUrl(url)
					.apiKey("test-key")
					.model("claude-sonnet-4-5")
					.maxTokens(64)
					.maxRetries(0)
					.timeout(timeout)
					.build())
				.build();
		}
	},

	GOOGLE("application/json") {
		@Override
		ChatModel model(String url, Duration timeout) {
			HttpOptions http = HttpOptions.builder()
				.baseUrl(url)
				.timeout((int) timeout.toMillis())
				.retryOptions(HttpRetryOptions.builder().attempts(1).httpStatusCodes(599).build())
				.build();
			return GoogleGenAiChatModel.builder()
				.genAiClient(Client.builder().apiKey("test-key").vertexAI(false).httpOptions(http).build())
				.options(GoogleGenAiChatOptions.builder().model("gemini-2.5-flash").build())
				.retryTemplate(NO_RETRIES)
				.build();
		}
	},

	OLLAMA("application/x-ndjson") {
		@Override
		ChatModel model(String url, Duration timeout) {
			return ollama(ollamaApi(url, timeout).build());
		}
	},

	/**
	 * With Spring's error handler in place of Spring AI's, so that a blocking call keeps
	 * status and headers.
	 */
	OLLAMA_WITH_STATUS("application/x-ndjson") {
		@Override
		ChatModel model(String url, Duration timeout) {
			return ollama(ollamaApi(url, timeout).responseErrorHandler(new DefaultResponseErrorHandler()).build());
		}
	};

	private static final RetryTemplate NO_RETRIES = new RetryTemplate(RetryPolicy.builder().maxRetries(0).build());

	private final String streamType;

	Vendor(String streamType) {
		this.streamType = streamType;
	}

	abstract ChatModel model(String url, Duration timeout);

	/**
	 * The content type of an answer that is no error.
	 */
	String contentType(boolean stream) {
		if (!stream) {
			return "application/json";
		}
		return this.streamType.endsWith("ndjson") ? this.streamType : "text/event-stream";
	}

	private static ChatModel ollama(OllamaApi api) {
		return OllamaChatModel.builder()
			.ollamaApi(api)
			.options(OllamaChatOptions.builder().model("llama3").build())
			.retryTemplate(NO_RETRIES)
			.build();
	}

	private static OllamaApi.Builder ollamaApi(String url, Duration timeout) {
		HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
		JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(http);
		requests.setReadTimeout(timeout);
		JdkClientHttpConnector connector = new JdkClientHttpConnector(http);
		connector.setReadTimeout(timeout);
		return OllamaApi.builder()
			.baseUrl(url)
			.restClientBuilder(RestClient.builder().requestFactory(requests))
			.webClientBuilder(WebClient.builder().clientConnector(connector));
	}

}
