package io.github.llmfallback.budget.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.llmfallback.budget.AuditEntry;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the audit log promises, on each database.
 */
@ExtendWith(OutputCaptureExtension.class)
class JdbcAuditLogTests {

	private static final AuditSettings QUICK = settings(10_000, Duration.ofSeconds(30));

	private final AtomicLong nanoTime = new AtomicLong();

	private final List<JdbcAuditLog> logs = new ArrayList<>();

	private UnreliableDataSource database;

	private JdbcTemplate jdbc;

	@AfterEach
	void letGo() {
		this.database.hanging.countDown();
		this.database.down = false;
		this.logs.forEach(JdbcAuditLog::close);
	}

	@ParameterizedTest
	@EnumSource
	void anEntryIsARow(AuditDatabase type) {
		JdbcAuditLog log = log(type, QUICK);
		Map<String, String> tags = new HashMap<>();
		tags.put("tenant", "a\"b\\c\n\u0001\u00fc\u20ac\ud83d\ude00");
		tags.put("region", "eu");
		log.record(new AuditEntry(Instant.parse("2026-05-20T12:34:56.123456Z"), "call-1", "openai", "gpt-4.1",
				"openai#1", 100L, 20L, 30L, 123_456_789_012L, true, "SUCCESS", tags));
		log.close();

		Map<String, Object> row = this.jdbc
			.queryForMap("SELECT a.*, CAST(charged_at AS VARCHAR(30)) AS utc, CAST(tags AS VARCHAR(1000)) AS json"
					+ " FROM llm_fallback_audit a");
		assertThat(row).containsEntry("utc", "2026-05-20 12:34:56.123456")
			.containsEntry("call_id", "call-1")
			.containsEntry("provider", "openai")
			.containsEntry("model", "gpt-4.1")
			.containsEntry("key_alias", "openai#1")
			.containsEntry("input_tokens", 100L)
			.containsEntry("cached_tokens", 20L)
			.containsEntry("output_tokens", 30L)
			.containsEntry("cost_nanos", 123_456_789_012L)
			.containsEntry("estimated", true)
			.containsEntry("outcome", "SUCCESS")
			.containsEntry("json", "{\"region\":\"eu\",\"tenant\":\"a\\\"b\\\\c\\n\\u0001\u00fc\u20ac\ud83d\ude00\"}");
	}

	@ParameterizedTest
	@EnumSource
	void whatIsNotKnownIsNull(AuditDatabase type) {
		JdbcAuditLog log = log(type, QUICK);
		log.record(new AuditEntry(Instant.EPOCH, "call-1", "ollama", "llama3", null, null, null, null, 0, false,
				"TIMEOUT", Map.of()));
		log.close();

		assertThat(this.jdbc.queryForMap("SELECT * FROM llm_fallback_audit")).containsEntry("key_alias", null)
			.containsEntry("input_tokens", null)
			.containsEntry("cached_tokens", null)
			.containsEntry("output_tokens", null);
		assertThat(this.jdbc.queryForObject("SELECT CAST(tags AS VARCHAR(10)) FROM llm_fallback_audit", String.class))
			.isEqualTo("{}");
	}

	@ParameterizedTest
	@EnumSource
	void textThatIsTooLongIsCut(AuditDatabase type) {
		JdbcAuditLog log = log(type, QUICK);
		log.record(entry("x".repeat(254) + "\ud83d\ude00"));
		log.record(entry("y".repeat(300)));
		log.record(entry("z".repeat(255)));
		log.close();

		assertThat(this.jdbc.queryForList("SELECT call_id FROM llm_fallback_audit ORDER BY call_id", String.class))
			.containsExactly("x".repeat(254), "y".repeat(255), "z".repeat(255));
	}

	@ParameterizedTest
	@EnumSource
	void theSchemaCanBeCreatedAgain(AuditDatabase type) {
		JdbcAuditLog log = log(type, QUICK);
		log.record(entry("a"));
		log.close();

		type.createTable();

		assertThat(rows()).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource
	void entriesOfManyThreadsAreWrittenOnceEachByTheTimeOfClosing(AuditDatabase type) throws Exception {
		JdbcAuditLog log = log(type, QUICK);
		ExecutorService threads = Executors.newFixedThreadPool(16);
		CountDownLatch start = new CountDownLatch(1);
		List<Future<?>> recorders = new ArrayList<>();
		for (int i = 0; i < 16; i++) {
			String name = "t" + i + "-";
			recorders.add(threads.submit(() -> {
				start.await();
				for (int j = 0; j < 500; j++) {
					log.record(entry(name + j));
				}
				return null;
			}));
		}
		start.countDown();
		for (Future<?> recorder : recorders) {
			recorder.get(1, TimeUnit.MINUTES);
		}
		threads.shutdown();
		log.close();

		assertThat(rows()).isEqualTo(8000);
		assertThat(this.jdbc.queryForObject("SELECT COUNT(DISTINCT call_id) FROM llm_fallback_audit", Long.class))
			.isEqualTo(8000);
		assertThat(this.database.asked.get()).isLessThan(400);
	}

	@ParameterizedTest
	@EnumSource
	void entriesAreWrittenSoonWithoutAFullBatch(AuditDatabase type) {
		JdbcAuditLog log = log(type, QUICK);
		log.record(entry("a"));

		await().until(() -> rows() == 1);
	}

	@Test
	void aFullBatchDoesNotWait() {
		JdbcAuditLog log = log(AuditDatabase.H2,
				new AuditSettings(10_000, 200, Duration.ofHours(1), Duration.ofMillis(20), Duration.ofSeconds(30)));
		for (int i = 0; i < 250; i++) {
			log.record(entry("c" + i));
		}

		await().until(() -> rows() == 200);
	}

	@ParameterizedTest
	@EnumSource
	void entriesWaitForADatabaseThatIsDown(AuditDatabase type, CapturedOutput output) {
		JdbcAuditLog log = log(type, QUICK);
		this.database.down = true;
		for (int i = 0; i < 1000; i++) {
			log.record(entry("c" + i));
		}
		await().until(() -> this.database.asked.get() >= 3);
		assertThat(output).containsOnlyOnce("audit entries cannot be written at present and wait")
			.contains("connection refused");

		this.database.down = false;
		await().until(() -> rows() == 1000);
		assertThat(output).containsOnlyOnce("audit entries are written again").doesNotContain("lost");
	}

	@ParameterizedTest
	@EnumSource
	void aCommitThatWasNotConfirmedIsNotWrittenTwice(AuditDatabase type) {
		JdbcAuditLog log = log(type, QUICK);
		this.database.silentCommits.set(3);
		for (int i = 0; i < 500; i++) {
			log.record(entry("c" + i));
		}
		log.close();

		assertThat(rows()).isEqualTo(500);
	}

	@Test
	void anEntryThatCannotBeStoredDoesNotHoldUpOthers(CapturedOutput output) {
		JdbcAuditLog log = log(AuditDatabase.POSTGRESQL, QUICK);
		log.record(entry("a"));
		log.record(entry("\0"));
		log.record(entry("b"));
		log.close();

		assertThat(this.jdbc.queryForList("SELECT call_id FROM llm_fallback_audit ORDER BY call_id", String.class))
			.containsExactly("a", "b");
		assertThat(output).contains("1 audit entries are lost");
	}

	@Test
	void entriesWithoutRoomAreLostAndCountedOnceAMinute(CapturedOutput output) {
		JdbcAuditLog log = log(AuditDatabase.H2, settings(200, Duration.ofSeconds(30)));
		this.database.down = true;
		for (int i = 0; i < 200; i++) {
			log.record(entry("c" + i));
		}
		await().until(() -> this.database.asked.get() >= 1);
		for (int i = 0; i < 200 + 3; i++) {
			log.record(entry("d" + i));
		}
		assertThat(output).containsOnlyOnce("1 audit entries are lost").doesNotContain("2 audit entries");

		this.nanoTime.addAndGet(Duration.ofMinutes(1).toNanos());
		await().untilAsserted(() -> assertThat(output).contains("2 audit entries are lost"));
		this.database.down = false;
		log.close();

		assertThat(rows()).isEqualTo(400);
	}

	@Test
	void entriesAfterClosingAreCountedAsLost(CapturedOutput output) {
		JdbcAuditLog log = log(AuditDatabase.H2, QUICK);
		log.close();
		log.record(entry("a"));

		assertThat(output).contains("1 audit entries are lost");
		assertThat(rows()).isZero();
	}

	@Test
	void closingGivesUpOnADatabaseThatStaysDown(CapturedOutput output) {
		JdbcAuditLog log = log(AuditDatabase.H2, settings(10_000, Duration.ofMillis(100)));
		this.database.down = true;
		for (int i = 0; i < 300; i++) {
			log.record(entry("c" + i));
		}
		log.close();

		assertThat(output).contains("300 audit entries are lost");
	}

	@Test
	void closingGivesUpOnADatabaseThatHangs(CapturedOutput output) {
		JdbcAuditLog log = log(AuditDatabase.H2, settings(10_000, Duration.ofMillis(100)));
		this.database.hanging = new CountDownLatch(1);
		log.record(entry("a"));
		await().until(() -> this.database.asked.get() == 1);
		log.record(entry("b"));
		log.close();

		assertThat(output).contains("2 audit entries are lost");
	}

	@Test
	void closingOnAnInterruptedThreadDoesNotWait() {
		JdbcAuditLog log = log(AuditDatabase.H2, settings(10_000, Duration.ofHours(1)));
		this.database.hanging = new CountDownLatch(1);
		log.record(entry("a"));
		await().until(() -> this.database.asked.get() == 1);
		Thread.currentThread().interrupt();
		log.close();

		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void recordingDoesNotWaitForTheDatabase() {
		JdbcAuditLog log = log(AuditDatabase.H2, settings(400, Duration.ofMillis(100)));
		this.database.hanging = new CountDownLatch(1);
		for (int i = 0; i < 10_000; i++) {
			log.record(entry("c" + i));
		}

		assertThat(this.database.asked.get()).isLessThanOrEqualTo(1);
	}

	private JdbcAuditLog log(AuditDatabase type, AuditSettings settings) {
		this.jdbc = new JdbcTemplate(type.dataSource());
		this.database = new UnreliableDataSource(this.jdbc.getDataSource());
		JdbcAuditLog log = new JdbcAuditLog(this.database, this.nanoTime::get, settings);
		this.logs.add(log);
		return log;
	}

	private long rows() {
		return this.jdbc.queryForObject("SELECT COUNT(*) FROM llm_fallback_audit", Long.class);
	}

	private static AuditSettings settings(int capacity, Duration closing) {
		return new AuditSettings(capacity, 200, Duration.ofMillis(20), Duration.ofMillis(20), closing);
	}

	private static AuditEntry entry(String callId) {
		return new AuditEntry(Instant.parse("2026-05-20T12:00:00Z"), callId, "openai", "gpt-4.1", null, 1L, 0L, 1L, 5,
				false, "SUCCESS", Map.of());
	}

}
