package io.github.llmfallback.sample.console;

import io.github.llmfallback.sample.console.ConsolePage.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.WebElement;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page when the money is gone.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "llm.fallback.budget.daily=0.01",
				"llm.fallback.providers.flagship.simulated.failures.server-error=0",
				"llm.fallback.providers.flagship.simulated.failures.rate-limited=0",
				"llm.fallback.providers.flagship.simulated.failures.overloaded=0",
				"llm.fallback.providers.economy.cost-per-1k-tokens=0.002",
				"llm.fallback.providers.economy.simulated.failures.rate-limited=0" })
class ConsoleBudgetTests {

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
	void freeProvidersGoOnWhenTheBudgetIsSpentUntilItIsReset() {
		browser.size(1440, 1000);
		ConsolePage page = ConsolePage.open(browser, this.port);
		page.load(50);
		page.awaitState("flagship", "OVER_BUDGET");
		page.awaitState("economy", "OVER_BUDGET");
		long before = page.number("load-answered");
		browser.await().until((driver) -> page.number("load-answered") > before + 20);
		page.load(0);

		Answer answer = page
			.ask("Who works for nothing, now that hardly any money is left to pay anybody for an answer?");

		assertThat(answer.facts()).startsWith("local");
		assertThat(answer.track().get(0)).contains("flagship", "over budget");
		assertThat(answer.track().get(1)).contains("economy", "over budget");
		assertThat(page.card("local").state()).isEqualTo("UP");
		assertThat(page.card("flagship").badge().getText()).startsWith("Over budget, ");
		assertThat(page.text("#availability")).isEqualTo("A budget is spent, others serve");
		assertThat(page.number("load-failed")).isZero();
		assertThat(browser.elements("#alerts .alert").stream().map(WebElement::getText))
			.anyMatch((line) -> line.startsWith("80 % of the budget for today is spent ($0.01)"))
			.anyMatch((line) -> line.startsWith("50 % of the budget for today is spent ($0.01)"));

		page.reload();
		assertThat(page.card("flagship").state()).isEqualTo("OVER_BUDGET");
		assertThat(browser.elements("#alerts .alert")).hasSize(2);
		browser.element("#reset-spend").click();
		page.awaitState("flagship", "UP");
		browser.await().until((driver) -> page.text("#availability").equals("The preferred provider serves"));
		assertThat(page.ask("And now?").facts()).startsWith("flagship");
		browser.assertQuiet();
	}

}
