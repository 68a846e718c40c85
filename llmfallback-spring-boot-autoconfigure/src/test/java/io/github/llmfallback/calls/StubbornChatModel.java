package io.github.llmfallback.calls;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

import io.github.llmfallback.testsupport.ScriptedChatModel;

/**
 * A client that waits as long as it likes and does not care about interrupts, but counts
 * them.
 */
final class StubbornChatModel implements ChatModel {

	final CountDownLatch asked = new CountDownLatch(1);

	final CountDownLatch interrupted = new CountDownLatch(1);

	private final Duration latency;

	private volatile boolean released;

	StubbornChatModel(Duration latency) {
		this.latency = latency;
	}

	@Override
	public ChatResponse call(Prompt prompt) {
		this.asked.countDown();
		long end = System.nanoTime() + this.latency.toNanos();
		while (!this.released && System.nanoTime() - end < 0) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
			if (Thread.interrupted()) {
				this.interrupted.countDown();
			}
		}
		return ScriptedChatModel.text("too late");
	}

	/**
	 * Does not even return a stream before it has waited.
	 */
	@Override
	public Flux<ChatResponse> stream(Prompt prompt) {
		return Flux.just(call(prompt));
	}

	@Override
	public ChatOptions getOptions() {
		return ChatOptions.builder().build();
	}

	/**
	 * Lets its threads go.
	 */
	void release() {
		this.released = true;
	}

}
