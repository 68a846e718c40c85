package io.github.llmfallback.pricing;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The models of one vendor.
 *
 * @param models by name
 */
record CatalogVendor(Map<String, CatalogModel> models) {

	static final CatalogVendor EMPTY = new CatalogVendor(Map.of());

	/** Google's names may begin with the name of the collection. */
	private static final String COLLECTION = "models/";

	/**
	 * A date as OpenAI and Anthropic write it, or what stands for the newest one.
	 */
	private static final Pattern SNAPSHOT = Pattern.compile("(.+?)[-@](20\\d{2}-\\d{2}-\\d{2}|20\\d{6}|latest|00\\d)");

	Optional<CatalogModel> find(String name) {
		String key = name.strip().toLowerCase(Locale.ROOT);
		key = key.startsWith(COLLECTION) ? key.substring(COLLECTION.length()) : key;
		CatalogModel exact = this.models.get(key);
		if (exact != null) {
			return Optional.of(exact);
		}
		Matcher snapshot = SNAPSHOT.matcher(key);
		return snapshot.matches() ? Optional.ofNullable(this.models.get(snapshot.group(1))) : Optional.empty();
	}

}
