package io.github.llmfallback.sample.console;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A real browser without a window. It resolves no name but that of this machine.
 */
final class Browser implements AutoCloseable {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1");

	private static final String ADVICE = "The console is not tested: there is no Chromium here. "
			+ "Get one with 'apt-get install chromium chromium-driver', or start .ci/run.";

	private final ChromeDriver driver;

	private Browser(File chromium, File driver) {
		ChromeOptions options = new ChromeOptions();
		options.setBinary(chromium);
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
				"--disable-background-networking", "--no-first-run", "--hide-scrollbars", "--lang=en",
				"--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost");
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		logs.enable(LogType.PERFORMANCE, Level.ALL);
		options.setCapability("goog:loggingPrefs", logs);
		this.driver = new ChromeDriver(new ChromeDriverService.Builder().usingDriverExecutable(driver).build(),
				options);
	}

	/**
	 * Starts the browser. Without one the test is skipped, unless the environment
	 * variable {@code CI} is {@code true}.
	 */
	static Browser start() {
		Optional<File> chromium = find("chromium", "chromium-browser", "google-chrome");
		Optional<File> driver = find("chromedriver");
		boolean found = chromium.isPresent() && driver.isPresent();
		if (!found && !Boolean.parseBoolean(System.getenv("CI"))) {
			System.out.println(ADVICE);
			Assumptions.abort(ADVICE);
		}
		assertThat(found).as(ADVICE).isTrue();
		return new Browser(chromium.orElseThrow(), driver.orElseThrow());
	}

	private static Optional<File> find(String... names) {
		List<String> directories = List.of(System.getenv("PATH").split(File.pathSeparator));
		return Stream.of(names)
			.flatMap((name) -> directories.stream().map((directory) -> new File(directory, name)))
			.filter(File::canExecute)
			.findFirst();
	}

	void open(String address) {
		this.driver.get(address);
	}

	void reload() {
		this.driver.navigate().refresh();
	}

	void size(int width, int height) {
		this.driver.manage().window().setSize(new Dimension(width, height));
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
	}

	/**
	 * Prefers a colour scheme, {@code light} or {@code dark}, and nothing that moves.
	 */
	void prefer(String scheme) {
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme),
						Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
	}

	WebElement element(String selector) {
		return this.driver.findElement(By.cssSelector(selector));
	}

	List<WebElement> elements(String selector) {
		return this.driver.findElements(By.cssSelector(selector));
	}

	WebElement focused() {
		return this.driver.switchTo().activeElement();
	}

	/**
	 * Waits up to a minute.
	 */
	WebDriverWait await() {
		return new WebDriverWait(this.driver, Duration.ofMinutes(1), Duration.ofMillis(50));
	}

	Object run(String script, Object... arguments) {
		return this.driver.executeScript(script, arguments);
	}

	/**
	 * What the window shows.
	 */
	void photograph(Path file) {
		Map<String, Object> picture = this.driver.executeCdpCommand("Page.captureScreenshot", Map.of());
		try {
			Files.createDirectories(file.getParent());
			Files.write(file, Base64.getDecoder().decode((String) picture.get("data")));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Nothing was wrong in the console, and nothing was asked of another machine.
	 */
	void assertQuiet() {
		assertThat(this.driver.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
		assertThat(requestedAddresses()).isNotEmpty()
			.allSatisfy((address) -> assertThat(LOOPBACK).contains(URI.create(address).getHost()));
	}

	private List<String> requestedAddresses() {
		return this.driver.manage()
			.logs()
			.get(LogType.PERFORMANCE)
			.getAll()
			.stream()
			.map((entry) -> JSON.readTree(entry.getMessage()).path("message"))
			.filter((message) -> message.path("method").asString().equals("Network.requestWillBeSent"))
			.map((message) -> message.path("params").path("request").path("url"))
			.map(JsonNode::asString)
			.filter((address) -> !address.startsWith("data:"))
			.toList();
	}

	@Override
	public void close() {
		this.driver.quit();
	}

}
