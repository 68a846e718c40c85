package io.github.llmfallback.benchmark;

import java.util.concurrent.TimeUnit;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.cache.CacheSettings;
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
 * A call that the cache answers, beside the hand-written chain, which asks its provider.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CacheBenchmark {

	private final ChatModel bare = FakeModels.answering();

	private final ChatModel handWritten = new HandWritten(this.bare);

	private final FallbackChatModel wrapper = Wrappers.over(this.bare).cache(CacheSettings.DEFAULT).build();

	private final Prompt prompt = new Prompt("What is the capital of France?");

	@Benchmark
	public ChatResponse handWritten() {
		return this.handWritten.call(this.prompt);
	}

	@Benchmark
	public ChatResponse hit() {
		return this.wrapper.call(this.prompt);
	}

	@TearDown
	public void close() {
		this.wrapper.close();
	}

}
