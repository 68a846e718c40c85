package io.github.llmfallback.budget.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A database that can be down, hang, or commit without saying so.
 */
final class UnreliableDataSource extends DelegatingDataSource {

	volatile boolean down;

	volatile CountDownLatch hanging = new CountDownLatch(0);

	final AtomicInteger silentCommits = new AtomicInteger();

	final AtomicInteger asked = new AtomicInteger();

	UnreliableDataSource(DataSource target) {
		super(target);
	}

	@Override
	public Connection getConnection() throws SQLException {
		this.asked.incrementAndGet();
		try {
			this.hanging.await();
		}
		catch (InterruptedException ex) {
			throw new SQLException(ex);
		}
		if (this.down) {
			throw new SQLException("connection refused", "08001");
		}
		Connection connection = super.getConnection();
		return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
				(proxy, method, arguments) -> {
					try {
						Object result = method.invoke(connection, arguments);
						if (method.getName().equals("commit") && this.silentCommits.getAndDecrement() > 0) {
							throw new SQLException("connection reset", "08006");
						}
						return result;
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

}
