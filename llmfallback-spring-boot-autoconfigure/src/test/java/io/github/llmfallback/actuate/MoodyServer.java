package io.github.llmfallback.actuate;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.testsupport.Answer;
import io.github.llmfallback.testsupport.Vendor;
import org.jspecify.annotations.Nullable;

/**
 * A vendor's server that answers some requests and fails others as the dice fall, and
 * keeps count of what it did. It is busy when a key comes for the first time, so that the
 * next one comes too, and asks for a moment of rest only: how many requests it gets
 * depends on the calls and hardly on how fast they are made.
 */
final class MoodyServer implements AutoCloseable {

	private final Vendor vendor;

	private final Random dice;

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final CountDownLatch closing = new CountDownLatch(1);

	private final Map<Mood, AtomicInteger> counts = new ConcurrentHashMap<>();

	private final Set<String> keys = ConcurrentHashMap.newKeySet();

	private volatile boolean begun;

	/**
	 * Starts a server that answers and does not count.
	 */
	MoodyServer(Vendor vendor, long seed) {
		this.vendor = vendor;
		this.dice = new Random(seed);
		for (Mood mood : Mood.values()) {
			this.counts.put(mood, new AtomicInteger());
		}
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::serve);
		this.server.start();
	}

	String baseUrl() {
		return this.vendor.baseUrl("http://127.0.0.1:" + this.server.getAddress().getPort());
	}

	/**
	 * Throws the dice and counts from now on.
	 */
	void begin() {
		this.begun = true;
	}

	int requests() {
		return this.counts.values().stream().mapToInt(AtomicInteger::get).sum();
	}

	int count(Mood mood) {
		return this.counts.get(mood).get();
	}

	/**
	 * The keys that requests came with.
	 */
	Set<String> keys() {
		return this.keys;
	}

	private void serve(HttpExchange exchange) throws IOException {
		try (exchange) {
			String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
			if (!this.begun) {
				answer(exchange, body, Answer.text("Nothing has happened yet"));
				return;
			}
			boolean known = !this.keys.add(exchange.getRequestHeaders().getFirst("Authorization") + " "
					+ exchange.getRequestHeaders().getFirst("x-api-key"));
			Mood mood = known ? roll() : Mood.IS_BUSY;
			this.counts.get(mood).incrementAndGet();
			switch (mood) {
				case ANSWERS -> answer(exchange, body, Answer.text("It is as it is and always was"));
				case IS_SILENT -> answer(exchange, body, Answer.text(""));
				case STALLS -> this.closing.await();
				default -> {
					exchange.getResponseHeaders().set("Retry-After-Ms", "1");
					send(exchange, mood.status, "application/json", this.vendor.error(mood.status));
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (IOException ex) {
			// The client has hung up.
		}
	}

	private synchronized Mood roll() {
		int rolled = this.dice.nextInt(1000);
		for (Mood mood : Mood.values()) {
			rolled -= mood.perMille;
			if (rolled < 0) {
				return mood;
			}
		}
		throw new IllegalStateException("moods do not add up to a thousand");
	}

	private void answer(HttpExchange exchange, String request, Answer answer) throws IOException {
		if (request.replace(" ", "").contains("\"stream\":true")) {
			send(exchange, 200, this.vendor.streamingContentType(), this.vendor.streaming(answer));
		}
		else {
			send(exchange, 200, "application/json", this.vendor.blocking(answer));
		}
	}

	private static void send(HttpExchange exchange, int status, String contentType, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", contentType);
		exchange.sendResponseHeaders(status, bytes.length);
		try (OutputStream out = exchange.getResponseBody()) {
			out.write(bytes);
		}
	}

	@Override
	public void close() {
		this.closing.countDown();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	/**
	 * What becomes of a request.
	 */
	enum Mood {

		ANSWERS(680, 200, null),

		FAILS(100, 500, FailureKind.SERVER_ERROR),

		IS_BUSY(100, 429, FailureKind.RATE_LIMITED),

		IS_OVERLOADED(60, 503, FailureKind.OVERLOADED),

		IS_SILENT(55, 200, FailureKind.EMPTY_RESPONSE),

		STALLS(5, 0, FailureKind.TIMEOUT);

		private final int perMille;

		private final int status;

		private final @Nullable FailureKind kind;

		Mood(int perMille, int status, @Nullable FailureKind kind) {
			this.perMille = perMille;
			this.status = status;
			this.kind = kind;
		}

		/**
		 * What clients make of it; {@code null} for an answer.
		 */
		@Nullable FailureKind kind() {
			return this.kind;
		}

	}

}
