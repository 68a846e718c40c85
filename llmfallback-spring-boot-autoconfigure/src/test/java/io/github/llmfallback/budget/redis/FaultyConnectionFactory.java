package io.github.llmfallback.budget.redis;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisScriptingCommands;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Loses connections or answers when told to.
 */
final class FaultyConnectionFactory extends LettuceConnectionFactory {

	/** How many connections work before none does. */
	final AtomicInteger working = new AtomicInteger(Integer.MAX_VALUE);

	/** How many connections fail next. */
	final AtomicInteger lostConnections = new AtomicInteger();

	/** How many scripts run next whose answers are lost. */
	final AtomicInteger lostAnswers = new AtomicInteger();

	FaultyConnectionFactory(RedisStandaloneConfiguration address, LettuceClientConfiguration client) {
		super(address, client);
	}

	void recover() {
		this.working.set(Integer.MAX_VALUE);
		this.lostConnections.set(0);
		this.lostAnswers.set(0);
	}

	@Override
	public RedisConnection getConnection() {
		if (this.working.getAndDecrement() <= 0 || this.lostConnections.getAndDecrement() > 0) {
			throw new RedisConnectionFailureException("connection lost");
		}
		return faulty(RedisConnection.class, super.getConnection());
	}

	private <T> T faulty(Class<T> type, T target) {
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> {
				Object result;
				try {
					result = method.invoke(target, arguments);
				}
				catch (InvocationTargetException ex) {
					throw ex.getCause();
				}
				if (method.getName().startsWith("eval") && this.lostAnswers.getAndDecrement() > 0) {
					throw new QueryTimeoutException("answer lost");
				}
				return (method.getName().equals("scriptingCommands"))
						? faulty(RedisScriptingCommands.class, (RedisScriptingCommands) result) : result;
			}));
	}

}
