package io.github.llmfallback.sample.console;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Takes the pictures of the documentation. They end up in {@code target} unless the
 * system property {@code console.pictures} names a directory; then the charts are given
 * time to fill.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "llm.fallback.providers.flagship.simulated.failures.server-error=0",
				"llm.fallback.providers.flagship.simulated.failures.rate-limited=0",
				"llm.fallback.providers.flagship.simulated.failures.overloaded=0",
				"llm.fallback.providers.flagship.budget.daily=0.3",
				"llm.fallback.providers.flagship.circuit-breaker.open-duration=30s",
				"llm.fallback.providers.economy.simulated.failures.rate-limited=0" })
class ConsolePictureTests {

	private static final String DIRECTORY = System.getProperty("console.pictures");

	private static Browser browser;

	@LocalServerPort
	private int port;

	@BeforeAll
	static void start() {
		browser = Browser.start();
	}

	@AfterAll
	static void stop() {
		if (browser != null) {
			browser.close();
		}
	}

	@Test
	void brokenProviderLooksGoodInLightAndDark() {
		browser.size(1440, 1180);
		ConsolePage page = ConsolePage.open(browser, this.port);
		page.ask("Why is the sky blue?");
		page.load(30);
		awaitAnswers(page, 700, 20);
		page.card("flagship").breakWith(Fault.SERVER_ERROR);
		page.awaitState("flagship", "OPEN");
		page.ask("And who are you?");
		awaitAnswers(page, 1100, 40);

		browser.run("document.activeElement.blur()");
		photograph("light");
		photograph("dark");
		browser.assertQuiet();
	}

	private static void awaitAnswers(ConsolePage page, int forPictures, int otherwise) {
		int wanted = (DIRECTORY != null) ? forPictures : otherwise;
		browser.await().until((driver) -> page.number("load-answered") >= wanted);
	}

	private static void photograph(String scheme) {
		browser.prefer(scheme);
		Path file = Path.of((DIRECTORY != null) ? DIRECTORY : "target/console", "console-" + scheme + ".png");
		browser.photograph(file);
		assertThat(file).satisfies((picture) -> assertThat(Files.size(picture)).isGreaterThan(50_000));
	}

}
