package io.github.llmfallback.autoconfigure;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.github.llmfallback.provider.ProviderKey;
import io.github.llmfallback.provider.ProviderType;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Finds everything wrong with the keys of a provider, and tells it without them.
 */
final class KeyCheck {

	private final ConfigurationProblems problems;

	private final Set<String> known = new HashSet<>();

	private boolean unresolved;

	KeyCheck(ConfigurationProblems problems) {
		this.problems = problems;
	}

	void check(String path, ProviderProperties provider, ProviderType type) {
		checkKey(path + ".api-key", provider.getApiKey());
		List<String> pool = provider.getApiKeys();
		for (int i = 0; i < pool.size(); i++) {
			checkKey(path + ".api-keys[" + i + "]", pool.get(i));
		}
		this.problems.addUnless(!type.isKeyRequired() || this.unresolved || !this.known.isEmpty(), path + ".api-key",
				"no key is set", "Set the key, for example to ${" + type.id().toUpperCase(Locale.ROOT)
						+ "_API_KEY} with that environment variable defined");
	}

	private void checkKey(String property, @Nullable String value) {
		if (!StringUtils.hasText(value)) {
			return;
		}
		if (Placeholder.isUnresolved(value)) {
			this.unresolved = true;
			this.problems.add(Placeholder.problem(property, value));
			return;
		}
		int misfit = ProviderKey.misfit(value.strip());
		this.problems.addUnless(misfit == 0, property, "its character " + misfit + " can be sent in no header",
				"Copy the key again: a quotation mark, a line break or an invisible character has come along");
		this.problems.addUnless(this.known.add(value.strip()), property, "the same key is listed twice",
				"List each key once: a pool is only as large as its different keys");
	}

}
