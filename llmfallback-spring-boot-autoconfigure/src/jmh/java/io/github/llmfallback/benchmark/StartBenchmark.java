package io.github.llmfallback.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Starts a web application with an actuator in a fresh JVM, with and without four
 * providers of four vendors.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(10)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@NullUnmarked
public class StartBenchmark {

	/** What comes with the starter besides its own auto-configurations. */
	private static final List<String> SPRING_AI = List.of(
			"org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration",
			"org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration");

	/** On the class path of the benchmarks, and of no application that has no store. */
	private static final List<String> STORES = List.of(
			"org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
			"org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration");

	private ConfigurableApplicationContext context;

	@Benchmark
	public ConfigurableApplicationContext without() {
		List<String> excluded = new ArrayList<>(STORES);
		excluded.addAll(SPRING_AI);
		ImportCandidates.load(AutoConfiguration.class, null)
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith("io.github.llmfallback"))
			.forEach(excluded::add);
		return start(excluded);
	}

	@Benchmark
	public ConfigurableApplicationContext with() {
		return start(STORES, "--llm.fallback.providers.openai.api-key=a",
				"--llm.fallback.providers.openai.model=gpt-4.1-mini",
				"--llm.fallback.providers.anthropic.api-key=b",
				"--llm.fallback.providers.anthropic.model=claude-haiku-4-5",
				"--llm.fallback.providers.gemini.api-key=c",
				"--llm.fallback.providers.gemini.model=gemini-2.5-flash",
				"--llm.fallback.providers.ollama.base-url=http://localhost:11434",
				"--llm.fallback.providers.ollama.model=llama3.2");
	}

	private ConfigurableApplicationContext start(List<String> excluded, String... properties) {
		List<String> arguments = new ArrayList<>(List.of(properties));
		arguments.add("--spring.autoconfigure.exclude=" + String.join(",", excluded));
		arguments.add("--server.port=0");
		arguments.add("--spring.main.banner-mode=off");
		arguments.add("--logging.level.root=off");
		this.context = SpringApplication.run(Application.class, arguments.toArray(String[]::new));
		return this.context;
	}

	@TearDown
	public void close() {
		this.context.close();
	}

	/** An application that does nothing else. */
	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

	}

}
