package io.github.llmfallback.autoconfigure;

import java.net.URI;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

import io.github.llmfallback.provider.ProviderType;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Finds out why requests cannot go to an address.
 */
final class BaseUrlCheck {

	/**
	 * Whose clients look up any name. The others read it with {@link URI}, which knows no
	 * host names with an underscore.
	 */
	private static final Set<ProviderType> ANY_NAME = EnumSet.of(ProviderType.ANTHROPIC, ProviderType.GEMINI);

	/** Only Ollama's client knows it from the path. */
	private static final Pattern QUERY = Pattern.compile("[?#]");

	private final ConfigurationProblems problems;

	BaseUrlCheck(ConfigurationProblems problems) {
		this.problems = problems;
	}

	void check(String property, @Nullable String baseUrl, ProviderType type) {
		if (!StringUtils.hasText(baseUrl)) {
			this.problems.addUnless(type != ProviderType.OPENAI_COMPATIBLE, property,
					"type 'openai-compatible' has no address of its own",
					"Set the server's address up to and including its version, http://localhost:8000/v1 for example");
		}
		else if (Placeholder.isUnresolved(baseUrl)) {
			this.problems.add(Placeholder.problem(property, baseUrl));
		}
		else if (!isHttp(baseUrl.replace('_', 'x'))) {
			this.problems.add(property, "it is not an HTTP address",
					"Set an address that begins with http:// or https:// and names a host");
		}
		else {
			this.problems.addUnless(isHttp(baseUrl) || ANY_NAME.contains(type), property,
					"the client of type '" + type.id() + "' knows no host names with an underscore",
					"Name the host with letters, digits, hyphens and dots only, in Compose by a network alias for example");
			this.problems.addUnless(!QUERY.matcher(baseUrl).find() || type == ProviderType.OLLAMA, property,
					"the path of each request would come after its query or fragment",
					"End the address with its path, or its host");
		}
	}

	private static boolean isHttp(String baseUrl) {
		try {
			URI uri = URI.create(baseUrl.trim());
			return uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

}
