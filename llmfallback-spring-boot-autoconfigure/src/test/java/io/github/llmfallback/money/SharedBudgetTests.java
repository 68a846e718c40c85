package io.github.llmfallback.money;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.github.llmfallback.budget.BudgetKey;
import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.budget.BudgetScope;
import io.github.llmfallback.budget.BudgetUsage;
import io.github.llmfallback.budget.BudgetWindow;
import io.github.llmfallback.budget.jdbc.JdbcLedger;
import io.github.llmfallback.budget.redis.TestRedis;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ScriptUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Several processes that share a budget spend it and no more.
 */
class SharedBudgetTests {

	private static final int PROCESSES = 2;

	private static final BudgetKey TODAY = new BudgetKey(BudgetScope.GLOBAL, BudgetWindow.DAILY);

	/** Where it is about noon, so that no day ends meanwhile. */
	private static final ZoneId ZONE = ZoneOffset.ofHours(12 - Instant.now().atOffset(ZoneOffset.UTC).getHour());

	private static EmbeddedPostgres postgresql;

	private static TestRedis redis;

	private final long seed = new Random().nextLong();

	private final List<BudgetUsage> samples = new ArrayList<>();

	@TempDir
	private Path errors;

	@BeforeAll
	static void startStores() throws IOException, SQLException {
		redis = TestRedis.started();
		postgresql = EmbeddedPostgres.start();
		String script = JdbcLedger.SCHEMA_LOCATION.replace("classpath:", "").replace("@@platform@@", "postgresql");
		try (var connection = postgresql.getPostgresDatabase().getConnection()) {
			ScriptUtils.executeSqlScript(connection, new ClassPathResource(script));
		}
	}

	@AfterAll
	static void stopStores() throws IOException {
		redis.close();
		postgresql.close();
	}

	@ParameterizedTest
	@EnumSource
	void budgetForFiveHundredCallsPaysForFiveHundred(SharedStore store) throws Exception {
		Spending spending = spend(store, Tariff.FLAT);
		assertThat(spending.succeeded()).isEqualTo(500);
		assertThat(spending.asked()).isEqualTo(500);
		assertThat(last().spent()).isEqualTo(Tariff.FLAT.limit()).isEqualTo(spending.cost());
		assertThat(last().reserved()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void whatCallsLeaveOverPaysForOthers(SharedStore store) throws Exception {
		Spending spending = spend(store, Tariff.PER_TOKEN);
		long underWay = PROCESSES * SpendingProgram.THREADS * Tariff.PER_TOKEN.most();
		assertThat(last().spent()).as("seed %d", this.seed)
			.isEqualTo(spending.cost())
			.isGreaterThan(Tariff.PER_TOKEN.limit() - underWay);
		assertThat(last().reserved()).as("seed %d", this.seed).isZero();
		assertThat(spending.asked()).isEqualTo(spending.succeeded()).isGreaterThan(Tariff.PER_TOKEN.calls);
	}

	/**
	 * Lets the processes spend the budget and looks at it all the time.
	 */
	private Spending spend(SharedStore store, Tariff tariff) throws Exception {
		String address = (store == SharedStore.REDIS) ? Integer.toString(redis.port())
				: postgresql.getJdbcUrl("postgres", "postgres");
		List<SpendingProcess> processes = new ArrayList<>();
		try (SharedStore.Connection connection = store.connect(address, ZONE)) {
			connection.ledger().reset(List.of());
			for (int i = 0; i < PROCESSES; i++) {
				processes.add(new SpendingProcess(this.errors.resolve("errors" + i), store, address, ZONE, tariff,
						this.seed + i));
			}
			for (SpendingProcess process : processes) {
				process.awaitReady();
			}
			for (SpendingProcess process : processes) {
				process.go();
			}
			for (SpendingProcess process : processes) {
				do {
					sample(connection.ledger());
				}
				while (!process.hasEnded());
			}
			sample(connection.ledger());
			checkSamples(tariff);
			return sum(processes, tariff);
		}
		finally {
			for (SpendingProcess process : processes) {
				process.close();
			}
		}
	}

	private void sample(BudgetLedger ledger) {
		this.samples.addAll(ledger.usage(List.of(TODAY)));
	}

	private void checkSamples(Tariff tariff) {
		assertThat(this.samples).as("over the limit, seed %d", this.seed)
			.filteredOn((usage) -> usage.spent() + usage.reserved() > tariff.limit())
			.isEmpty();
		assertThat(this.samples.stream().anyMatch((usage) -> usage.reserved() > 0)).as("seen under way").isTrue();
		assertThat(this.samples).as("seed %d", this.seed).extracting(BudgetUsage::spent).isSorted();
	}

	private Spending sum(List<SpendingProcess> processes, Tariff tariff) throws IOException {
		Spending all = new Spending(0, 0, 0, 0, 0);
		for (SpendingProcess process : processes) {
			Spending spending = process.spending();
			assertThat(spending.refused()).isEqualTo(SpendingProgram.THREADS * SpendingProgram.REFUSALS);
			assertThat(spending.reported()).isEqualTo(spending.cost());
			all = all.plus(spending);
		}
		return all;
	}

	private BudgetUsage last() {
		return this.samples.get(this.samples.size() - 1);
	}

}
