package io.github.llmfallback.benchmark;

import java.util.concurrent.TimeUnit;

import io.github.llmfallback.FallbackChatModel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * How calls of two threads get in each other's way.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 12, time = 1)
@Measurement(iterations = 5, time = 1)
public class ThreadsBenchmark {

	private final ChatModel bare = FakeModels.answering();

	private final ChatModel handWritten = new HandWritten(this.bare);

	private final FallbackChatModel wrapper = Wrappers.over(this.bare).callerThread(true).build();

	private final Prompt prompt = new Prompt("What is the capital of France?");

	@Benchmark
	@Threads(1)
	public ChatResponse handWrittenByOne() {
		return this.handWritten.call(this.prompt);
	}

	@Benchmark
	@Threads(2)
	public ChatResponse handWrittenByTwo() {
		return this.handWritten.call(this.prompt);
	}

	@Benchmark
	@Threads(1)
	public ChatResponse wrapperByOne() {
		return this.wrapper.call(this.prompt);
	}

	@Benchmark
	@Threads(2)
	public ChatResponse wrapperByTwo() {
		return this.wrapper.call(this.prompt);
	}

	@TearDown
	public void close() {
		this.wrapper.close();
	}

}
