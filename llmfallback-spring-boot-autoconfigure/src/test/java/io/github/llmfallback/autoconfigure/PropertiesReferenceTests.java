package io.github.llmfallback.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page of all properties is what the metadata says.
 */
class PropertiesReferenceTests {

	private static final String UPDATE = "properties-reference.update";

	@Test
	void documentedPropertiesAreTheTrueOnes() throws IOException {
		String reference = PropertiesReference.write();
		if (Boolean.getBoolean(UPDATE)) {
			Files.writeString(PropertiesReference.DOCUMENTED, reference);
		}
		assertThat(PropertiesReference.DOCUMENTED)
			.as("docs/properties.md; mvn test -Dtest=PropertiesReferenceTests -D%s=true writes it anew", UPDATE)
			.hasContent(reference);
	}

}
