package io.github.llmfallback.secrets;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A server that repeats the key it was sent, in its headers and in its bodies.
 */
final class EchoingServer implements AutoCloseable {

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final HttpServer server;

	private final Set<String> seen = ConcurrentHashMap.newKeySet();

	private volatile Echo echo = Echo.WRONG_KEY;

	EchoingServer() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::answer);
		this.server.start();
	}

	void echo(Echo echo) {
		this.echo = echo;
		this.seen.clear();
	}

	/**
	 * The keys received since the last change.
	 */
	Set<String> seen() {
		return this.seen;
	}

	String url() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	private void answer(HttpExchange exchange) throws IOException {
		exchange.getRequestBody().readAllBytes();
		String key = key(exchange);
		this.seen.add(key);
		byte[] body = this.echo.body(key).getBytes(StandardCharsets.UTF_8);
		Headers headers = exchange.getResponseHeaders();
		headers.add("Content-Type", this.echo.contentType());
		headers.add("X-Request-Key", key);
		headers.add("WWW-Authenticate", "Bearer error=\"" + key + "\"");
		exchange.sendResponseHeaders(this.echo.status(), body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

	private static String key(HttpExchange exchange) {
		Headers headers = exchange.getRequestHeaders();
		return Stream.of("Authorization", "x-api-key", "x-goog-api-key")
			.filter(headers::containsKey)
			.map(headers::getFirst)
			.findFirst()
			.orElseThrow()
			.replace("Bearer ", "");
	}

}
