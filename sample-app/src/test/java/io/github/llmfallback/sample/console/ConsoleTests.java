package io.github.llmfallback.sample.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.observation.ProviderRecovered;
import io.github.llmfallback.observation.ProviderUnavailable;
import io.github.llmfallback.provider.simulated.SimulatedProviders;
import io.github.llmfallback.sample.console.ConsolePage.Answer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page in a real browser, over providers that fail only when somebody breaks them.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "llm.fallback.providers.flagship.simulated.failures.server-error=0",
				"llm.fallback.providers.flagship.simulated.failures.rate-limited=0",
				"llm.fallback.providers.flagship.simulated.failures.overloaded=0",
				"llm.fallback.providers.flagship.circuit-breaker.minimum-calls=2",
				"llm.fallback.providers.flagship.circuit-breaker.sliding-window=10s",
				"llm.fallback.providers.flagship.circuit-breaker.open-duration=4s",
				"llm.fallback.providers.economy.simulated.failures.rate-limited=0" })
class ConsoleTests {

	private static Browser browser;

	@LocalServerPort
	private int port;

	@Autowired
	private SimulatedProviders simulated;

	@Autowired
	private FallbackChatModel chatModel;

	@Autowired
	private ApplicationEventPublisher events;

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
		for (String name : this.simulated.names()) {
			this.simulated.get(name).orElseThrow().heal();
			this.chatModel.registry().resetHealth(name);
		}
		browser.prefer("light");
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
		assertThat(answer.facts()).contains("flagship", "flagship-large", "$0.000").containsPattern("\\d m?s$");
		assertThat(answer.track()).singleElement().asString().contains("flagship", "answered");
	}

	@Test
	void anotherProviderAnswersWhenThePreferredOneIsBroken() {
		this.page.card("flagship").breakWith(Fault.GARBAGE);
		browser.await().until((driver) -> this.page.card("flagship").isBroken());

		Answer answer = this.page.ask("Who is there?");

		assertThat(answer.facts()).startsWith("economy");
		assertThat(answer.track().get(0)).contains("flagship", "response");
		assertThat(answer.track()).last().asString().contains("economy", "answered");
	}

	@Test
	void streamThatIsCutKeepsItsBeginningAndSaysWhatHappened() {
		this.page.card("flagship").breakWith(Fault.CUT);
		browser.await().until((driver) -> this.page.card("flagship").isBroken());

		Answer answer = this.page.ask("Where were we?");

		assertThat(answer.text().split(" ")).hasSize(5);
		assertThat(answer.problem()).startsWith("The answer broke off: connection");
		assertThat(answer.track()).singleElement().asString().contains("flagship", "connection");
	}

	@Test
	void cardOpensCountsDownAndClosesAfterHealing() {
		this.page.card("flagship").breakWith(Fault.SERVER_ERROR);
		browser.await().until((driver) -> this.page.card("flagship").isBroken());
		this.page.ask("How are you?");
		this.page.begin("How are you now?");
		Set<String> seen = new LinkedHashSet<>();
		browser.await().until((driver) -> {
			seen.add(this.page.card("flagship").badge().getText());
			return seen.contains("Half open");
		});
		List<String> countdown = seen.stream().filter((text) -> text.startsWith("Open, ")).toList();
		assertThat(countdown).hasSizeGreaterThan(1)
			.isSubsetOf("Open, 4 s", "Open, 3 s", "Open, 2 s", "Open, 1 s")
			.isSortedAccordingTo(Comparator.reverseOrder());

		this.page.card("flagship").press("Heal");
		browser.await().until((driver) -> !this.page.card("flagship").isBroken());
		Answer answer = this.page.ask("And now?");

		assertThat(answer.facts()).startsWith("flagship");
		this.page.awaitState("flagship", "UP");
		assertThat(this.page.card("flagship").badge().getText()).isEqualTo("Closed");
	}

	@Test
	void providerIsSwitchedOffAndOnAndForgivenByKeyboard() {
		press("Disable flagship");
		this.page.awaitState("flagship", "DISABLED");
		assertThat(this.page.ask("Who is on duty?").facts()).startsWith("economy");
		press("Enable flagship");
		this.page.awaitState("flagship", "UP");

		press("429: make flagship answer 429 with Retry-After");
		browser.await().until((driver) -> this.page.card("flagship").isBroken());
		Answer answer = this.page.ask("Do you have time?");
		assertThat(answer.track().get(0)).contains("rate limited", "again in 10.0 s");
		this.page.awaitState("flagship", "COOLING");
		assertThat(this.page.card("flagship").badge().getText()).matches("Cooling, \\d+ s");
		press("Reset flagship");
		this.page.awaitState("flagship", "UP");
	}

	private static String script(String name) {
		try {
			return new ClassPathResource(name, ConsoleTests.class).getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void press(String label) {
		browser.element("[aria-label='" + label + "']").sendKeys(Keys.ENTER);
	}

	@Test
	void markupInAMessageIsText() {
		Answer answer = this.page.ask("<b>Hello</b>");

		assertThat(answer.text()).contains("<b>Hello</b>");
		assertThat(browser.elements(".question")).singleElement()
			.extracting(WebElement::getText)
			.isEqualTo("<b>Hello</b>");
	}

	@Test
	void spendIsStillThereAfterReloading() {
		this.chatModel.resetSpend();
		this.page.ask("What do you cost?");
		BigDecimal spent = this.chatModel.spend().total().today();
		browser.await().until((driver) -> isAbout(spent, this.page.spentToday()));
		String shown = this.page.spentToday();

		this.page.reload();

		assertThat(spent).isPositive();
		assertThat(shown).endsWith(" of $1.00");
		assertThat(this.page.spentToday()).isEqualTo(shown);
	}

	/**
	 * Whether an amount is shown, to the third digit.
	 */
	private static boolean isAbout(BigDecimal amount, String shown) {
		BigDecimal read = new BigDecimal(shown.substring(1, shown.indexOf(' ')));
		return read.subtract(amount).abs().compareTo(amount.movePointLeft(2)) <= 0;
	}

	@Test
	void nobodyNoticesProvidersThatBreakUnderLoad() {
		this.page.load(50);
		for (Fault fault : List.of(Fault.SERVER_ERROR, Fault.RATE_LIMIT, Fault.GARBAGE)) {
			long before = this.page.number("load-answered");
			this.page.card("flagship").press("Reset");
			this.page.card("flagship").breakWith(fault);
			this.page.awaitState("flagship", (fault == Fault.RATE_LIMIT) ? "COOLING" : "OPEN");
			this.page.card("flagship").press("Heal");
			this.page.card("flagship").press("Reset");
			this.page.awaitState("flagship", "UP");
			browser.await().until((driver) -> this.page.number("load-answered") > before + 50);
		}
		this.page.load(0);
		browser.await().until((driver) -> this.page.number("load-in-flight") == 0);

		assertThat(this.page.number("load-failed")).isZero();
		assertThat(this.page.number("load-held-back")).isZero();
		assertThat(browser.element("#answers-chart").getAttribute("aria-label")).contains("flagship", "economy");
		assertThat(browser.elements("#log li"))
			.anySatisfy((line) -> assertThat(line.getText()).contains("economy stepped in for flagship: server error"));
	}

	@Test
	void keyThatIsLeftAloneIsNamed() {
		this.events.publishEvent(new ProviderUnavailable("flagship", "flagship#1", null, FailureKind.AUTHENTICATION,
				Duration.ofMinutes(5)));
		this.events.publishEvent(new ProviderRecovered("flagship", "flagship#2", "flagship-large"));

		awaitLine("flagship#1 is left alone after authentication for 300.0 s");
		awaitLine("flagship#2 (flagship-large) is well again");
	}

	private void awaitLine(String sentence) {
		browser.await()
			.withMessage("a line that says " + sentence)
			.until((driver) -> browser.elements("#log li")
				.stream()
				.anyMatch((line) -> line.getText().startsWith(sentence)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "light", "dark" })
	void textCanBeRead(String scheme) {
		browser.prefer(scheme);
		this.page.card("flagship").breakWith(Fault.CUT);
		browser.await().until((driver) -> this.page.card("flagship").isBroken());
		this.page.ask("Can you read this?");

		assertThat(browser.run(script("contrast.js"))).asInstanceOf(InstanceOfAssertFactories.LIST).isEmpty();
	}

	@Test
	void everythingIsReachedByKeyboardAndHasAName() {
		Set<WebElement> reached = new HashSet<>();
		do {
			browser.focused().sendKeys(Keys.TAB);
		}
		while (reached.add(browser.focused()));

		assertThat(reached).containsAll(browser.elements("button:enabled, input, a"));
		assertThat(browser.elements("button, input, meter, section, canvas, article"))
			.allSatisfy((element) -> assertThat(element.getAccessibleName()).isNotBlank());
		assertThat(browser.elements("main, header.top, footer, h1")).hasSize(4);
	}

	@Test
	void pageFitsEveryWindow() {
		for (int width : new int[] { 320, 390, 768, 1024, 1440 }) {
			browser.size(width, 800);

			browser.await()
				.withMessage("a page of " + width + " pixels")
				.until((driver) -> browser.run("return document.documentElement.scrollWidth").equals((long) width));
		}
	}

}
