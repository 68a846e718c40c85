package io.github.llmfallback.failure;

import java.io.File;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.SocketException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the classifiers in a class loader that lacks client libraries.
 */
class AbsentVendorTests {

	private static final List<String> VENDORS = List.of("OpenAiFailureClassifier", "AnthropicFailureClassifier",
			"GoogleGenAiFailureClassifier", "RestClientFailureClassifier", "WebClientFailureClassifier");

	@ParameterizedTest
	@CsvSource({ "com.openai., OpenAiFailureClassifier", "com.anthropic., AnthropicFailureClassifier",
			"com.google.genai., GoogleGenAiFailureClassifier",
			"org.springframework.web.client., RestClientFailureClassifier",
			"org.springframework.web.reactive., WebClientFailureClassifier" })
	void classifierIsLeftOutWithItsLibrary(String absent, String classifier) throws Exception {
		try (LackingClassLoader loader = new LackingClassLoader(absent)) {
			assertThat(vendors(loader)).containsExactlyInAnyOrderElementsOf(
					VENDORS.stream().filter((vendor) -> !vendor.equals(classifier)).toList());
			classifies(loader);
		}
	}

	@Test
	void classificationWorksWithoutAnyLibrary() throws Exception {
		try (LackingClassLoader loader = new LackingClassLoader("com.openai.", "com.anthropic.", "com.google.genai.",
				"org.springframework.web.", "org.springframework.http.", "org.springframework.ai.",
				"com.fasterxml.jackson.core.", "com.fasterxml.jackson.databind.")) {
			assertThat(vendors(loader)).isEmpty();
			classifies(loader);
			assertThat(loader.refused).as("types looked for").hasSize(VENDORS.size());
		}
	}

	@Test
	void librariesAreLookedForAtTheFirstFailure() throws Exception {
		try (LackingClassLoader loader = new LackingClassLoader("com.openai.")) {
			Class<?> type = loader.loadClass(FailureClassifiers.class.getName());
			Object classifiers = type.getMethod("builtIn").invoke(null);
			assertThat(loader.refused).isEmpty();
			type.getMethod("classify", Throwable.class).invoke(classifiers, new Exception("boom"));
			assertThat(loader.refused).isNotEmpty();
		}
	}

	private static List<String> vendors(ClassLoader loader) throws Exception {
		Method all = loader.loadClass(BuiltInClassifiers.class.getName()).getDeclaredMethod("all", Clock.class);
		all.setAccessible(true);
		List<?> classifiers = (List<?>) all.invoke(null, Clock.systemUTC());
		return classifiers.stream()
			.map((classifier) -> classifier.getClass().getSimpleName())
			.filter((name) -> name.endsWith("FailureClassifier"))
			.toList();
	}

	private static void classifies(LackingClassLoader loader) throws Exception {
		loader.refused.clear();
		Class<?> type = loader.loadClass(FailureClassifiers.class.getName());
		Object classifiers = type.getMethod("builtIn").invoke(null);
		Method classify = type.getMethod("classify", Throwable.class);
		assertThat(type).isNotEqualTo(FailureClassifiers.class);
		assertThat(classify.invoke(classifiers, new Exception(new SocketException("Connection reset"))))
			.hasToString("CONNECTION: connection reset");
		assertThat(classify.invoke(classifiers, new Exception("429 - {\"error\":{\"code\":\"slow\"}}")))
			.hasToString("RATE_LIMITED: HTTP 429 slow");
		assertThat(classify.invoke(classifiers, new Exception("boom"))).hasToString("UNKNOWN: Exception");
	}

	/**
	 * The test's class path without the types whose names begin in certain ways.
	 */
	private static final class LackingClassLoader extends URLClassLoader {

		private final List<String> absent;

		private final List<String> refused = new ArrayList<>();

		LackingClassLoader(String... absent) {
			super(classPath(), ClassLoader.getPlatformClassLoader());
			this.absent = List.of(absent);
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (this.absent.stream().anyMatch(name::startsWith)) {
				this.refused.add(name);
				throw new ClassNotFoundException(name);
			}
			return super.loadClass(name, resolve);
		}

		private static URL[] classPath() {
			return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
				.map(LackingClassLoader::url)
				.toArray(URL[]::new);
		}

		private static URL url(String entry) {
			try {
				return Path.of(entry).toUri().toURL();
			}
			catch (MalformedURLException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
