package io.github.llmfallback.benchmark;

import java.time.Duration;

import io.github.llmfallback.FallbackChatModel;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.TearDown;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;

/**
 * One chunk of a long stream, which runs on a thread of its own as it does by default.
 */
@OperationsPerInvocation(StreamBenchmark.CHUNKS)
public class StreamBenchmark extends NanosBenchmark {

	static final int CHUNKS = 1_000;

	private final ChatModel bare = FakeModels.streaming(CHUNKS);

	private final FallbackChatModel wrapper = Wrappers.over(this.bare).build();

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
