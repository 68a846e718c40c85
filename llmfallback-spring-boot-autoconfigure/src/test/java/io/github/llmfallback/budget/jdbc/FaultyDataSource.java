package io.github.llmfallback.budget.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A database that fails at wanted moments.
 */
final class FaultyDataSource extends DelegatingDataSource {

	/** What a lost connection says. */
	static final String LOST = "08006";

	volatile boolean broken;

	/** Which of the next statements fails; none when not positive. */
	final AtomicInteger statement = new AtomicInteger();

	/** How many of the next commits fail without taking effect. */
	final AtomicInteger lostCommits = new AtomicInteger();

	/** How many of the next commits take effect and fail. */
	final AtomicInteger lostAnswers = new AtomicInteger();

	/** How many commits are well before one of which the answer is lost. */
	final AtomicInteger keptAnswers = new AtomicInteger();

	/** The SQL state of failing statements. */
	volatile String state = LOST;

	final AtomicInteger statements = new AtomicInteger();

	FaultyDataSource(DataSource dataSource) {
		super(dataSource);
	}

	void recover() {
		this.broken = false;
		this.statement.set(0);
		this.lostCommits.set(0);
		this.lostAnswers.set(0);
		this.keptAnswers.set(0);
		this.state = LOST;
	}

	@Override
	public Connection getConnection() throws SQLException {
		if (this.broken) {
			throw new SQLException("unreachable", "08001");
		}
		Connection connection = super.getConnection();
		return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
				(proxy, method, arguments) -> {
					try {
						before(method.getName());
						Object result = method.invoke(connection, arguments);
						after(method.getName());
						return result;
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

	private void before(String method) throws SQLException {
		if (method.equals("prepareStatement")) {
			this.statements.incrementAndGet();
			if (this.statement.getAndDecrement() == 1) {
				throw new SQLException("statement lost", this.state);
			}
		}
		if (method.equals("commit") && takeOne(this.lostCommits)) {
			throw new SQLException("commit lost", LOST);
		}
	}

	private void after(String method) throws SQLException {
		if (method.equals("commit") && !takeOne(this.keptAnswers) && takeOne(this.lostAnswers)) {
			throw new SQLException("answer lost", LOST);
		}
	}

	private static boolean takeOne(AtomicInteger left) {
		return left.getAndUpdate((number) -> Math.max(0, number - 1)) > 0;
	}

}
