package io.github.llmfallback.sample.console;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LatestTests {

	@Test
	void oldestIsForgottenFirst() {
		Latest<Integer> latest = new Latest<>(3);
		assertThat(latest.all()).isEmpty();

		IntStream.rangeClosed(1, 5).forEach(latest::add);

		assertThat(latest.all()).containsExactly(3, 4, 5);
	}

}
