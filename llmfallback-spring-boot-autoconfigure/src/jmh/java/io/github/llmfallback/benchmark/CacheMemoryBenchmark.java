package io.github.llmfallback.benchmark;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.cache.CacheSettings;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * The memory that a kept answer takes: a question of 50 characters and an answer of 200.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class CacheMemoryBenchmark {

	private static final int ENTRIES = 20_000;

	private final ChatModel chatModel = (prompt) -> new ChatResponse(
			List.of(new Generation(new AssistantMessage("a".repeat(200)))));

	@Benchmark
	public FallbackChatModel fill(Memory memory) {
		FallbackChatModel wrapper = FallbackChatModel.builder()
			.provider(LlmProvider.builder("provider", this.chatModel).costPer1kTokens(BigDecimal.ZERO).build())
			.cache(new CacheSettings(Duration.ofHours(1), 2 * ENTRIES))
			.build();
		wrapper.call(new Prompt("first"));
		long before = used();
		for (int i = 0; i < ENTRIES; i++) {
			wrapper.call(new Prompt(String.format("%050d", i)));
		}
		memory.bytesPerEntry = (double) (used() - before) / ENTRIES;
		return wrapper;
	}

	private static long used() {
		for (int i = 0; i < 5; i++) {
			System.gc();
		}
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

	/** What is measured besides the time. */
	@State(Scope.Thread)
	@AuxCounters(AuxCounters.Type.EVENTS)
	public static class Memory {

		/** Bytes of an entry. */
		public double bytesPerEntry;

	}

}
