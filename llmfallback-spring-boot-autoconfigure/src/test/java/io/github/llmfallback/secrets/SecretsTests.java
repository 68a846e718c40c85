package io.github.llmfallback.secrets;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.github.llmfallback.AllProvidersFailedException;
import io.github.llmfallback.ChatOutcome;
import io.github.llmfallback.FallbackChatClient;
import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackChatOptions;
import io.github.llmfallback.LlmFallbackException;
import io.github.llmfallback.ProviderStatus;
import io.github.llmfallback.testsupport.DefaultLogging;
import io.github.llmfallback.testsupport.TestProperties;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keys are planted in every place where keys are configured, servers repeat them in every
 * way, and whatever the application shows of itself is searched for them.
 */
@ExtendWith(OutputCaptureExtension.class)
class SecretsTests {

	private static final List<String> KEYS = Stream
		.generate(() -> "sk-PLANTED-" + UUID.randomUUID().toString().replace("-", ""))
		.limit(6)
		.toList();

	private static final List<String> PROVIDERS = List.of("openai", "anthropic", "gemini", "ollama", "groq");

	private static final Prompt PROMPT = new Prompt("Why is the sky blue?");

	private static final Evidence EVIDENCE = new Evidence(KEYS);

	private static final Logger ROOT = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private static final Log LOG = new Log();

	private static EchoingServer server;

	private static ConfigurableApplicationContext application;

	@BeforeAll
	static void start() throws IOException {
		server = new EchoingServer();
		DefaultLogging.restore();
		application = new SpringApplicationBuilder(Application.class)
			.initializers(TestProperties.environment(environment()), TestProperties.yaml(configuration()),
					(context) -> listen())
			.properties("logging.threshold.console=off", "logging.level.root=trace",
					"logging.level.com.sun.net.httpserver=off")
			.run("--llm.fallback.providers.groq.api-key=" + KEYS.get(5));
	}

	private static Map<String, Object> environment() {
		Map<String, Object> environment = new HashMap<>(System.getenv());
		environment.put("OPENAI_API_KEY", KEYS.get(0));
		environment.put("LLM_FALLBACK_PROVIDERS_GEMINI_APIKEY", KEYS.get(2));
		return environment;
	}

	private static String configuration() {
		return """
				server.port: 0
				management:
				  endpoints.web.exposure: { include: "*", exclude: "heapdump,threaddump,logfile" }
				  endpoint:
				    env.show-values: always
				    configprops.show-values: always
				    health.show-details: always
				  health.redis.enabled: false
				llm.fallback:
				  strategy: declared-order
				  max-attempts: 9
				  retry: { max-retries: 0 }
				  providers:
				    openai: { model: m, base-url: "%1$s/v1", api-key: "${OPENAI_API_KEY}" }
				    anthropic: { model: m, base-url: "%1$s", api-key: "%2$s" }
				    gemini: { model: m, base-url: "%1$s" }
				    ollama: { model: m, base-url: "%1$s", api-key: "%3$s" }
				    groq: { model: m, base-url: "%1$s/v1", api-keys: [ "%4$s" ] }
				""".formatted(server.url(), KEYS.get(1), KEYS.get(3), KEYS.get(4));
	}

	private static void listen() {
		LOG.setContext(ROOT.getLoggerContext());
		LOG.start();
		ROOT.addAppender(LOG);
	}

	@AfterAll
	static void stop() {
		application.close();
		ROOT.detachAppender(LOG);
		DefaultLogging.restore();
		server.close();
	}

	@Test
	void noKeyIsShownAnywhere(CapturedOutput output) throws Exception {
		FallbackChatClient client = application.getBean(FallbackChatClient.class);
		for (Echo echo : Echo.values()) {
			server.echo(echo);
			for (String provider : PROVIDERS) {
				call(client, new Prompt("Why?", FallbackChatOptions.builder().providers(provider).build()), echo);
			}
			assertThat(server.seen()).as("keys sent when the server answers %s", echo).hasSizeGreaterThanOrEqualTo(5);
			EVIDENCE.add("outcome", client.tryCall(PROMPT));
			get("/actuator/llmfallback");
			get("/actuator/health");
		}
		operate();
		collectMeters();
		EVIDENCE.add("output", output.getAll());
		assertThat(EVIDENCE.searched().keySet()).contains("output", "exception", "outcome", "observation", "event",
				"meter", "GET /actuator/env", "GET /actuator/configprops", "GET /actuator/llmfallback",
				"GET /actuator/health", "GET /actuator/metrics/llm.fallback.attempts",
				"log io.github.llmfallback.calls", "log org.springframework.ai.chat.model.MessageAggregator");
		assertThat(EVIDENCE.leaks()).isEmpty();
	}

	@Test
	void valuesWithoutAKeyAreShown() throws Exception {
		assertThat(get("/actuator/env")).contains(server.url());
		assertThat(get("/actuator/configprops")).contains(server.url()).contains("\"apiKey\":\"******\"");
	}

	/**
	 * Blocking, streaming and asynchronous; each with a fresh memory of who is unwell.
	 */
	private static void call(FallbackChatClient client, Prompt prompt, Echo echo) {
		FallbackChatModel model = application.getBean(FallbackChatModel.class);
		recover(model);
		ChatOutcome outcome = client.tryCall(prompt);
		assertThat(outcome).as(echo.name()).isInstanceOf(ChatOutcome.Failure.class);
		EVIDENCE.add("outcome", outcome);
		collect(((ChatOutcome.Failure) outcome).cause());
		recover(model);
		try {
			client.stream(prompt).collectList().block();
		}
		catch (RuntimeException ex) {
			collect(ex);
		}
		recover(model);
		try {
			client.callAsync(prompt).join();
		}
		catch (CompletionException ex) {
			collect(ex);
		}
	}

	private static void recover(FallbackChatModel model) {
		model.providers().stream().map(ProviderStatus::name).forEach(model.registry()::resetHealth);
	}

	private static void collect(Throwable error) {
		EVIDENCE.add("exception", error);
		Throwable ours = (error instanceof CompletionException) ? error.getCause() : error;
		if (ours instanceof LlmFallbackException failure) {
			EVIDENCE.add("attempts", failure.attempts());
		}
		if (ours instanceof AllProvidersFailedException failure) {
			failure.providerErrors().values().forEach((each) -> EVIDENCE.add("exception", each));
		}
	}

	private static void operate() throws Exception {
		JsonNode links = JsonMapper.shared().readTree(get("/actuator")).get("_links");
		for (String endpoint : links.propertyNames()) {
			if (!links.get(endpoint).get("templated").asBoolean()) {
				get(URI.create(links.get(endpoint).get("href").asString()).getPath());
			}
		}
		for (JsonNode name : JsonMapper.shared().readTree(get("/actuator/metrics")).get("names")) {
			get("/actuator/metrics/" + name.asString());
		}
		for (String provider : PROVIDERS) {
			get("/actuator/llmfallback/" + provider);
			get("/actuator/env/llm.fallback.providers." + provider + ".api-key");
		}
		get("/actuator/env/OPENAI_API_KEY");
		get("/actuator/configprops/llm.fallback");
	}

	private static String get(String path) throws Exception {
		String port = application.getEnvironment().getRequiredProperty("local.server.port");
		HttpResponse<String> response = HTTP.send(
				HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
				HttpResponse.BodyHandlers.ofString());
		EVIDENCE.add("GET " + path, response.headers() + response.body());
		return response.body();
	}

	private static void collectMeters() {
		application.getBean(MeterRegistry.class)
			.getMeters()
			.forEach((meter) -> EVIDENCE.add("meter", meter.getId() + " " + meter.getId().getDescription()));
	}

	/**
	 * Takes what is logged at any level.
	 */
	private static final class Log extends AppenderBase<ILoggingEvent> {

		@Override
		protected void append(ILoggingEvent event) {
			StringBuilder text = new StringBuilder(event.getFormattedMessage()).append(event.getMDCPropertyMap())
				.append(event.getKeyValuePairs());
			if (event.getThrowableProxy() != null) {
				text.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
			}
			EVIDENCE.add("log " + event.getLoggerName(), text);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		ApplicationListener<ApplicationEvent> events() {
			return (event) -> EVIDENCE.add("event", event);
		}

		@Bean
		ObservationHandler<Observation.Context> observations() {
			return new ObservationHandler<>() {

				@Override
				public void onStop(Observation.Context context) {
					EVIDENCE.add("observation", context.getName() + context.getContextualName()
							+ context.getAllKeyValues() + context.getError());
					if (context.getError() != null) {
						EVIDENCE.add("observation", context.getError());
					}
				}

				@Override
				public boolean supportsContext(Observation.Context context) {
					return true;
				}

			};
		}

	}

}
