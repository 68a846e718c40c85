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
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * What 100,000 tokens of text add to a call while budgets and rates are far from their
 * limits.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class LongPromptBenchmark {

	/** About four characters make a token of English text. */
	private static final int CHARACTERS = 400_000;

	private static final String SENTENCE = "The quick brown fox jumps over the lazy dog. ";

	private final FallbackChatModel wrapper = Wrappers.over(FakeModels.answering()).callerThread(true).build();

	private final Prompt shortPrompt = new Prompt(SENTENCE);

	private final Prompt longPrompt = new Prompt(SENTENCE.repeat(CHARACTERS / SENTENCE.length()));

	@Benchmark
	public ChatResponse shortPrompt() {
		return this.wrapper.call(this.shortPrompt);
	}

	@Benchmark
	public ChatResponse longPrompt() {
		return this.wrapper.call(this.longPrompt);
	}

	@TearDown
	public void close() {
		this.wrapper.close();
	}

}
