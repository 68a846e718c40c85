package io.github.llmfallback.failure;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class VendorCodeTests {

	@ParameterizedTest
	@CsvSource({ "rate_limit_exceeded, rate_limit_exceeded", "RESOURCE_EXHAUSTED, resource_exhausted",
			"invalid-request.error, invalid-request.error", "3051, 3051" })
	void shortWordsArePrinted(String value, String printed) {
		assertThat(new VendorCode(value).printable()).isEqualTo(printed);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "429", "503", "sk-live-4242abc", "gsk_a1b2c3", "AIzaSyDabc", "csk-8x",
			"sk-live-4242", "two words", "Bad Request", "a_", "_a", "a__b", "0123456789", "abcdefghijklmnopqrstuvwxyz",
			"line\nbreak", "aaaaaaaaaaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaa_aaaaaa" })
	void whatMightBeAKeyOrAQuotationIsNotPrinted(String value) {
		assertThat(new VendorCode(value).printable()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "insufficient_quota, QUOTA_EXHAUSTED", "BILLING_DISABLED, QUOTA_EXHAUSTED",
			"rateLimitExceeded, RATE_LIMITED", "ContextWindowExceeded, CONTEXT_LENGTH_EXCEEDED",
			"content-filter, CONTENT_FILTERED", "engine_overloaded, OVERLOADED", "DeploymentNotFound, MODEL_NOT_FOUND",
			"UNAUTHENTICATED, AUTHENTICATION" })
	void spellingOfACodeDoesNotMatter(String value, FailureKind kind) {
		assertThat(new VendorCode(value).kind()).isEqualTo(kind);
	}

	@ParameterizedTest
	@ValueSource(strings = { "invalid_request_error", "tokens", "Too Many Requests", "", "RESOURCE_EXHAUSTED" })
	void codeThatOnlyRepeatsItsStatusDecidesNothing(String value) {
		assertThat(new VendorCode(value).kind()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "429, 429", "599, 599", "200, 0", "4290, 0", "not_found_error, 404", "INTERNAL, 500", "tokens, 0" })
	void codesStandForStatuses(String value, int status) {
		assertThat(new VendorCode(value).status()).isEqualTo(status);
	}

}
