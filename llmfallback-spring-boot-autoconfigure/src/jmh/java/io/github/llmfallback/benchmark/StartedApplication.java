package io.github.llmfallback.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A web application with an actuator that says how long it took to start, with or without
 * four providers of four vendors.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
public class StartedApplication {

	/** On the class path, as whatever is optional, and of no application without a store. */
	private static final List<String> STORES = List.of(
			"org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
			"org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration");

	/** What comes with the starter besides its own auto-configurations. */
	private static final List<String> SPRING_AI = List.of(
			"org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration",
			"org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration");

	private static final List<String> PROVIDERS = List.of("openai.api-key=a", "openai.model=gpt-4.1-mini",
			"anthropic.api-key=b", "anthropic.model=claude-haiku-4-5", "gemini.api-key=c",
			"gemini.model=gemini-2.5-flash", "ollama.base-url=http://localhost:11434", "ollama.model=llama3.2");

	/**
	 * Starts and ends.
	 * @param args whether with providers
	 */
	public static void main(String[] args) {
		List<String> excluded = new ArrayList<>(STORES);
		List<String> properties = new ArrayList<>(
				List.of("--server.port=0", "--spring.main.banner-mode=off", "--logging.level.root=off"));
		if (Boolean.parseBoolean(args[0])) {
			PROVIDERS.forEach((provider) -> properties.add("--llm.fallback.providers." + provider));
		}
		else {
			excluded.addAll(SPRING_AI);
			ImportCandidates.load(AutoConfiguration.class, null)
				.getCandidates()
				.stream()
				.filter((name) -> name.startsWith("io.github.llmfallback"))
				.forEach(excluded::add);
		}
		properties.add("--spring.autoconfigure.exclude=" + String.join(",", excluded));
		long start = System.nanoTime();
		ConfigurableApplicationContext context = SpringApplication.run(StartedApplication.class,
				properties.toArray(String[]::new));
		System.out.println(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
		context.close();
	}

}
