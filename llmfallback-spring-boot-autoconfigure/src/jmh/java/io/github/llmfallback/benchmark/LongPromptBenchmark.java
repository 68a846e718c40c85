package io.github.llmfallback.benchmark;

import io.github.llmfallback.FallbackChatModel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.TearDown;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * What 100,000 tokens of text add to a call while budgets and rates are far from their
 * limits.
 */
public class LongPromptBenchmark extends NanosBenchmark {

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
