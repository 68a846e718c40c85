package io.github.llmfallback.benchmark;

import io.github.llmfallback.FallbackChatModel;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

import org.springframework.ai.chat.model.ChatResponse;

/**
 * What the number of providers, each with five keys and three models, adds to a call that
 * the first one answers.
 */
@NullUnmarked
public class GrowthBenchmark extends NanosBenchmark {

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
