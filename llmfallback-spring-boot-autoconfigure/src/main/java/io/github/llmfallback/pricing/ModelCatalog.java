package io.github.llmfallback.pricing;

import java.util.Map;
import java.util.Optional;

/**
 * Prices and limits of vendors' models as of the day the catalog was made. It is read
 * once, when somebody asks for the first time.
 */
public final class ModelCatalog {

	private ModelCatalog() {
	}

	/**
	 * Looks a model up: by its exact name, else without the date or version that a
	 * snapshot's name ends with. A model is never taken for another of its family.
	 * @param vendor the vendor, {@code openai} for example
	 * @param model the model's name, {@code gpt-4.1-2025-04-14} for example
	 * @return the model, or empty when the catalog does not know it
	 */
	public static Optional<CatalogModel> find(String vendor, String model) {
		return Loaded.VENDORS.getOrDefault(vendor, CatalogVendor.EMPTY).find(model);
	}

	/**
	 * Read when it is first used.
	 */
	private static final class Loaded {

		static final Map<String, CatalogVendor> VENDORS = CatalogFile.read();

	}

}
