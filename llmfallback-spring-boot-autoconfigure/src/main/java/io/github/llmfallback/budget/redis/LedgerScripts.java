package io.github.llmfallback.budget.redis;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

import io.github.llmfallback.budget.LedgerUnavailableException;

import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * Runs steps. One that meets a lost connection, or whose thread is interrupted, is run
 * once more: a repeated step changes nothing. Money is settled on interrupted threads
 * too, which stay interrupted.
 */
final class LedgerScripts {

	private final Map<LedgerStep, RedisScript<List<String>>> scripts = new EnumMap<>(LedgerStep.class);

	private final StringRedisTemplate redis;

	private final LongSupplier clockShift;

	/**
	 * Asks one Redis.
	 * @param connections to where the ledger is
	 * @param clockShift milliseconds that the clock of Redis is taken to be slow by
	 */
	LedgerScripts(RedisConnectionFactory connections, LongSupplier clockShift) {
		this.redis = new StringRedisTemplate(connections);
		this.clockShift = clockShift;
		for (LedgerStep step : LedgerStep.values()) {
			this.scripts.put(step, step.load());
		}
	}

	List<String> run(LedgerStep step, List<String> keys, List<String> arguments) {
		boolean interrupted = Thread.interrupted();
		try {
			return execute(step, keys, arguments);
		}
		catch (RuntimeException ex) {
			boolean interruptedNow = Thread.interrupted();
			interrupted |= interruptedNow;
			if (interruptedNow || ex instanceof RedisConnectionFailureException) {
				return repeat(step, keys, arguments);
			}
			throw unavailable(step, ex);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private List<String> repeat(LedgerStep step, List<String> keys, List<String> arguments) {
		try {
			return execute(step, keys, arguments);
		}
		catch (RuntimeException ex) {
			throw unavailable(step, ex);
		}
	}

	private List<String> execute(LedgerStep step, List<String> keys, List<String> arguments) {
		List<String> all = new ArrayList<>(arguments.size() + 1);
		all.add(Long.toString(this.clockShift.getAsLong()));
		all.addAll(arguments);
		RedisScript<List<String>> script = Objects.requireNonNull(this.scripts.get(step));
		return Objects.requireNonNull(this.redis.execute(script, keys, all.toArray()), "no answer");
	}

	private static LedgerUnavailableException unavailable(LedgerStep step, RuntimeException cause) {
		return new LedgerUnavailableException("the ledger in Redis failed at step '" + step + "'", cause);
	}

}
