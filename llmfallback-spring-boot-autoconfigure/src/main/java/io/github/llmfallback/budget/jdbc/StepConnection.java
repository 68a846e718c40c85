package io.github.llmfallback.budget.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;

/**
 * A connection while a step uses it: transactions of its own, read committed, with
 * bounded waits. Closing it leaves it as it was; what was not committed is rolled back.
 */
final class StepConnection implements AutoCloseable {

	private static final int STATEMENT_TIMEOUT_SECONDS = 3;

	/** For a server that does not even hear that a statement is cancelled. */
	private static final int NETWORK_TIMEOUT_MILLIS = 5_000;

	private final Connection connection;

	private final int networkTimeout;

	private final int isolation;

	private final boolean autoCommit;

	private StepConnection(Connection connection) throws SQLException {
		this.connection = connection;
		this.networkTimeout = limitNetworkTimeout(connection);
		this.isolation = connection.getTransactionIsolation();
		if (this.isolation != Connection.TRANSACTION_READ_COMMITTED) {
			connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
		}
		this.autoCommit = connection.getAutoCommit();
		if (this.autoCommit) {
			connection.setAutoCommit(false);
		}
	}

	static StepConnection of(Connection connection) throws SQLException {
		try {
			return new StepConnection(connection);
		}
		catch (SQLException ex) {
			connection.close();
			throw ex;
		}
	}

	/**
	 * Sets the network timeout where the driver has one.
	 * @return what it was, or -1
	 */
	private static int limitNetworkTimeout(Connection connection) throws SQLException {
		try {
			int before = connection.getNetworkTimeout();
			connection.setNetworkTimeout(Runnable::run, NETWORK_TIMEOUT_MILLIS);
			return before;
		}
		catch (SQLFeatureNotSupportedException ex) {
			return -1;
		}
	}

	Statements statements() {
		return new Statements(this.connection, STATEMENT_TIMEOUT_SECONDS);
	}

	Dialect dialect() throws SQLException {
		return Dialect.of(this.connection);
	}

	void commit() throws SQLException {
		this.connection.commit();
	}

	/** After a commit there is nothing to roll back; drivers know that by themselves. */
	@Override
	public void close() {
		try (Connection closed = this.connection) {
			closed.rollback();
			if (this.autoCommit) {
				closed.setAutoCommit(true);
			}
			if (this.isolation != Connection.TRANSACTION_READ_COMMITTED) {
				closed.setTransactionIsolation(this.isolation);
			}
			if (this.networkTimeout >= 0) {
				closed.setNetworkTimeout(Runnable::run, this.networkTimeout);
			}
		}
		catch (SQLException ex) {
			// The step has succeeded, or fails for a reason of its own.
		}
	}

}
