package io.github.llmfallback.benchmark;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.observation.CallLog;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

import org.springframework.ai.chat.model.ChatResponse;

/**
 * A first provider that fails at once, beside one that answers. The line that each
 * failover writes to the log is made and dropped.
 */
public class FailoverBenchmark extends NanosBenchmark {

	private final FallbackChatModel answering = Wrappers.over(FakeModels.answering(), FakeModels.answering())
		.callerThread(true)
		.build();

	private final FallbackChatModel failing = Wrappers.over(FakeModels.failing(), FakeModels.answering())
		.callerThread(true)
		.build();

	@Setup
	public void dropTheLines() {
		SilentLog.of(CallLog.LOGGER);
	}

	@Benchmark
	public ChatResponse firstAnswers() {
		return this.answering.call(this.prompt);
	}

	@Benchmark
	public ChatResponse firstFails() {
		return this.failing.call(this.prompt);
	}

	@TearDown
	public void close() {
		this.answering.close();
		this.failing.close();
	}

}
