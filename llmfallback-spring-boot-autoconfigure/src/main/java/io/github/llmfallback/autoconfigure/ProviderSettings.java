package io.github.llmfallback.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
		return StringUtils.hasText(value) && !Placeholder.isUnresolved(value);
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
	 * All models: {@code model} first, then {@code models}. What a model does not say is
	 * the provider's, then what is publicly known.
	 * @param type whose models they are; {@code null} when unknown
	 */
	static List<ProviderModel> models(ProviderProperties properties, @Nullable ProviderType type) {
		List<ProviderModel> models = new ArrayList<>();
		if (StringUtils.hasText(properties.getModel())) {
			models.add(model(properties.getModel(), properties, type));
		}
		for (ModelProperties model : properties.getModels()) {
			if (StringUtils.hasText(model.getName())) {
				models.add(model(properties, model, type));
			}
		}
		return models;
	}

	private static ProviderModel model(ProviderProperties properties, ModelProperties model,
			@Nullable ProviderType type) {
		Price price = model.getCost().toPrice();
		Long contextWindow = model.getContextWindow();
		return new ProviderModel(Objects.requireNonNull(model.getName()), (price != null) ? price : price(properties),
				(contextWindow != null) ? contextWindow : properties.getContextWindow(), model.getMaxTokens())
			.completedFor(type);
	}

	/**
	 * A model that the properties do not name.
	 * @param type whose model it is; {@code null} when unknown
	 */
	static ProviderModel model(String name, ProviderProperties properties, @Nullable ProviderType type) {
		return model(properties, ModelProperties.valueOf(name), type);
	}

}
