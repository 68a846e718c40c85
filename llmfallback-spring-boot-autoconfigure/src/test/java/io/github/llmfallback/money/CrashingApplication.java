package io.github.llmfallback.money;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.zaxxer.hikari.HikariDataSource;
import io.github.llmfallback.BudgetExceededException;
import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.budget.BudgetScope;
import io.github.llmfallback.budget.BudgetSettings;
import io.github.llmfallback.budget.OnStoreFailure;
import io.github.llmfallback.budget.UnknownPrice;
import io.github.llmfallback.budget.WindowLimits;
import io.github.llmfallback.budget.jdbc.JdbcLedger;
import io.github.llmfallback.budget.redis.RedisLedger;
import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.ProviderKey;
import io.github.llmfallback.provider.ProviderModel;
import io.github.llmfallback.testsupport.ScriptedChatModel;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * An application of its own that spends a budget it shares with others, on many threads,
 * until the budget refuses. It may be killed at any moment.
 */
final class CrashingApplication {

	static final int THREADS = 16;

	/** Of one request, in nano-units. */
	static final long PRICE = 1_000_000_000;

	/** Requests that the budget allows. */
	static final int REQUESTS = 1_000;

	private static final Duration TIME_TO_LIVE = Duration.ofSeconds(6);

	private final HttpClient http = HttpClient.newHttpClient();

	private final String server;

	private final String name;

	private CrashingApplication(String server, String name) {
		this.server = server;
		this.name = name;
	}

	/**
	 * Runs the application.
	 * @param arguments the server that is paid, the name of the provider, the store of
	 * the budgets and their zone
	 */
	public static void main(String[] arguments) {
		LoggingSystem.get(CrashingApplication.class.getClassLoader()).setLogLevel("ROOT", LogLevel.WARN);
		ZoneId zone = ZoneId.of(arguments[3]);
		try (SharedLedger shared = SharedLedger.in(arguments[2], zone)) {
			new CrashingApplication(arguments[0], arguments[1]).run(shared.ledger(), zone);
			System.exit(0);
		}
		catch (Throwable ex) {
			ex.printStackTrace();
			System.exit(1);
		}
	}

	private void run(BudgetLedger ledger, ZoneId zone) throws Exception {
		BudgetSettings budgets = new BudgetSettings("USD", zone, null, new WindowLimits(REQUESTS * PRICE, null),
				Map.of(), Map.of(), List.of(), UnknownPrice.REJECT, OnStoreFailure.CLOSED);
		try (FallbackChatModel model = FallbackChatModel.builder()
			.provider(provider())
			.budgets(budgets)
			.ledger(ledger)
			.build()) {
			model.spend();
			get("ready");
			ExecutorService threads = Executors.newFixedThreadPool(THREADS);
			List<Future<?>> spenders = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				spenders.add(threads.submit(() -> callUntilRefused(model)));
			}
			for (Future<?> spender : spenders) {
				spender.get();
			}
			get("refused");
		}
	}

	private LlmProvider provider() {
		ChatModel chatModel = (prompt) -> {
			get("answer");
			return ChatResponse.builder()
				.from(ScriptedChatModel.text("hi"))
				.metadata(ScriptedChatModel.usage(1, 1).getMetadata())
				.build();
		};
		return LlmProvider.of(Provider.builder(this.name)
			.timeout(Duration.ofSeconds(30))
			.models(List.of(new ProviderModel("m", new Price(0, 0, 0, PRICE))))
			.keys(List.of(new ProviderKey(null, () -> chatModel)))
			.build());
	}

	private static void callUntilRefused(FallbackChatModel model) {
		while (true) {
			try {
				model.call(new Prompt("Hi"));
			}
			catch (BudgetExceededException ex) {
				if (!BudgetScope.GLOBAL.name().equals(ex.scope())) {
					throw ex;
				}
				return;
			}
		}
	}

	private void get(String what) {
		URI uri = URI.create(this.server + "/" + what + "/" + this.name);
		try {
			this.http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A ledger that applications share.
	 *
	 * @param ledger the ledger
	 * @param connections to its store
	 */
	record SharedLedger(BudgetLedger ledger, AutoCloseable connections) implements AutoCloseable {

		/**
		 * Connects to a ledger.
		 * @param store a URL of JDBC, or {@code redis:} and a port
		 * @param zone where days begin
		 */
		static SharedLedger in(String store, ZoneId zone) {
			if (store.startsWith("redis:")) {
				LettuceConnectionFactory redis = new LettuceConnectionFactory("127.0.0.1",
						Integer.parseInt(store.substring("redis:".length())));
				redis.afterPropertiesSet();
				redis.start();
				return new SharedLedger(new RedisLedger(redis, "crash", zone, TIME_TO_LIVE), redis::destroy);
			}
			HikariDataSource pool = new HikariDataSource();
			pool.setJdbcUrl(store);
			pool.setMaximumPoolSize(8);
			return new SharedLedger(new JdbcLedger(pool, zone, TIME_TO_LIVE), pool);
		}

		@Override
		public void close() throws Exception {
			this.connections.close();
		}

	}

}
