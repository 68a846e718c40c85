package io.github.llmfallback.sample.console;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.github.llmfallback.ChatOutcome;
import io.github.llmfallback.FallbackChatClient;
import io.github.llmfallback.FallbackChatOptions;
import io.github.llmfallback.ProviderStatus;
import io.github.llmfallback.provider.simulated.SimulatedProviders;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * Sends calls to the simulated providers, evenly spread over each second. Stops by itself
 * after ten minutes. Thread-safe.
 */
@Component
class LoadGenerator implements DisposableBean {

	static final int MOST_PER_SECOND = 50;

	private static final int MOST_IN_FLIGHT = 200;

	private static final Duration LONGEST = Duration.ofMinutes(10);

	private final FallbackChatClient chatClient;

	private final SimulatedProviders simulated;

	private final InstantSource clock;

	private final LoadFigures figures = new LoadFigures();

	private final ScheduledExecutorService timer = Executors
		.newSingleThreadScheduledExecutor(new CustomizableThreadFactory("console-beat-"));

	private final ThreadPoolExecutor callers = new ThreadPoolExecutor(0, MOST_IN_FLIGHT, 10, TimeUnit.SECONDS,
			new SynchronousQueue<>(), new CustomizableThreadFactory("console-load-"));

	private @Nullable ScheduledFuture<?> beats;

	private int callsPerSecond;

	private Instant until = Instant.MIN;

	private Prompt prompt = new Prompt("");

	private int due;

	LoadGenerator(FallbackChatClient chatClient, SimulatedProviders simulated, InstantSource clock) {
		this.chatClient = chatClient;
		this.simulated = simulated;
		this.clock = clock;
	}

	/**
	 * Changes the load.
	 * @param callsPerSecond from 0 to {@value #MOST_PER_SECOND}
	 */
	synchronized void set(int callsPerSecond) {
		List<String> providers = simulatedProviders();
		if (callsPerSecond == 0 || providers.isEmpty()) {
			stop();
			return;
		}
		this.callsPerSecond = callsPerSecond;
		this.until = this.clock.instant().plus(LONGEST);
		this.prompt = new Prompt("How are you under load?", FallbackChatOptions.builder().providers(providers).build());
		if (this.beats == null) {
			this.beats = this.timer.scheduleAtFixedRate(this::beat, 0, 1000 / MOST_PER_SECOND, TimeUnit.MILLISECONDS);
		}
	}

	synchronized void stop() {
		this.callsPerSecond = 0;
		if (this.beats != null) {
			this.beats.cancel(false);
			this.beats = null;
		}
	}

	/**
	 * Real providers would have to be paid. Their order is that of the sample's strategy.
	 */
	private List<String> simulatedProviders() {
		return this.chatClient.providers()
			.stream()
			.sorted(Comparator.comparingInt(ProviderStatus::priority).reversed())
			.map(ProviderStatus::name)
			.filter((name) -> this.simulated.get(name).isPresent())
			.toList();
	}

	/**
	 * Happens as often as the highest rate makes calls. Lower rates make one whenever
	 * enough is due.
	 */
	private synchronized void beat() {
		if (this.clock.instant().isAfter(this.until)) {
			stop();
			return;
		}
		this.due += this.callsPerSecond;
		if (this.due >= MOST_PER_SECOND) {
			this.due -= MOST_PER_SECOND;
			send(this.prompt);
		}
	}

	private void send(Prompt prompt) {
		try {
			this.callers.execute(() -> call(prompt));
		}
		catch (RejectedExecutionException ex) {
			this.figures.heldBack();
		}
	}

	private void call(Prompt prompt) {
		Instant start = this.clock.instant();
		this.figures.started();
		ChatOutcome outcome = this.chatClient.tryCall(prompt);
		this.figures.ended(outcome instanceof ChatOutcome.Success,
				Duration.between(start, this.clock.instant()).toMillis());
	}

	synchronized LoadReport report() {
		return this.figures.report(this.callsPerSecond);
	}

	@Override
	public void destroy() {
		this.timer.shutdownNow();
		this.callers.shutdownNow();
	}

}
