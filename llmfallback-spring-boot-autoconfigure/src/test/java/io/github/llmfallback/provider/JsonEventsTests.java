package io.github.llmfallback.provider;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class JsonEventsTests {

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[]", "{\"a\":[1,{\"b\":\"}\"}]}", "[{\"error\":null}]" })
	void objectsAndArraysAreWhole(String text) {
		assertThat(JsonEvents.isWhole(text)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "[", "{\"a\":1", "{\"a\":1}}", "{} {}", "{]", "text", "1", "\"a\"",
			"{\"a\":\"\\x\"}" })
	void anythingElseIsNot(String text) {
		assertThat(JsonEvents.isWhole(text)).isFalse();
	}

}
