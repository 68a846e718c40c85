package io.github.llmfallback.pricing;

import org.jspecify.annotations.Nullable;

/**
 * What is publicly known about a vendor's model.
 *
 * @param name the name the vendor knows it by
 * @param price its list price in US dollars; {@code null} when unknown
 * @param contextWindow the most tokens of a request and its answer together, positive;
 * {@code null} when unknown
 * @param maxOutputTokens the most tokens of an answer, positive; {@code null} when
 * unknown
 */
public record CatalogModel(String name, @Nullable Price price, @Nullable Long contextWindow,
		@Nullable Long maxOutputTokens) {

}
