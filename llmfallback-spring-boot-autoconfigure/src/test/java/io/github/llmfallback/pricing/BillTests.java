package io.github.llmfallback.pricing;

import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Bill} and {@link TextLength}.
 */
class BillTests {

	private static final Price PRICE = new Price(1_000, 2_000, 500, 7);

	private static final PromptSize SIZE = PromptSize.of(new Prompt("Hello"));

	@Test
	void reportedTokensArePaidFor() {
		assertThat(Bill.of(PRICE, new TokenUsage(10, 20))).isEqualTo(new Bill(57L, false, new TokenUsage(10, 20)));
		assertThat(Bill.of(null, new TokenUsage(10, 20)).cost()).isNull();
	}

	@Test
	void estimateIsTheInputAndWhatArrived() {
		Bill bill = Bill.estimated(PRICE, SIZE, 5, null);
		assertThat(bill.cost()).isEqualTo(7 + SIZE.billable() + 2 * 5);
		assertThat(bill.estimated()).isTrue();
		assertThat(Bill.estimated(null, SIZE, 5, null).cost()).isNull();
		assertThat(Bill.estimated(Price.FREE, SIZE, 5, null)).isEqualTo(new Bill(0L, true, null));
	}

	@Test
	void whatWasReportedBeforeTheEndGoesBeforeTheEstimate() {
		assertThat(Bill.estimated(PRICE, SIZE, 5, new TokenUsage(10, 1)).cost()).isEqualTo(7 + 10 + 2 * 5);
		assertThat(Bill.estimated(PRICE, SIZE, 5, new TokenUsage(10, 20)).cost()).isEqualTo(7 + 10 + 2 * 20);
	}

	@Test
	void fourLettersOrOneCharacterOfThreeBytesMakeAToken() {
		TextLength length = new TextLength();
		assertThat(length.tokens()).isZero();
		length.add("a");
		assertThat(length.tokens()).isEqualTo(1);
		length.add("bcd");
		assertThat(length.tokens()).isEqualTo(1);
		length.add("漢字");
		assertThat(length.tokens()).isEqualTo(3);
	}

}
