package io.github.llmfallback.benchmark;

import io.github.llmfallback.FallbackChatModel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.TearDown;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;

/**
 * A call that the first provider answers, on the caller's thread.
 */
public class HappyPathBenchmark extends NanosBenchmark {

	private final ChatModel bare = FakeModels.answering();

	private final ChatModel handWritten = new HandWritten(this.bare);

	private final FallbackChatModel wrapper = Wrappers.over(this.bare).callerThread(true).build();

	@Benchmark
	public ChatResponse handWritten() {
		return this.handWritten.call(this.prompt);
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
