package io.github.llmfallback.sample.console;

import java.util.ArrayList;
import java.util.List;

import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import io.github.llmfallback.provider.simulated.SimulatedProviders;
import io.github.llmfallback.sample.console.ConsolePage.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page in a real browser, over providers that fail only when somebody breaks them.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "llm.fallback.budget.daily=100", "llm.fallback.budget.monthly=1000",
				"llm.fallback.providers.flagship.simulated.failures.server-error=0",
				"llm.fallback.providers.flagship.simulated.failures.rate-limited=0",
				"llm.fallback.providers.flagship.simulated.failures.overloaded=0",
				"llm.fallback.providers.flagship.circuit-breaker.minimum-calls=2",
				"llm.fallback.providers.flagship.circuit-breaker.sliding-window=2s",
				"llm.fallback.providers.flagship.circuit-breaker.open-duration=2s",
				"llm.fallback.providers.economy.simulated.failures.rate-limited=0" })
class ConsoleTests {

	private static Browser browser;

	@LocalServerPort
	private int port;

	@Autowired
	private SimulatedProviders simulated;

	private ConsolePage page;

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

	@BeforeEach
	void open() {
		browser.size(1440, 1000);
		this.page = ConsolePage.open(browser, this.port);
	}

	@AfterEach
	void heal() {
		this.simulated.names()
			.stream()
			.map((name) -> this.simulated.get(name).orElseThrow())
			.forEach(SimulatedChatModel::heal);
		browser.assertQuiet();
	}

	@Test
	void answerArrivesWordByWord() {
		Answer answer = this.page.begin("Why is the sky blue?");
		List<String> seen = new ArrayList<>();
		browser.await().until((driver) -> {
			seen.add(answer.text());
			return answer.isWhole();
		});

		assertThat(seen.stream().distinct().filter((text) -> !text.isEmpty())).hasSizeGreaterThan(3)
			.allSatisfy((text) -> assertThat(answer.text()).startsWith(text));
		assertThat(answer.text()).contains("Why is the sky blue?");
		assertThat(answer.facts()).contains("flagship", "flagship-large", "$0.00").endsWith(" s");
		assertThat(answer.track()).singleElement().asString().contains("flagship", "answered");
	}

}
