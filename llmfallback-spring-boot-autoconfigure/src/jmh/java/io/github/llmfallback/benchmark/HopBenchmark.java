package io.github.llmfallback.benchmark;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
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
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * What it costs that an attempt runs on a thread of its own: a platform thread on Java
 * 17, a virtual one on Java 21 and newer.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class HopBenchmark {

	private final ChatModel bare = FakeModels.answering();

	private final ExecutorService executor = BareExecutor.create();

	private final FallbackChatModel callerThread = Wrappers.over(this.bare).callerThread(true).build();

	private final FallbackChatModel isolated = Wrappers.over(this.bare).build();

	private final Prompt prompt = new Prompt("What is the capital of France?");

	@Benchmark
	public ChatResponse bareExecutor() throws ExecutionException, InterruptedException {
		return this.executor.submit(() -> this.bare.call(this.prompt)).get();
	}

	@Benchmark
	public ChatResponse callerThread() {
		return this.callerThread.call(this.prompt);
	}

	@Benchmark
	public ChatResponse isolated() {
		return this.isolated.call(this.prompt);
	}

	@TearDown
	public void close() {
		this.executor.shutdown();
		this.callerThread.close();
		this.isolated.close();
	}

}
