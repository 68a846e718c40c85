package io.github.llmfallback.benchmark;

import java.util.concurrent.TimeUnit;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.observation.CallLog;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * A first provider that fails at once, beside one that answers. The line that each
 * failover writes to the log is made and dropped.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FailoverBenchmark {

	private final FallbackChatModel answering = Wrappers.over(FakeModels.answering(), FakeModels.answering())
		.callerThread(true)
		.build();

	private final FallbackChatModel failing = Wrappers.over(FakeModels.failing(), FakeModels.answering())
		.callerThread(true)
		.build();

	private final Prompt prompt = new Prompt("What is the capital of France?");

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
