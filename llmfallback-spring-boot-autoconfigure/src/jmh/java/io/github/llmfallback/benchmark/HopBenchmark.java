package io.github.llmfallback.benchmark;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.github.llmfallback.FallbackChatModel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.TearDown;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;

/**
 * What it costs that an attempt runs on a thread of its own.
 */
public class HopBenchmark extends NanosBenchmark {

	private final ChatModel bare = FakeModels.answering();

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final FallbackChatModel callerThread = Wrappers.over(this.bare).callerThread(true).build();

	private final FallbackChatModel isolated = Wrappers.over(this.bare).build();

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
