package io.github.llmfallback.budget.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

import javax.sql.DataSource;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.h2.jdbcx.JdbcConnectionPool;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/**
 * The databases that the audit log is tested on.
 */
enum AuditDatabase {

	H2 {

		@Override
		DataSource open() {
			return JdbcConnectionPool.create("jdbc:h2:mem:audit;DB_CLOSE_DELAY=-1", "sa", "");
		}

	},

	POSTGRESQL {

		@Override
		DataSource open() {
			try {
				return EmbeddedPostgres.start().getPostgresDatabase();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	},

	MARIADB {

		@Override
		DataSource open() {
			return Databases.mariaDb();
		}

	};

	private DataSource dataSource;

	abstract DataSource open();

	/** With an empty table. */
	synchronized DataSource dataSource() {
		if (this.dataSource == null) {
			this.dataSource = open();
		}
		createTable();
		new JdbcTemplate(this.dataSource).update("DELETE FROM llm_fallback_audit");
		return this.dataSource;
	}

	void createTable() {
		String script = "schema-audit-" + name().toLowerCase(Locale.ROOT) + ".sql";
		new ResourceDatabasePopulator(new ClassPathResource(script, JdbcAuditLog.class)).execute(this.dataSource);
	}

}
