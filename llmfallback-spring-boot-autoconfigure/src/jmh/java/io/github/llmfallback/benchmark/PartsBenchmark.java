package io.github.llmfallback.benchmark;

import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.openjdk.jmh.annotations.Benchmark;
import org.slf4j.MDC;

import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.model.ChatResponse;

/**
 * What a call with metrics, metadata and an id in the logging context cannot do without,
 * each by itself.
 */
public class PartsBenchmark extends NanosBenchmark {

	private static final long ELAPSED = 1_000;

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final Timer calls = Timer.builder("calls").register(this.registry);

	private final Timer attempts = Timer.builder("attempts").register(this.registry);

	private final ChatResponse answer = FakeModels.answering().call(this.prompt);

	@Benchmark
	public long clock() {
		return System.nanoTime();
	}

	@Benchmark
	public void twoTimers() {
		this.attempts.record(ELAPSED, TimeUnit.NANOSECONDS);
		this.calls.record(ELAPSED, TimeUnit.NANOSECONDS);
	}

	@Benchmark
	public void loggingContext() {
		MDC.put("llm.fallback.call.id", "8a2455d7597e2848");
		MDC.remove("llm.fallback.call.id");
	}

	@Benchmark
	public ChatResponse copyOfTheResponse() {
		ChatResponseMetadata about = this.answer.getMetadata();
		return new ChatResponse(this.answer.getResults(),
				ChatResponseMetadata.builder()
					.id(about.getId())
					.model(about.getModel())
					.rateLimit(about.getRateLimit())
					.usage(about.getUsage())
					.promptMetadata(about.getPromptMetadata())
					.keyValue("llm.fallback", this.registry)
					.build());
	}

}
