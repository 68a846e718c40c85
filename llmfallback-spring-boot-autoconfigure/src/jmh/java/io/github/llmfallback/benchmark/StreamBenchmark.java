package io.github.llmfallback.benchmark;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.llmfallback.FallbackChatModel;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * One chunk of a long stream, which runs on a thread of its own as it does by default.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(StreamBenchmark.CHUNKS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class StreamBenchmark {

	static final int CHUNKS = 1_000;

	private final ChatModel bare = FakeModels.streaming(CHUNKS);

	private final FallbackChatModel wrapper = Wrappers.over(this.bare).build();

	private final Prompt prompt = new Prompt("Tell me a long story.");

	@Benchmark
	public @Nullable ChatResponse bare() {
		return this.bare.stream(this.prompt).blockLast();
	}

	/**
	 * Somebody who writes no more than a time limit between chunks and an answer for
	 * failures.
	 */
	@Benchmark
	public @Nullable ChatResponse handWritten() {
		return this.bare.stream(this.prompt)
			.timeout(Duration.ofSeconds(30))
			.onErrorResume((failure) -> this.bare.stream(this.prompt))
			.blockLast();
	}

	@Benchmark
	public @Nullable ChatResponse wrapper() {
		return this.wrapper.stream(this.prompt).blockLast();
	}

	@TearDown
	public void close() {
		this.wrapper.close();
	}

}
