package io.github.llmfallback.benchmark;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.retry.support.RetryTemplate;

/**
 * What a user would write: a timer around retries around a circuit breaker around one
 * chat model. It has no second provider, no budget, no limits and no history.
 */
final class HandWritten implements ChatModel {

	private final ChatModel model;

	private final RetryTemplate retries = RetryTemplate.builder()
		.maxAttempts(2)
		.exponentialBackoff(500, 2, 8_000, true)
		.build();

	private final CircuitBreaker circuitBreaker = CircuitBreaker.ofDefaults("provider");

	private final Timer timer = Timer.builder("llm.calls").register(new SimpleMeterRegistry());

	HandWritten(ChatModel model) {
		this.model = model;
	}

	@Override
	public ChatResponse call(Prompt prompt) {
		return this.timer.record(
				() -> this.retries.execute((retry) -> this.circuitBreaker.executeSupplier(() -> this.model.call(prompt))));
	}

}
