package io.github.llmfallback.money;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

import io.github.llmfallback.BudgetExceededException;
import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackMetadata;
import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.budget.BudgetSettings;
import io.github.llmfallback.budget.OnStoreFailure;
import io.github.llmfallback.budget.UnknownPrice;
import io.github.llmfallback.budget.WindowLimits;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.ProviderKey;
import io.github.llmfallback.provider.ProviderModel;
import io.github.llmfallback.testsupport.ScriptedChatModel;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/**
 * Makes one call, waits for a line of input, and then calls from many threads until each
 * of them has been refused a few times. The arguments are a {@link SharedStore}, its
 * address, a time zone, a {@link Tariff} and a seed.
 */
final class SpendingProgram {

	static final int THREADS = 64;

	static final int REFUSALS = 3;

	static final String READY = "ready";

	private final Tariff tariff;

	private final Random random;

	private final FallbackChatModel model;

	private final LongAdder asked = new LongAdder();

	private final LongAdder succeeded = new LongAdder();

	private final LongAdder refused = new LongAdder();

	private final LongAdder cost = new LongAdder();

	private final LongAdder reported = new LongAdder();

	private SpendingProgram(Tariff tariff, Random random, BudgetLedger ledger, ZoneId zone) {
		this.tariff = tariff;
		this.random = random;
		this.model = FallbackChatModel.builder()
			.provider(LlmProvider.of(Provider.builder("a")
				.timeout(Duration.ofMinutes(1))
				.models(List.of(new ProviderModel("m", tariff.price)))
				.keys(List.of(new ProviderKey(null, () -> this::answer)))
				.build()))
			.budgets(new BudgetSettings("USD", zone, null, new WindowLimits(tariff.limit(), null), Map.of(), Map.of(),
					List.of(0.8), UnknownPrice.REJECT, OnStoreFailure.CLOSED))
			.ledger(ledger)
			.build();
	}

	public static void main(String[] arguments) throws Exception {
		LoggingSystem.get(SpendingProgram.class.getClassLoader())
			.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
		ZoneId zone = ZoneId.of(arguments[2]);
		try (SharedStore.Connection store = SharedStore.valueOf(arguments[0]).connect(arguments[1], zone)) {
			SpendingProgram program = new SpendingProgram(Tariff.valueOf(arguments[3]),
					new Random(Long.parseLong(arguments[4])), store.ledger(), zone);
			program.call();
			System.out.println(READY);
			if (new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine() != null) {
				program.callFromManyThreads();
				System.out.println(program.spending().line());
			}
			program.model.close();
		}
	}

	private void callFromManyThreads() throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(THREADS);
		try {
			CountDownLatch started = new CountDownLatch(THREADS);
			List<Future<?>> callers = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				callers.add(executor.submit((Callable<?>) () -> {
					started.countDown();
					started.await();
					callUntilRefused();
					return null;
				}));
			}
			for (Future<?> caller : callers) {
				caller.get();
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	private void callUntilRefused() {
		int refusals = 0;
		while (refusals < REFUSALS) {
			try {
				call();
			}
			catch (BudgetExceededException ex) {
				if (!"global".equals(ex.scope())) {
					throw ex;
				}
				this.refused.increment();
				refusals++;
			}
		}
	}

	private void call() {
		FallbackMetadata metadata = FallbackMetadata.from(this.model.call(Tariff.PROMPT));
		this.succeeded.increment();
		this.reported.add(metadata.cost().movePointRight(9).longValueExact());
	}

	private ChatResponse answer(Prompt prompt) {
		this.asked.increment();
		int input = 1 + this.random.nextInt(Tariff.MAX_INPUT);
		int output = this.random.nextInt(Tariff.MAX_OUTPUT + 1);
		this.cost.add(this.tariff.cost(input, output));
		return ScriptedChatModel.response(new AssistantMessage("much"), "stop", new DefaultUsage(input, output));
	}

	private Spending spending() {
		return new Spending(this.asked.sum(), this.succeeded.sum(), this.refused.sum(), this.cost.sum(),
				this.reported.sum());
	}

}
