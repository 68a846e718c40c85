package io.github.llmfallback.benchmark;

import java.util.concurrent.TimeUnit;

import io.github.llmfallback.FallbackChatModel;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * What the number of providers, each with five keys and three models, adds to a call that
 * the first one answers.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@NullUnmarked
public class GrowthBenchmark {

	private final Prompt prompt = new Prompt("What is the capital of France?");

	@Param({ "1", "10", "100" })
	private int providers;

	@Param({ "smart", "least-latency" })
	private String strategy;

	private FallbackChatModel wrapper;

	@Setup
	public void open() {
		this.wrapper = Wrappers.overMany(this.providers, FakeModels.answering())
			.strategy(this.strategy)
			.callerThread(true)
			.build();
	}

	@Benchmark
	public ChatResponse wrapper() {
		return this.wrapper.call(this.prompt);
	}

	@TearDown
	public void close() {
		this.wrapper.close();
	}

}
