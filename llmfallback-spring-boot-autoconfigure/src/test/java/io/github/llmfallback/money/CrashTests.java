package io.github.llmfallback.money;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.llmfallback.budget.BudgetKey;
import io.github.llmfallback.budget.BudgetScope;
import io.github.llmfallback.budget.BudgetUsage;
import io.github.llmfallback.budget.BudgetWindow;
import io.github.llmfallback.budget.jdbc.JdbcLedger;
import io.github.llmfallback.budget.redis.TestRedis;
import io.github.llmfallback.money.CrashingApplication.SharedLedger;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ScriptUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Four applications share a budget and two of them are killed in the middle of their
 * calls: nothing is spent beyond the budget, no answer is unpaid, and what the dead held
 * is charged once by those that live on.
 */
class CrashTests {

	private static final List<String> KILLED = List.of("first", "second");

	private static final List<String> SURVIVING = List.of("third", "fourth");

	private static final List<String> ALL = List.of("first", "second", "third", "fourth");

	private static final BudgetScope TOTAL = BudgetScope.GLOBAL;

	/** Where it is noon or so, that no window ends meanwhile. */
	private static final ZoneId ZONE = ZoneOffset.ofHours(12 - LocalTime.now(ZoneOffset.UTC).getHour());

	@TempDir
	private Path logs;

	private final Map<String, Process> applications = new ConcurrentHashMap<>();

	private final Map<String, Integer> asked = new ConcurrentHashMap<>();

	private final Map<String, Integer> answered = new ConcurrentHashMap<>();

	private final Queue<HttpExchange> ready = new ConcurrentLinkedQueue<>();

	private final Queue<HttpExchange> refused = new ConcurrentLinkedQueue<>();

	private final ScheduledExecutorService answers = Executors.newScheduledThreadPool(2);

	private HttpServer server;

	private SharedLedger shared;

	private int samples;

	private long mostCommitted;

	@BeforeEach
	void startServer() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
		this.server.createContext("/ready", this.ready::add);
		this.server.createContext("/refused", this.refused::add);
		this.server.createContext("/answer", (exchange) -> {
			this.asked.merge(name(exchange), 1, Integer::sum);
			this.answers.schedule(() -> answer(exchange), 100, TimeUnit.MILLISECONDS);
		});
		this.server.start();
	}

	@AfterEach
	void stop() throws Exception {
		this.applications.values().forEach(Process::destroyForcibly);
		this.server.stop(0);
		this.answers.shutdownNow();
		if (this.shared != null) {
			this.shared.close();
		}
	}

	@Test
	void crashCostsWhatWasHeldAndNothingElseOnPostgreSql() throws Exception {
		try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
			try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
				String script = JdbcLedger.SCHEMA_LOCATION.replace("classpath:", "")
					.replace("@@platform@@", "postgresql");
				ScriptUtils.executeSqlScript(connection, new ClassPathResource(script));
			}
			crash(postgres.getJdbcUrl("postgres", "postgres"));
		}
	}

	@Test
	void crashCostsWhatWasHeldAndNothingElseOnRedis() throws Exception {
		try (TestRedis redis = TestRedis.started()) {
			crash("redis:" + redis.port());
		}
	}

	private void crash(String store) throws Exception {
		this.shared = SharedLedger.in(store, ZONE);
		for (String name : ALL) {
			start(name, store);
		}
		sampleUntil("all applications run", () -> this.ready.size() == ALL.size());
		this.ready.forEach(CrashTests::respond);
		sampleUntil("all are in the middle of calls", () -> ALL.stream()
			.allMatch((name) -> this.answered.getOrDefault(name, 0) > CrashingApplication.THREADS));
		for (String name : KILLED) {
			this.applications.get(name).destroyForcibly().waitFor();
		}
		long answeredBefore = sum(this.answered, SURVIVING);
		AtomicReference<List<Long>> last = new AtomicReference<>(List.of());
		await("the store has done what the dead had sent").during(Duration.ofMillis(300)).until(() -> {
			List<Long> now = List.of(paid(KILLED), held(KILLED));
			return now.equals(last.getAndSet(now));
		});
		long abandoned = held(KILLED);
		long paidOrAbandoned = paid(KILLED) + abandoned;
		sampleUntil("the budget refuses all who live", () -> this.refused.size() == SURVIVING.size());
		sampleUntil("those who live have charged what the dead held", () -> usage(TOTAL).reserved() == 0);
		endSurvivors();
		String figures = "%d asked, %d answered, %d abandoned of %d, %d paid, %d samples up to %d".formatted(
				sum(this.asked, ALL), sum(this.answered, ALL), abandoned, KILLED.size() * CrashingApplication.THREADS,
				requests(usage(TOTAL).spent()), this.samples, this.mostCommitted);
		assertBounds(abandoned, paidOrAbandoned, answeredBefore, figures);
	}

	private void assertBounds(long abandoned, long paidOrAbandoned, long answeredBefore, String figures) {
		assertThat(this.samples).as(figures).isGreaterThan(100);
		assertThat(this.mostCommitted).as("spent and reserved at any sample, " + figures)
			.isLessThanOrEqualTo(CrashingApplication.REQUESTS);
		assertThat(abandoned).as("held by the dead, at most one reservation for each thread, " + figures)
			.isBetween(1L, (long) KILLED.size() * CrashingApplication.THREADS);
		assertThat(paid(KILLED)).as("what the dead held is charged once, what they paid stays, " + figures)
			.isEqualTo(paidOrAbandoned);
		assertThat(paid(KILLED)).as("all that the dead asked for was held before, " + figures)
			.isGreaterThanOrEqualTo(sum(this.asked, KILLED))
			.isGreaterThanOrEqualTo(sum(this.answered, KILLED))
			.as("only what the dead held is paid without an answer, " + figures)
			.isLessThanOrEqualTo(sum(this.answered, KILLED) + abandoned);
		for (String name : SURVIVING) {
			assertThat(paid(List.of(name))).as("who lives pays for each answer once: %s, %s", name, figures)
				.isEqualTo(this.answered.get(name).longValue());
		}
		assertThat(sum(this.answered, SURVIVING)).as("a crash holds nobody up, " + figures)
			.isGreaterThan(answeredBefore);
		assertThat(requests(usage(TOTAL).spent())).as("the sum of the parts, " + figures)
			.isEqualTo(ALL.stream().mapToLong((name) -> paid(List.of(name))).sum());
		assertThat(requests(usage(TOTAL).spent()))
			.as("a refusal means that all is spent or held, and all held is charged, " + figures)
			.isEqualTo(CrashingApplication.REQUESTS);
	}

	private void start(String name, String store) throws IOException {
		String url = "http://127.0.0.1:" + this.server.getAddress().getPort();
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		File log = this.logs.resolve(name).toFile();
		this.applications.put(name,
				new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
						"-XX:TieredStopAtLevel=1", "-cp", classPath, CrashingApplication.class.getName(), url, name,
						store, ZONE.getId())
					.redirectErrorStream(true)
					.redirectOutput(log)
					.start());
	}

	private void sampleUntil(String what, BooleanSupplier condition) {
		await(what).atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(10)).until(() -> {
			BudgetUsage usage = usage(TOTAL);
			this.samples++;
			this.mostCommitted = Math.max(this.mostCommitted, requests(usage.spent() + usage.reserved()));
			for (String name : SURVIVING) {
				assertThat(this.applications.get(name).isAlive()).as("%s: %s", name, log(name)).isTrue();
			}
			return condition.getAsBoolean();
		});
	}

	private void endSurvivors() throws Exception {
		this.refused.forEach(CrashTests::respond);
		for (String name : SURVIVING) {
			assertThat(this.applications.get(name).waitFor(30, TimeUnit.SECONDS)).as(name).isTrue();
			assertThat(this.applications.get(name).exitValue()).as("%s: %s", name, log(name)).isZero();
		}
		this.server.stop(0);
		this.answers.shutdown();
		assertThat(this.answers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
	}

	private String log(String name) {
		try {
			return Files.readString(this.logs.resolve(name));
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	private void answer(HttpExchange exchange) {
		if (respond(exchange)) {
			this.answered.merge(name(exchange), 1, Integer::sum);
		}
	}

	private static boolean respond(HttpExchange exchange) {
		try (exchange) {
			byte[] body = { 'h', 'i' };
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
			exchange.getResponseBody().close();
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static String name(HttpExchange exchange) {
		String path = exchange.getRequestURI().getPath();
		return path.substring(path.lastIndexOf('/') + 1);
	}

	private BudgetUsage usage(BudgetScope scope) {
		return this.shared.ledger().usage(List.of(new BudgetKey(scope, BudgetWindow.DAILY))).get(0);
	}

	private long paid(List<String> names) {
		return requests(names, BudgetUsage::spent);
	}

	private long held(List<String> names) {
		return requests(names, BudgetUsage::reserved);
	}

	/** How many requests an amount of the named applications pays for. */
	private long requests(List<String> names, ToLongFunction<BudgetUsage> amount) {
		return names.stream()
			.mapToLong((name) -> requests(amount.applyAsLong(usage(BudgetScope.provider(name)))))
			.sum();
	}

	private static long requests(long amount) {
		assertThat(amount % CrashingApplication.PRICE).as("part of a price").isZero();
		return amount / CrashingApplication.PRICE;
	}

	private static long sum(Map<String, Integer> counts, List<String> names) {
		return names.stream().mapToLong((name) -> counts.getOrDefault(name, 0)).sum();
	}

}
