package io.github.llmfallback.provider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class GeminiCandidatesTests {

	@ParameterizedTest
	@ValueSource(strings = { "{\"candidates\":[{\"finishReason\":\"SAFETY\"}]}",
			"{\"candidates\":[{\"content\":null,\"finishReason\":\"SAFETY\"}]}" })
	void candidateWithoutContentIsGivenSome(String answer) {
		assertThat(GeminiCandidates.withContent(answer)).contains("\"finishReason\":\"SAFETY\"")
			.contains("\"content\":{\"parts\":[]}");
	}

	@Test
	void eachCandidateHasItsOwnContent() {
		String written = "{\"content\":{\"parts\":[{\"text\":\"Hi\"}]},\"finishReason\":\"STOP\"}";
		assertThat(GeminiCandidates.withContent("{\"candidates\":[" + written + ",{\"finishReason\":\"SAFETY\"}]}"))
			.isEqualTo("{\"candidates\":[" + written + ",{\"finishReason\":\"SAFETY\",\"content\":{\"parts\":[]}}]}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{\"candidates\":[{\"mess", "{ \"candidates\": [] }", "{ \"error\": {} }",
			"{ \"candidates\": [ { \"content\": { } } ] }", "{ \"candidates\": [ 7 ] }" })
	void whatLacksNoContentStaysAsItIs(String answer) {
		assertThat(GeminiCandidates.withContent(answer)).isEqualTo(answer);
	}

}
