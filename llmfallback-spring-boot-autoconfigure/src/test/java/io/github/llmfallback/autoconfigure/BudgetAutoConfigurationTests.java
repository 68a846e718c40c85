package io.github.llmfallback.autoconfigure;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.budget.AuditEntry;
import io.github.llmfallback.budget.AuditLog;
import io.github.llmfallback.budget.BudgetKey;
import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.budget.BudgetScope;
import io.github.llmfallback.budget.BudgetUsage;
import io.github.llmfallback.budget.BudgetWindow;
import io.github.llmfallback.budget.MemoryLedger;
import io.github.llmfallback.budget.jdbc.JdbcAuditLog;
import io.github.llmfallback.budget.jdbc.JdbcLedger;
import io.github.llmfallback.budget.redis.RedisLedger;
import io.github.llmfallback.budget.redis.TestRedis;
import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import io.github.llmfallback.testsupport.TestProperties;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where spending is kept.
 */
@ExtendWith(OutputCaptureExtension.class)
class BudgetAutoConfigurationTests {

	private static final AtomicInteger DATABASES = new AtomicInteger();

	private static final BudgetKey TODAY = new BudgetKey(BudgetScope.GLOBAL, BudgetWindow.DAILY);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmFallbackAutoConfiguration.class, BudgetAutoConfiguration.class,
				DataSourceAutoConfiguration.class, DataRedisAutoConfiguration.class))
		.withClassLoader(new FilteredClassLoader("io.lettuce", "redis.clients"))
		.withPropertyValues("llm.fallback.providers.first.type=simulated",
				"spring.datasource.url=jdbc:h2:mem:budgets" + DATABASES.incrementAndGet());

	private final ApplicationContextRunner budgeted = this.contextRunner
		.withPropertyValues("llm.fallback.budget.daily=50");

	private final ApplicationContextRunner alone = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmFallbackAutoConfiguration.class, BudgetAutoConfiguration.class))
		.withPropertyValues("llm.fallback.providers.first.type=simulated");

	@Test
	void withoutABudgetNothingIsWrittenAnywhere(CapturedOutput output) {
		this.contextRunner.withPropertyValues("llm.fallback.budget.per-request=1").run((context) -> {
			assertThat(ledger(context)).isInstanceOf(MemoryLedger.class);
			assertThat(context).doesNotHaveBean(BudgetSchemaInitializer.class).doesNotHaveBean(AuditLog.class);
			assertThat(tables(context)).isEmpty();
		});
		assertThat(output).doesNotContain("Spending", "A restart");
	}

	@ParameterizedTest
	@ValueSource(strings = { "daily=5", "monthly=5", "tags.tenant.default.daily=5", "tags.tenant.acme.monthly=5",
			"audit=true" })
	void databaseIsChosenWhenThereIsSomethingToKeep(String property, CapturedOutput output) {
		this.contextRunner.withPropertyValues("llm.fallback.budget." + property)
			.run((context) -> assertThat(ledger(context)).isInstanceOf(JdbcLedger.class));
		assertThat(output).containsOnlyOnce("Spending is kept in the application's database")
			.doesNotContain("A restart");
	}

	@ParameterizedTest
	@ValueSource(strings = { "BUDGET_DAILY", "BUDGET_TAGS_TENANT_ACME_DAILY", "PROVIDERS_FIRST_BUDGET_MONTHLY",
			"PROVIDERS_FROMFILE_BUDGET_DAILY" })
	void budgetInTheEnvironmentIsWorthKeeping(String variable) {
		this.contextRunner.withInitializer(TestProperties.environment(Map.of("LLM_FALLBACK_" + variable, "5")))
			.withInitializer(TestProperties.yaml("""
					llm.fallback.providers:
					  from-file: { type: simulated }
					"""))
			.run((context) -> assertThat(ledger(context)).isInstanceOf(JdbcLedger.class));
	}

	@Test
	void storeInTheEnvironmentIsUsed() {
		this.budgeted.withInitializer(TestProperties.environment(Map.of("LLM_FALLBACK_BUDGET_STORE", "MEMORY")))
			.run((context) -> assertThat(ledger(context)).isInstanceOf(MemoryLedger.class));
	}

	@Test
	void budgetOfAProviderIsWorthKeeping() {
		this.contextRunner.withPropertyValues("llm.fallback.providers.first.budget.monthly=5")
			.run((context) -> assertThat(ledger(context)).isInstanceOf(JdbcLedger.class));
	}

	@Test
	void budgetOfAnLlmProviderBeanChoosesNoStoreWhichAWarningSays(CapturedOutput output) {
		withLimitedBean(this.contextRunner).run((context) -> {
			assertThat(ledger(context)).isInstanceOf(MemoryLedger.class);
			context.getBean(FallbackChatModel.class);
		});
		assertThat(output).containsOnlyOnce("Spending is kept in the memory of this instance")
			.containsOnlyOnce("A restart forgets what was spent")
			.contains("LlmProvider beans", "llm.fallback.budget.store");
	}

	@ParameterizedTest
	@ValueSource(strings = { "store=memory", "store=jdbc", "daily=50" })
	void budgetOfAnLlmProviderBeanIsKeptWhereTheConfigurationSays(String property, CapturedOutput output) {
		withLimitedBean(this.contextRunner).withPropertyValues("llm.fallback.budget." + property)
			.run((context) -> assertThat(ledger(context))
				.isInstanceOf(property.endsWith("memory") ? MemoryLedger.class : JdbcLedger.class));
		assertThat(output).containsOnlyOnce("Spending is kept").doesNotContain("A restart");
	}

	@Test
	void redisIsChosenBeforeTheDatabase(CapturedOutput output) {
		try (TestRedis redis = TestRedis.started()) {
			this.budgeted.withClassLoader(Thread.currentThread().getContextClassLoader())
				.withPropertyValues("spring.data.redis.port=" + redis.port())
				.run((context) -> {
					assertThat(ledger(context)).isInstanceOf(RedisLedger.class);
					spend(context, 7);
					assertThat(keys(context)).isNotEmpty().allMatch((key) -> key.startsWith("{llm-fallback:default}:"));
					assertThat(tables(context)).isEmpty();
				});
		}
		assertThat(output).containsOnlyOnce("Spending is kept in Redis").contains("application 'default'");
	}

	@Test
	void instancesOfAnApplicationShareWhatTheySpendInRedis() {
		try (TestRedis redis = TestRedis.started()) {
			ApplicationContextRunner runner = this.alone
				.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
				.withPropertyValues("spring.data.redis.port=" + redis.port(), "spring.application.name=shop",
						"llm.fallback.budget.store=redis");
			runner.run((context) -> spend(context, 7));
			runner.run((context) -> {
				assertThat(spent(context)).isEqualTo(7);
				assertThat(keys(context)).isNotEmpty().allMatch((key) -> key.startsWith("{llm-fallback:shop}:"));
			});
		}
	}

	@Test
	void memoryIsTheLastResort(CapturedOutput output) {
		this.alone.withPropertyValues("llm.fallback.budget.daily=50").run((context) -> {
			assertThat(ledger(context)).isInstanceOf(MemoryLedger.class);
			context.getBean(FallbackChatModel.class);
		});
		assertThat(output).containsOnlyOnce("Spending is kept in the memory of this instance")
			.containsOnlyOnce("A restart forgets what was spent")
			.contains("llm.fallback.budget.store=memory");
	}

	@Test
	void memoryCanBeAskedFor(CapturedOutput output) {
		this.budgeted.withPropertyValues("llm.fallback.budget.store=memory").run((context) -> {
			assertThat(ledger(context)).isInstanceOf(MemoryLedger.class);
			assertThat(tables(context)).isEmpty();
		});
		assertThat(output).containsOnlyOnce("Spending is kept in the memory").doesNotContain("A restart");
	}

	@Test
	void databaseCanBeAskedForWithoutABudget() {
		this.contextRunner.withPropertyValues("llm.fallback.budget.store=jdbc")
			.run((context) -> assertThat(ledger(context)).isInstanceOf(JdbcLedger.class));
	}

	@Test
	void severalDatabasesAreNoneUnlessOneIsPrimary() {
		ApplicationContextRunner several = this.budgeted.withBean("one", DataSource.class, () -> database("one"))
			.withBean("other", DataSource.class, () -> database("other"));
		several.run((context) -> assertThat(ledger(context)).isInstanceOf(MemoryLedger.class));
		several.withBean("main", DataSource.class, () -> database("main"), (definition) -> definition.setPrimary(true))
			.run((context) -> {
				assertThat(ledger(context)).isInstanceOf(JdbcLedger.class);
				spend(context, 7);
				assertThat(tables(context)).isNotEmpty();
			});
	}

	@Test
	void applicationsOwnLedgerIsUsed(CapturedOutput output) {
		BudgetLedger own = new MemoryLedger(ZoneOffset.UTC, Duration.ofMinutes(5), InstantSource.system());
		this.budgeted.withBean(BudgetLedger.class, () -> own)
			.withPropertyValues("llm.fallback.budget.store=redis")
			.run((context) -> {
				assertThat(ledger(context)).isSameAs(own);
				assertThat(context).doesNotHaveBean(BudgetSchemaInitializer.class);
			});
		assertThat(output).doesNotContain("Spending");
	}

	@Test
	void nothingIsConfiguredWhenSwitchedOff() {
		this.budgeted.withPropertyValues("llm.fallback.enabled=false", "llm.fallback.budget.audit=true")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(BudgetLedger.class)
				.doesNotHaveBean(AuditLog.class)
				.doesNotHaveBean(BudgetSchemaInitializer.class));
	}

	@ParameterizedTest
	@ValueSource(classes = { JdbcTemplate.class, DataSourceScriptDatabaseInitializer.class })
	void memoryServesWithoutTheClassesOfTheStores(Class<?> missing) {
		this.alone
			.withClassLoader(new FilteredClassLoader(missing.getPackageName(), "org.springframework.data.redis",
					"org.springframework.boot.sql"))
			.withBean(DataSource.class, () -> database("unused"))
			.withPropertyValues("llm.fallback.budget.daily=50", "llm.fallback.budget.jdbc.initialize-schema=never")
			.run((context) -> assertThat(ledger(context)).isInstanceOf(MemoryLedger.class));
	}

	@Test
	void restartKeepsWhatWasSpentInAFile(@TempDir Path directory) {
		ApplicationContextRunner runner = this.budgeted.withPropertyValues(
				"spring.datasource.url=jdbc:h2:file:" + directory.resolve("spend"),
				"llm.fallback.budget.jdbc.initialize-schema=always");
		runner.run((context) -> {
			spend(context, 5);
			spend(context, 2);
		});
		runner.run((context) -> assertThat(spent(context)).isEqualTo(7));
	}

	@Test
	void fileIsNoEmbeddedDatabase(@TempDir Path directory) {
		this.budgeted.withPropertyValues("spring.datasource.url=jdbc:h2:file:" + directory.resolve("spend"))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContainingAll("llm.fallback.budget.jdbc.initialize-schema", "no table LLM_FALLBACK_COUNTER",
						"Set it to 'always'", "schema-h2.sql"));
	}

	@Test
	void tablesAreLeftToTheApplicationIfItSaysSo() {
		ApplicationContextRunner runner = this.budgeted
			.withPropertyValues("llm.fallback.budget.jdbc.initialize-schema=never");
		runner.run((context) -> assertThat(context).getFailure()
			.rootCause()
			.hasMessageContaining("no table LLM_FALLBACK_COUNTER"));
		runner
			.withBean("migration", DataSourceScriptDatabaseInitializer.class,
					() -> new BudgetSchemaInitializer(database("migrated"), BudgetTable.LEDGER,
							new JdbcBudgetProperties()))
			.withPropertyValues("spring.datasource.url=jdbc:h2:mem:migrated")
			.run((context) -> {
				assertThat(context).doesNotHaveBean("llmFallbackLedgerSchemaInitializer");
				spend(context, 7);
			});
	}

	@Test
	void applicationsOwnInitializerReplacesOurs() {
		this.budgeted
			.withBean("llmFallbackLedgerSchemaInitializer", BudgetSchemaInitializer.class,
					() -> new BudgetSchemaInitializer(database("own"), BudgetTable.LEDGER, new JdbcBudgetProperties()))
			.withPropertyValues("spring.datasource.url=jdbc:h2:mem:own")
			.run((context) -> {
				assertThat(context).hasSingleBean(BudgetSchemaInitializer.class);
				spend(context, 7);
			});
	}

	@Test
	void postgreSqlGetsItsTablesOnRequestOnly() throws Exception {
		try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
			ApplicationContextRunner runner = this.budgeted.withPropertyValues("llm.fallback.budget.audit=true",
					"spring.datasource.url=" + server.getJdbcUrl("postgres", "postgres"));
			runner.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContainingAll("no table LLM_FALLBACK_COUNTER", "schema-postgresql.sql"));
			ApplicationContextRunner always = runner
				.withPropertyValues("llm.fallback.budget.jdbc.initialize-schema=always");
			always.run((context) -> {
				spend(context, 7);
				context.getBean(AuditLog.class).record(entry());
			});
			always.run((context) -> {
				assertThat(spent(context)).isEqualTo(7);
				assertThat(audited(context)).isEqualTo(1);
			});
		}
	}

	@Test
	void unsupportedDatabaseIsAProblem() {
		for (String property : List.of("store=jdbc", "audit=true")) {
			for (String mode : List.of("embedded", "never")) {
				this.contextRunner.withBean(DataSource.class, UnsupportedDatabase::new)
					.withPropertyValues("llm.fallback.budget." + property,
							"llm.fallback.budget.jdbc.initialize-schema=" + mode)
					.run((context) -> assertThat(context).getFailure()
						.rootCause()
						.isInstanceOf(InvalidConfigurationException.class)
						.hasMessageContainingAll("llm.fallback.budget.", "Oracle is not supported",
								"Use H2, PostgreSQL, MySQL or MariaDB"));
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "embedded", "never" })
	void databaseThatIsDownDoesNotKeepTheApplicationFromStarting(String mode, CapturedOutput output) {
		this.budgeted.withBean(DataSource.class, UnreachableDatabase::new)
			.withPropertyValues("llm.fallback.budget.jdbc.initialize-schema=" + mode, "llm.fallback.budget.audit=true")
			.run((context) -> {
				assertThat(ledger(context)).isInstanceOf(JdbcLedger.class);
				assertThat(context).hasSingleBean(AuditLog.class);
			});
		assertThat(output).contains("The database that keeps budgets cannot be reached: connection refused");
	}

	@Test
	void chargedAttemptsAreWrittenToTheDatabase() {
		this.contextRunner.withPropertyValues("llm.fallback.budget.audit=true", "llm.fallback.budget.store=memory")
			.run((context) -> {
				assertThat(context).hasSingleBean(BudgetSchemaInitializer.class);
				assertThat(ledger(context)).isInstanceOf(MemoryLedger.class);
				AuditLog log = context.getBean(AuditLog.class);
				assertThat(log).isInstanceOf(JdbcAuditLog.class);
				log.record(entry());
				log.close();
				assertThat(audited(context)).isEqualTo(1);
			});
	}

	@Test
	void thereIsNoAuditUnlessAskedFor() {
		this.budgeted.run((context) -> assertThat(context).doesNotHaveBean(AuditLog.class));
	}

	@Test
	void auditNeedsItsTable() {
		this.contextRunner
			.withPropertyValues("llm.fallback.budget.audit=true", "llm.fallback.budget.store=memory",
					"llm.fallback.budget.jdbc.initialize-schema=never")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContainingAll("no table llm_fallback_audit", "schema-audit-h2.sql"));
	}

	@Test
	void applicationsOwnAuditLogIsUsed() {
		this.alone.withBean(AuditLog.class, NoAuditLog::new)
			.withPropertyValues("llm.fallback.budget.audit=true")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(AuditLog.class)
				.doesNotHaveBean(JdbcAuditLog.class));
	}

	@Test
	void auditLogIsClosedAfterTheChatModelAndBeforeTheDatabase() {
		Destructions destructions = new Destructions();
		this.budgeted.withBean(Destructions.class, () -> destructions)
			.withPropertyValues("llm.fallback.budget.audit=true")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(destructions.types).containsSubsequence(FallbackChatModel.class, JdbcAuditLog.class,
				HikariDataSource.class);
	}

	private static ApplicationContextRunner withLimitedBean(ApplicationContextRunner runner) {
		return runner.withBean(LlmProvider.class,
				() -> LlmProvider.builder("bean", SimulatedChatModel.builder().provider("bean").build())
					.budget(BigDecimal.ONE, null)
					.build());
	}

	private static DataSource database(String name) {
		return new DriverManagerDataSource("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1", "sa", "");
	}

	private static BudgetLedger ledger(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed().hasSingleBean(FallbackChatModel.class);
		return context.getBean(BudgetLedger.class);
	}

	private static void spend(AssertableApplicationContext context, long cost) {
		assertThat(ledger(context).charge("charge-" + cost, cost, List.of(TODAY))).isNotEmpty();
	}

	private static long spent(AssertableApplicationContext context) {
		BudgetUsage usage = ledger(context).usage(List.of(TODAY)).get(0);
		return usage.spent();
	}

	private static List<String> tables(AssertableApplicationContext context) {
		return new JdbcTemplate(context.getBean(DataSource.class)).queryForList(
				"select table_name from information_schema.tables where upper(table_name) like 'LLM_FALLBACK%'",
				String.class);
	}

	private static Iterable<String> keys(AssertableApplicationContext context) {
		return new StringRedisTemplate(context.getBean(RedisConnectionFactory.class)).keys("*");
	}

	private static Integer audited(AssertableApplicationContext context) {
		return new JdbcTemplate(context.getBean(DataSource.class))
			.queryForObject("select count(*) from llm_fallback_audit", Integer.class);
	}

	private static AuditEntry entry() {
		return new AuditEntry(InstantSource.system().instant(), "call", "first", "tiny", null, 1L, null, 2L, 3, false,
				"SUCCESS", Map.of("tenant", "acme"));
	}

	private static final class NoAuditLog implements AuditLog {

		@Override
		public void record(AuditEntry entry) {
		}

		@Override
		public void close() {
		}

	}

	private static final class Destructions implements DestructionAwareBeanPostProcessor {

		private final List<Class<?>> types = new ArrayList<>();

		@Override
		public void postProcessBeforeDestruction(Object bean, String beanName) {
			this.types.add(bean.getClass());
		}

	}

	private static final class UnreachableDatabase extends AbstractDataSource {

		@Override
		public Connection getConnection() throws SQLException {
			throw new SQLException("connection refused");
		}

		@Override
		public Connection getConnection(String username, String password) throws SQLException {
			return getConnection();
		}

	}

	/** An H2 that says it is another one. */
	private static final class UnsupportedDatabase extends DelegatingDataSource {

		UnsupportedDatabase() {
			super(database("unsupported"));
		}

		@Override
		public Connection getConnection() throws SQLException {
			Connection connection = super.getConnection();
			DatabaseMetaData metaData = intercepted(DatabaseMetaData.class, connection.getMetaData(),
					"getDatabaseProductName", "Oracle");
			return intercepted(Connection.class, connection, "getMetaData", metaData);
		}

		private static <T> T intercepted(Class<T> type, T target, String method, Object result) {
			ProxyFactory factory = new ProxyFactory(type,
					(MethodInterceptor) (invocation) -> invocation.getMethod().getName().equals(method) ? result
							: invocation.proceed());
			factory.setTarget(target);
			return type.cast(factory.getProxy());
		}

	}

}
