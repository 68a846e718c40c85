package io.github.llmfallback.actuate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;

import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.testsupport.TestProperties;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * Somebody who looks after a running application, over HTTP and JMX.
 */
final class Operator implements AutoCloseable {

	private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private static final String DOMAIN = "llmfallback.operated";

	private final ConfigurableApplicationContext application;

	private Operator(ConfigurableApplicationContext application) {
		this.application = application;
	}

	/**
	 * Starts an application whose endpoint is exposed.
	 * @param yaml what else is configured
	 */
	static Operator of(String yaml) {
		String application = """
				server.port: 0
				spring.jmx.enabled: true
				management:
				  endpoints:
				    web.exposure.include: health,llmfallback
				    jmx: { exposure.include: llmfallback, domain: %s }
				  endpoint.health.show-details: always
				  health.redis.enabled: false
				""".formatted(DOMAIN);
		return new Operator(
				new SpringApplicationBuilder(Application.class).initializers(TestProperties.yaml(application + yaml))
					.run());
	}

	FallbackChatModel chatModel() {
		return this.application.getBean(FallbackChatModel.class);
	}

	<T> T bean(Class<T> type) {
		return this.application.getBean(type);
	}

	Reply get(String path) {
		return send("GET", path, null);
	}

	Reply post(String path, String json) {
		return send("POST", path, json);
	}

	Reply delete(String path) {
		return send("DELETE", path, null);
	}

	private Reply send(String method, String path, @Nullable String json) {
		String port = this.application.getEnvironment().getRequiredProperty("local.server.port");
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
			.header("Content-Type", "application/json")
			.method(method, (json != null) ? BodyPublishers.ofString(json) : BodyPublishers.noBody())
			.build();
		try {
			HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
			return new Reply(response.statusCode(), response.body());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Invokes an operation of the endpoint's MBean.
	 * @param signature the types of its parameters
	 */
	@Nullable Object invoke(String operation, Class<?>[] signature, @Nullable Object... arguments) throws JMException {
		String[] types = Arrays.stream(signature).map(Class::getName).toArray(String[]::new);
		return mBeans().invoke(mBean(), operation, arguments, types);
	}

	MBeanServer mBeans() {
		return bean(MBeanServer.class);
	}

	static ObjectName mBean() throws JMException {
		return new ObjectName(DOMAIN + ":type=Endpoint,name=Llmfallback");
	}

	@Override
	public void close() {
		this.application.close();
	}

	/**
	 * What came back.
	 *
	 * @param status the HTTP status
	 * @param body the text
	 */
	record Reply(int status, String body) {

		JsonNode json() {
			return JsonMapper.shared().readTree(this.body);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
