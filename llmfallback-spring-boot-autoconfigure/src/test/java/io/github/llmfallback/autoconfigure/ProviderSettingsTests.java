package io.github.llmfallback.autoconfigure;

import java.math.BigDecimal;
import java.util.List;

import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.provider.ProviderModel;
import io.github.llmfallback.provider.ProviderType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProviderSettings}.
 */
class ProviderSettingsTests {

	private static final Price CATALOG = new Price(2_000_000, 8_000_000, 500_000, 0);

	private final ProviderProperties properties = new ProviderProperties();

	private final ModelProperties model = ModelProperties.valueOf("gpt-4.1");

	@Test
	void whatNobodySaysComesFromTheCatalog() {
		assertThat(model(ProviderType.OPENAI)).isEqualTo(new ProviderModel("gpt-4.1", CATALOG, 1_047_576L, 32_768L));
	}

	@Test
	void modelGoesBeforeItsProviderAndThatBeforeTheCatalog() {
		this.properties.setContextWindow(50_000L);
		this.properties.setCostPer1kTokens(BigDecimal.ONE);
		assertThat(model(ProviderType.OPENAI))
			.isEqualTo(new ProviderModel("gpt-4.1", Price.per1kTokens(BigDecimal.ONE), 50_000L, 32_768L));
		this.model.setContextWindow(10_000L);
		this.model.setMaxTokens(1_000L);
		this.model.getCost().setInputPer1kTokens(BigDecimal.TEN);
		this.model.getCost().setCacheWritePer1kTokens(new BigDecimal(12));
		assertThat(model(ProviderType.OPENAI)).isEqualTo(new ProviderModel("gpt-4.1",
				new Price(10_000_000_000L, 0, 10_000_000_000L, 12_000_000_000L, 0, null), 10_000L, 1_000L));
	}

	@Test
	void maxTokensOfAProviderAreNoLimitOfItsModels() {
		this.properties.setMaxTokens(500);
		assertThat(model(ProviderType.OPENAI).maxOutputTokens()).isEqualTo(32_768);
	}

	@Test
	void catalogOfAnotherVendorSaysNothing() {
		assertThat(model(ProviderType.OPENAI_COMPATIBLE)).isEqualTo(new ProviderModel("gpt-4.1", null));
		assertThat(model(ProviderType.OLLAMA)).isEqualTo(new ProviderModel("gpt-4.1", Price.FREE));
	}

	@Test
	void unknownVendorHasNoPrice() {
		this.properties.setModels(List.of(this.model));
		assertThat(ProviderSettings.models(this.properties, null)).containsExactly(new ProviderModel("gpt-4.1", null));
	}

	private ProviderModel model(ProviderType type) {
		this.properties.setModels(List.of(this.model));
		return ProviderSettings.models(this.properties, type).get(0);
	}

}
