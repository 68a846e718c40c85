package io.github.llmfallback.budget.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.core.script.DefaultRedisScript;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * A step of the ledger: one script, which Redis runs as a whole.
 */
enum LedgerStep {

	RESERVE, SETTLE, RELEASE, CHARGE, CHARGE_EXPIRED, USAGE, RESET;

	RedisScript<List<String>> load() {
		return new DefaultRedisScript<>(read("prelude") + read(toString()), listOfStrings());
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	private static String read(String name) {
		try {
			return new ClassPathResource(name + ".lua", LedgerStep.class).getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@SuppressWarnings("unchecked")
	private static Class<List<String>> listOfStrings() {
		return (Class<List<String>>) (Class<?>) List.class;
	}

}
