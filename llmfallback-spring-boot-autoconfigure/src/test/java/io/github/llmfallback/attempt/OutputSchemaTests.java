package io.github.llmfallback.attempt;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OutputSchema}.
 */
class OutputSchemaTests {

	private static final String PERSON = """
			{ "type": "object", "required": ["name"], "properties": {
			  "name": { "type": "string" }, "age": { "type": ["integer", "null"] },
			  "mood": { "enum": ["good", "bad", 3] },
			  "home": { "type": "object", "required": ["city"], "properties": { "city": { "type": "string" } } },
			  "pets": { "type": "array", "items": { "type": "object", "required": ["name"] } } } }""";

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "fits", textBlock = """
			{"name": "Ann"}                                | fits
			{"name": "Ann", "age": 7, "extra": true}       | fits
			{"name": "Ann", "age": null}                   | fits
			{"name": "Ann", "age": 7.0}                    | fits
			{"name": "Ann", "mood": 3}                     | fits
			{"name": "Ann", "home": {"city": "Oslo"}}      | fits
			{"name": "Ann", "pets": []}                    | fits
			{"name": "Ann", "pets": [{"name": "Rex"}]}     | fits
			{}                                             | the answer lacks 'name'
			[]                                             | the answer is not of type "object"
			"Ann"                                          | the answer is not of type "object"
			{"name": 7}                                    | the answer.name is not of type "string"
			{"name": null}                                 | the answer.name is not of type "string"
			{"name": "Ann", "age": 7.5}                    | the answer.age is not of type ["integer","null"]
			{"name": "Ann", "mood": "meh"}                 | the answer.mood is none of the allowed values
			{"name": "Ann", "home": {}}                    | the answer.home lacks 'city'
			{"name": "Ann", "home": {"city": 1}}           | the answer.home.city is not of type "string"
			{"name": "Ann", "pets": {}}                    | the answer.pets is not of type "array"
			{"name": "Ann", "pets": [{"name": "Rex"}, {}]} | the answer.pets[] lacks 'name'
			{"name": "Ann"                                 | the answer is not the JSON that was asked for
			{"name": "Ann"} Hope this helps!               | the answer is not the JSON that was asked for
			``                                             | the answer is not JSON
			""")
	void firstViolationIsNamed(String answer, @Nullable String violation) {
		assertThat(OutputSchema.violation(PERSON, answer)).isEqualTo(violation);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			object  | {}    | []
			array   | []    | {}
			string  | "a"   | 1
			integer | 1     | 1.5
			integer | 2.0   | "1"
			number  | 1.5   | "1.5"
			boolean | false | "false"
			null    | null  | 0
			""")
	void typesAreThoseOfJsonSchema(String type, String right, String wrong) {
		String schema = "{\"type\": \"" + type + "\"}";
		assertThat(OutputSchema.violation(schema, right)).isNull();
		assertThat(OutputSchema.violation(schema, wrong)).isEqualTo("the answer is not of type \"" + type + "\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"type\": []}", "{\"type\": \"anything\"}", "{\"enum\": 7, \"items\": [1]}",
			"{\"$ref\": \"#/$defs/a\"}", "true", "no schema at all" })
	void whatIsNotUnderstoodIsNotChecked(String schema) {
		assertThat(OutputSchema.violation(schema, "[1, {\"a\": null}]")).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "```json\n{\"name\": \"Ann\"}\n```", "```\n{\"name\": \"Ann\"}\n```",
			"<think>A name is needed.</think>\n{\"name\": \"Ann\"}", "\n  {\"name\": \"Ann\"}  \n" })
	void whatSpringAiReadsIsNoViolation(String answer) {
		assertThat(OutputSchema.violation(PERSON, answer)).isNull();
	}

	@Test
	void fenceDoesNotHideAViolation() {
		assertThat(OutputSchema.violation(PERSON, "```json\n{}\n```")).isEqualTo("the answer lacks 'name'");
	}

}
