package io.github.llmfallback.provider;

import io.github.llmfallback.pricing.CatalogModel;
import io.github.llmfallback.pricing.ModelCatalog;
import io.github.llmfallback.pricing.Price;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.util.StringUtils;

/**
 * One model name of a provider.
 *
 * @param name the name the vendor knows it by
 * @param price what it costs; {@code null} when unknown, which is not the same as free
 * @param contextWindow the most tokens of a request and its answer together, positive;
 * {@code null} when unknown
 * @param maxOutputTokens the most tokens of an answer, positive; {@code null} when
 * unknown
 */
public record ProviderModel(String name, @Nullable Price price, @Nullable Long contextWindow,
		@Nullable Long maxOutputTokens) {

	/** Stands for the model of a chat model that does not tell its name. */
	public static final String UNNAMED = "default";

	/**
	 * A model whose limits are not known.
	 * @param name the name the vendor knows it by
	 * @param price what it costs; {@code null} when unknown
	 */
	public ProviderModel(String name, @Nullable Price price) {
		this(name, price, null, null);
	}

	/**
	 * The model that a chat model asks for by itself.
	 * @param chatModel the chat model
	 * @param price what it costs; {@code null} when unknown
	 * @return the model under its configured name, or {@link #UNNAMED}
	 */
	public static ProviderModel configuredIn(ChatModel chatModel, @Nullable Price price) {
		String name = chatModel.getOptions().getModel();
		return new ProviderModel(StringUtils.hasText(name) ? name : UNNAMED, price);
	}

	/**
	 * Adds what is publicly known about the model where this says nothing. Models on the
	 * application's own machines cost nothing.
	 * @param type whose model it is; {@code null} when unknown
	 * @return the model; what is still not known of it is {@code null}
	 */
	public ProviderModel completedFor(@Nullable ProviderType type) {
		if (type == null) {
			return this;
		}
		CatalogModel known = ModelCatalog.find(type.id(), this.name)
			.orElseGet(() -> new CatalogModel(this.name, type.isLocal() ? Price.FREE : null, null, null));
		return new ProviderModel(this.name, (this.price != null) ? this.price : known.price(),
				(this.contextWindow != null) ? this.contextWindow : known.contextWindow(),
				(this.maxOutputTokens != null) ? this.maxOutputTokens : known.maxOutputTokens());
	}

	boolean isNamed() {
		return !this.name.equals(UNNAMED);
	}

}
