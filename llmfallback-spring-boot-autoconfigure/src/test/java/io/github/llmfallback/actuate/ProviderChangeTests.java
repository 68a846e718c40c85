package io.github.llmfallback.actuate;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ProviderChange}.
 */
class ProviderChangeTests {

	@Test
	void eachChangeIsAskedForByItself() {
		assertThat(ProviderChange.of(true, null, null)).isEqualTo(ProviderChange.ENABLE);
		assertThat(ProviderChange.of(false, null, null)).isEqualTo(ProviderChange.DISABLE);
		assertThat(ProviderChange.of(null, "health", null)).isEqualTo(ProviderChange.RESET_HEALTH);
		assertThat(ProviderChange.of(null, null, true)).isEqualTo(ProviderChange.CHECK);
	}

	@ParameterizedTest
	@CsvSource({ ",,", ",spend,", ",'',", ",,false", "true,health,", "true,,true", "false,,false", ",health,true",
			",health,false", "true,health,true", "true,spend," })
	void anythingElseIsRefusedWithWhatMayBeSent(@Nullable Boolean enabled, @Nullable String reset,
			@Nullable Boolean check) {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> ProviderChange.of(enabled, reset, check))
			.withMessageContaining("{\"enabled\": false}")
			.withMessageContaining("{\"reset\": \"health\"}")
			.withMessageContaining("{\"check\": true}")
			.satisfies((refused) -> assertThat(refused.getReason()).isEqualTo(refused.getMessage()));
	}

}
