package io.github.llmfallback.budget.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

import javax.sql.DataSource;

import io.github.llmfallback.budget.LedgerUnavailableException;
import io.github.llmfallback.budget.RejectedStepException;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/**
 * Runs each step of a ledger in a transaction of its own, and again when it lost its
 * connection or lost to another step. A step is done even on an interrupted thread.
 */
final class Steps {

	private static final int TRIES = 5;

	/** No try begins later. */
	private static final long PATIENCE = Duration.ofSeconds(3).toNanos();

	/** The class of what the database cannot keep, however often it is told. */
	private static final String DATA_EXCEPTION = "22";

	private final DataSource dataSource;

	private final LongSupplier nanoTime;

	private final LongUnaryOperator turned;

	private volatile @Nullable Dialect dialect;

	/**
	 * Creates the steps.
	 * @param dataSource gives connections that the steps may commit
	 * @param nanoTime measures how long a step has been tried
	 * @param turned what is taken for the database's present
	 */
	Steps(DataSource dataSource, LongSupplier nanoTime, LongUnaryOperator turned) {
		this.dataSource = unwrapped(dataSource);
		this.nanoTime = nanoTime;
		this.turned = turned;
	}

	/** The proxy would hand out the connection of the caller's transaction. */
	private static DataSource unwrapped(DataSource dataSource) {
		if (dataSource instanceof TransactionAwareDataSourceProxy proxy) {
			DataSource target = proxy.getTargetDataSource();
			return (target != null) ? unwrapped(target) : dataSource;
		}
		return dataSource;
	}

	/**
	 * What a step does.
	 *
	 * @param <T> what comes out
	 */
	interface Work<T> {

		/**
		 * Does the step, without committing it.
		 * @param tables where the ledger is kept
		 * @param uncertain what came out of an earlier try of which it is not known
		 * whether it took effect; {@code null} in the first
		 * @return what comes out
		 * @throws SQLException when the database refuses
		 */
		T run(Tables tables, @Nullable T uncertain) throws SQLException;

	}

	<T> T run(String name, Work<T> work) {
		boolean interrupted = Thread.interrupted();
		try {
			return repeat(name, work);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private <T> T repeat(String name, Work<T> work) {
		long step = ThreadLocalRandom.current().nextLong();
		long begun = this.nanoTime.getAsLong();
		T result = null;
		for (int tries = 1;; tries++) {
			try (StepConnection connection = StepConnection.of(this.dataSource.getConnection())) {
				result = work.run(tables(connection, step), result);
				connection.commit();
				return result;
			}
			catch (SQLException ex) {
				if (tries == TRIES || !RetryableFailure.is(ex) || this.nanoTime.getAsLong() - begun > PATIENCE) {
					throw failed(name, ex);
				}
			}
		}
	}

	private static LedgerUnavailableException failed(String name, SQLException ex) {
		String state = ex.getSQLState();
		return (state != null && state.startsWith(DATA_EXCEPTION))
				? new RejectedStepException("the budget ledger's database cannot " + name, ex)
				: new LedgerUnavailableException("the budget ledger's database could not " + name, ex);
	}

	private Tables tables(StepConnection connection, long step) throws SQLException {
		Dialect dialect = dialect(connection);
		return new Tables(connection, dialect, new StoreTime(dialect.now(), this.turned), step);
	}

	private Dialect dialect(StepConnection connection) throws SQLException {
		Dialect known = this.dialect;
		if (known == null) {
			known = connection.dialect();
			this.dialect = known;
		}
		return known;
	}

}
