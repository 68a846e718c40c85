package io.github.llmfallback.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.provider.ProviderModel;
import io.github.llmfallback.provider.ProviderType;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Reads what the properties of a provider mean where two of them say the same thing.
 */
final class ProviderSettings {

	private ProviderSettings() {
	}

	/**
	 * The type: the one set, else the provider's name when it is one.
	 */
	static Optional<ProviderType> type(String name, ProviderProperties properties) {
		return ProviderType.find(StringUtils.hasText(properties.getType()) ? properties.getType() : name);
	}

	/**
	 * Where requests go: the address set, else the vendor's own.
	 */
	static @Nullable String baseUrl(ProviderProperties properties, ProviderType type) {
		return StringUtils.hasText(properties.getBaseUrl()) ? properties.getBaseUrl().strip() : type.baseUrl();
	}

	/**
	 * All keys: {@code api-key} first, then {@code api-keys}. An empty value or a
	 * placeholder that nothing resolves is no key.
	 */
	static List<String> keys(ProviderProperties properties) {
		return Stream.concat(Stream.ofNullable(properties.getApiKey()), properties.getApiKeys().stream())
			.filter(ProviderSettings::isKey)
			.map(String::strip)
			.toList();
	}

	private static boolean isKey(@Nullable String value) {
		return StringUtils.hasText(value) && !isUnresolved(value);
	}

	/**
	 * Whether a value still holds a placeholder, because nothing had a value for it.
	 */
	static boolean isUnresolved(String value) {
		return value.contains("${");
	}

	static @Nullable Price price(ProviderProperties properties) {
		return (properties.getCostPer1kTokens() != null) ? Price.per1kTokens(properties.getCostPer1kTokens())
				: properties.getCost().toPrice();
	}

	static boolean hasModel(ProviderProperties properties) {
		return StringUtils.hasText(properties.getModel())
				|| properties.getModels().stream().anyMatch((model) -> StringUtils.hasText(model.getName()));
	}

	/**
	 * All models: {@code model} first, then {@code models}. A model without a price has
	 * the provider's.
	 * @param unlessPriced the price where neither says anything
	 */
	static List<ProviderModel> models(ProviderProperties properties, @Nullable Price unlessPriced) {
		Price own = price(properties);
		Price price = (own != null) ? own : unlessPriced;
		List<ProviderModel> models = new ArrayList<>();
		if (StringUtils.hasText(properties.getModel())) {
			models.add(new ProviderModel(properties.getModel(), price));
		}
		for (ModelProperties model : properties.getModels()) {
			if (StringUtils.hasText(model.getName())) {
				Price modelPrice = model.getCost().toPrice();
				models.add(new ProviderModel(model.getName(), (modelPrice != null) ? modelPrice : price));
			}
		}
		return models;
	}

}
