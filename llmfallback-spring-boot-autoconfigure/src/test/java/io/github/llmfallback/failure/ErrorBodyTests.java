package io.github.llmfallback.failure;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ErrorBodyTests {

	@ParameterizedTest
	@ValueSource(strings = { "{\"error\":{\"message\":\"no\",\"code\":\"c\",\"type\":\"t\"}}",
			"{\"message\":\"no\",\"code\":\"c\",\"type\":\"t\"}",
			"[{\"error\":{\"detail\":\"no\",\"code\":\"c\",\"status\":\"t\"}}]",
			"{\"error\":\"no\",\"code\":\"c\",\"type\":\"t\"}",
			"{\"type\":\"error\",\"error\":{\"message\":\"no\",\"code\":\"c\",\"innererror\":{\"code\":\"t\"}}}" })
	void knownShapesSayTheSame(String body) {
		assertThat(ErrorBody.parse(body))
			.isEqualTo(new ErrorBody(List.of(new VendorCode("c"), new VendorCode("t")), "no"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "[]", "{}", "17", "true", "{\"error\":null}", "{\"error\":[]}" })
	void otherShapesHaveNoCodes(String body) {
		assertThat(ErrorBody.parse(body).codes()).isEmpty();
	}

	@Test
	void detailsAreSearchedToo() {
		ErrorBody body = ErrorBody.parse("""
				{"error":{"message":"no","details":[{"reason":"API_KEY_INVALID"},"x",{"retryDelay":"3s"}]}}""");
		assertThat(body.codes()).containsExactly(new VendorCode("API_KEY_INVALID"));
		assertThat(body.text()).isEqualTo("no\n[{reason=API_KEY_INVALID}, x, {retryDelay=3s}]");
	}

	@Test
	void textIsCutToALengthWorthSearching() {
		assertThat(ErrorBody.parse("<p>" + "x".repeat(100_000)).text()).hasSize(8192).startsWith("<p>x");
	}

}
