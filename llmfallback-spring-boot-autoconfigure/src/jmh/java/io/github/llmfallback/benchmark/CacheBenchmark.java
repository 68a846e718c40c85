package io.github.llmfallback.benchmark;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.cache.CacheSettings;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.TearDown;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;

/**
 * A call that the cache answers, beside the hand-written chain, which asks its provider.
 */
public class CacheBenchmark extends NanosBenchmark {

	private final ChatModel bare = FakeModels.answering();

	private final ChatModel handWritten = new HandWritten(this.bare);

	private final FallbackChatModel wrapper = Wrappers.over(this.bare).cache(CacheSettings.DEFAULT).build();

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
