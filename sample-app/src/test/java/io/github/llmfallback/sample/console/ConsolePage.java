package io.github.llmfallback.sample.console;

import java.util.List;

import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/**
 * The page as somebody uses it.
 */
final class ConsolePage {

	private final Browser browser;

	private ConsolePage(Browser browser) {
		this.browser = browser;
	}

	static ConsolePage open(Browser browser, int port) {
		browser.open("http://localhost:" + port + "/");
		ConsolePage page = new ConsolePage(browser);
		page.awaitLive();
		return page;
	}

	void reload() {
		this.browser.reload();
		awaitLive();
	}

	private void awaitLive() {
		this.browser.await().until((driver) -> this.browser.elements("[data-provider]").size() >= 3);
	}

	/**
	 * Asks and waits for the end of the answer.
	 */
	Answer ask(String question) {
		int before = answers().size();
		this.browser.element("#message").sendKeys(question, Keys.ENTER);
		this.browser.await().until((driver) -> answers().size() > before);
		Answer answer = new Answer(answers().get(before));
		this.browser.await().until((driver) -> answer.isWhole());
		return answer;
	}

	Answer begin(String question) {
		int before = answers().size();
		this.browser.element("#message").sendKeys(question, Keys.ENTER);
		this.browser.await().until((driver) -> answers().size() > before);
		return new Answer(answers().get(before));
	}

	private List<WebElement> answers() {
		return this.browser.elements("#messages .answer");
	}

	Card card(String provider) {
		return new Card(this.browser.element("[data-provider='" + provider + "']"));
	}

	void awaitState(String provider, String state) {
		this.browser.await()
			.withMessage(() -> provider + " is " + card(provider).state() + ", not " + state)
			.until((driver) -> card(provider).state().equals(state));
	}

	/**
	 * Moves the slider as its keys do.
	 */
	void load(int callsPerSecond) {
		WebElement slider = this.browser.element("#rate");
		slider.sendKeys(Keys.HOME);
		if (callsPerSecond == 50) {
			slider.sendKeys(Keys.END);
		}
		else {
			slider.sendKeys(Keys.ARROW_RIGHT.toString().repeat(callsPerSecond));
		}
	}

	long number(String id) {
		return Long.parseLong(text("#" + id).replace(",", ""));
	}

	String text(String selector) {
		return this.browser.element(selector).getText();
	}

	String spentToday() {
		return text("[data-budget='global DAILY'] .bar-text");
	}

	/**
	 * An answer in the chat.
	 */
	record Answer(WebElement element) {

		boolean isWhole() {
			return this.element.getAttribute("aria-busy").equals("false");
		}

		String text() {
			return this.element.findElement(By.cssSelector(".text")).getText();
		}

		String facts() {
			return this.element.findElement(By.cssSelector(".facts")).getText();
		}

		String problem() {
			return this.element.findElement(By.cssSelector(".problem")).getText();
		}

		List<String> track() {
			return this.element.findElements(By.cssSelector(".step")).stream().map(WebElement::getText).toList();
		}

	}

	/**
	 * The card of a provider.
	 */
	record Card(WebElement element) {

		String state() {
			return badge().getAttribute("data-state");
		}

		WebElement badge() {
			return this.element.findElement(By.cssSelector(".badge"));
		}

		void breakWith(Fault fault) {
			this.element.findElement(By.cssSelector("[data-fault=" + fault + "]")).click();
		}

		void press(String button) {
			this.element.findElement(By.xpath(".//button[text()='" + button + "']")).click();
		}

		boolean isBroken() {
			return this.element.getAttribute("class").contains("is-broken");
		}

	}

}
