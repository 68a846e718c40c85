package io.github.llmfallback.budget;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Names that every store keeps as they are.
 */
class BudgetScopeTests {

	@Test
	void scopesAreNamedAfterWhatTheyCount() {
		assertThat(BudgetScope.GLOBAL).hasToString("global");
		assertThat(BudgetScope.provider("openai")).hasToString("provider:openai");
		assertThat(BudgetScope.tag("tenant", "acmé 1")).hasToString("tenant:acmé 1");
	}

	@Test
	void tagValueFromOutsideFitsEveryStore() {
		String most = "x".repeat(255 - "tenant:".length());
		assertThat(BudgetScope.tag("tenant", most).name()).isEqualTo("tenant:" + most);
		BudgetScope longer = BudgetScope.tag("tenant", most + "x");
		assertThat(longer.name()).startsWith("tenant:xxx").contains("#").hasSizeLessThanOrEqualTo(255);
		assertThat(longer).isEqualTo(BudgetScope.tag("tenant", most + "x"))
			.isNotEqualTo(BudgetScope.tag("tenant", most + "y"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\u0000b", "a\nb", "a\uD83Db", "a\uD83D\uDE00b" })
	void unusualCharactersAreLeftOutOfNames(String value) {
		assertThat(BudgetScope.tag("tenant", value).name()).startsWith("tenant:ab#")
			.isNotEqualTo(BudgetScope.tag("tenant", "ab").name())
			.isNotEqualTo(BudgetScope.tag("tenant", value + value).name());
	}

	@Test
	void namesHaveALength() {
		assertThatIllegalArgumentException().isThrownBy(() -> new BudgetScope(" "));
		assertThatIllegalArgumentException().isThrownBy(() -> new BudgetScope("x".repeat(256)));
	}

}
