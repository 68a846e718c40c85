package io.github.llmfallback.actuate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackChatOptions;
import io.github.llmfallback.LlmFallbackException;
import io.github.llmfallback.actuate.MoodyServer.Mood;
import io.github.llmfallback.testsupport.Vendor;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The figures of the endpoint and of the metrics are those of the servers that were
 * asked.
 */
class TrueFiguresTests {

	private static final int CALLS = 1000;

	private static final int THREADS = 16;

	private final long seed = new Random().nextLong();

	private final Map<String, MoodyServer> servers = new LinkedHashMap<>();

	private final AtomicInteger answered = new AtomicInteger();

	private final AtomicInteger cancelled = new AtomicInteger();

	private final AtomicInteger failed = new AtomicInteger();

	@AfterEach
	void stop() {
		LoggingSystem.get(getClass().getClassLoader()).setLogLevel("org.springframework.ai", null);
		this.servers.values().forEach(MoodyServer::close);
	}

	@Test
	void figuresEqualTheServersOwnCountsAfterAThousandMixedCalls() throws Exception {
		this.servers.put("openai", new MoodyServer(Vendor.OPENAI, this.seed));
		this.servers.put("anthropic", new MoodyServer(Vendor.ANTHROPIC, this.seed + 1));
		this.servers.put("ollama", new MoodyServer(Vendor.OLLAMA, this.seed + 2));
		loadClients();
		this.servers.values().forEach(MoodyServer::begin);
		try (Operator operator = application(Duration.ofSeconds(8))) {
			callOften(operator.chatModel());
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.untilAsserted(() -> assertThat(figures(operator)).as("seed %d", this.seed).isEqualTo(counts()));
			JsonNode body = operator.get("/actuator/llmfallback").json();
			assertThat(sum(body, "succeeded")).as("seed %d", this.seed).isEqualTo(this.answered.get());
			assertThat(cancellations(body)).as("seed %d", this.seed).isEqualTo(this.cancelled.get()).isPositive();
			assertThat(body.get("providers")).as("seed %d", this.seed)
				.allSatisfy((provider) -> assertThat(provider.get("inFlight").asInt()).isZero());
			assertThat(body.get("recentCalls")).as("seed %d", this.seed).hasSize(50);
			this.servers.forEach((name, server) -> assertThat(attempts(operator, name)).as("seed %d", this.seed)
				.isEqualTo(server.requests()));
			assertThat(this.answered.get() + this.cancelled.get() + this.failed.get()).isEqualTo(CALLS);
		}
		assertThat(this.servers.values()).as("seed %d", this.seed)
			.allSatisfy((server) -> assertThat(server.requests()).isGreaterThan(100));
		assertThat(this.servers.get("openai").keys()).hasSize(3);
		assertThat(this.servers.get("anthropic").keys()).hasSize(2);
	}

	/**
	 * An application of 16 threads that has yet to load the vendors' clients can take
	 * longer for its first answer than its timeouts allow.
	 */
	private void loadClients() {
		try (Operator operator = application(Duration.ofSeconds(90))) {
			for (String provider : this.servers.keySet()) {
				Prompt prompt = new Prompt("Hi", FallbackChatOptions.builder().providers(provider).build());
				operator.chatModel().call(prompt);
				operator.chatModel().stream(prompt).blockLast();
			}
		}
	}

	/**
	 * An application whose circuits open for moments only: they would keep calls from a
	 * server in a bad mood for half a minute, in which the others could get all of them.
	 */
	private Operator application(Duration timeout) {
		List<Object> values = new ArrayList<>(List.of(timeout.toSeconds(), timeout.toSeconds()));
		this.servers.values().forEach((server) -> values.addAll(List.of(server.baseUrl(), timeout.toSeconds())));
		Operator operator = Operator.of("""
				llm.fallback:
				  strategy: round-robin
				  timeout: 90s
				  stream: { first-token-timeout: %ss, idle-timeout: %ss }
				  retry: { delay: 1ms, max-delay: 5ms, budget: 1 }
				  providers:
				    openai:
				      base-url: %s
				      timeout: %ss
				      api-keys: [ one, two, three ]
				      models: [ gpt-4.1, gpt-4.1-mini ]
				      circuit-breaker.open-duration: 1ms
				    anthropic:
				      base-url: %s
				      timeout: %ss
				      api-keys: [ four, five ]
				      model: claude-haiku-4-5
				      circuit-breaker.open-duration: 1ms
				    ollama: { base-url: "%s", timeout: %ss, model: llama3.2, circuit-breaker.open-duration: 1ms }
				""".formatted(values.toArray()));
		operator.bean(LoggingSystem.class).setLogLevel("org.springframework.ai", LogLevel.OFF);
		return operator;
	}

	private void callOften(FallbackChatModel chatModel) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		CountDownLatch start = new CountDownLatch(1);
		AtomicInteger next = new AtomicInteger();
		List<Future<?>> callers = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			callers.add(threads.submit(() -> {
				start.await();
				for (int call = next.getAndIncrement(); call < CALLS; call = next.getAndIncrement()) {
					call(chatModel, new Random(this.seed + call).nextInt(10));
				}
				return null;
			}));
		}
		start.countDown();
		for (Future<?> caller : callers) {
			caller.get(4, TimeUnit.MINUTES);
		}
		threads.shutdown();
	}

	/**
	 * Six of ten calls block, two stream to the end and two go away after the first
	 * chunk.
	 */
	private void call(FallbackChatModel chatModel, int rolled) {
		Prompt prompt = new Prompt("How is it?");
		try {
			if (rolled < 6) {
				chatModel.call(prompt);
				this.answered.incrementAndGet();
			}
			else if (rolled < 8) {
				chatModel.stream(prompt).blockLast();
				this.answered.incrementAndGet();
			}
			else {
				chatModel.stream(prompt).take(1).blockLast();
				this.cancelled.incrementAndGet();
			}
		}
		catch (LlmFallbackException ex) {
			this.failed.incrementAndGet();
		}
	}

	/**
	 * What the endpoint says. Who goes away after the first chunk was answered as far as
	 * the server knows.
	 */
	private static Map<String, JsonNode> figures(Operator operator) {
		Map<String, JsonNode> figures = new LinkedHashMap<>();
		operator.get("/actuator/llmfallback").json().get("providers").forEach((provider) -> {
			ObjectNode calls = (ObjectNode) provider.get("calls");
			ObjectNode failures = (ObjectNode) calls.get("failures");
			int gone = failures.path("CANCELLED").asInt();
			failures.remove("CANCELLED");
			calls.remove("skipped");
			calls.put("succeeded", calls.get("succeeded").asInt() + gone);
			calls.put("failed", calls.get("failed").asInt() - gone);
			figures.put(provider.get("name").asString(), calls);
		});
		return figures;
	}

	/**
	 * What the servers say, in the same form.
	 */
	private Map<String, JsonNode> counts() {
		Map<String, JsonNode> counts = new LinkedHashMap<>();
		this.servers.forEach((name, server) -> {
			ObjectNode calls = JsonMapper.shared().createObjectNode();
			calls.put("succeeded", server.count(Mood.ANSWERS));
			calls.put("failed", server.requests() - server.count(Mood.ANSWERS));
			ObjectNode failures = calls.putObject("failures");
			for (Mood mood : Mood.values()) {
				if (mood.kind() != null && server.count(mood) > 0) {
					failures.put(mood.kind().name(), server.count(mood));
				}
			}
			counts.put(name, calls);
		});
		return counts;
	}

	private static long attempts(Operator operator, String provider) {
		return operator.bean(MeterRegistry.class)
			.get("llm.fallback.attempts")
			.tag("provider", provider)
			.timers()
			.stream()
			.mapToLong(Timer::count)
			.sum();
	}

	private static int sum(JsonNode body, String field) {
		return body.get("providers")
			.valueStream()
			.mapToInt((provider) -> provider.get("calls").get(field).asInt())
			.sum();
	}

	private static int cancellations(JsonNode body) {
		return body.get("providers")
			.valueStream()
			.mapToInt((provider) -> provider.get("calls").get("failures").path("CANCELLED").asInt())
			.sum();
	}

}
