package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.github.llmfallback.admission.AvailabilityListener;
import io.github.llmfallback.admission.Demand;
import io.github.llmfallback.admission.GateSettings;
import io.github.llmfallback.admission.Gates;
import io.github.llmfallback.admission.ProviderGate;
import io.github.llmfallback.health.CircuitSettings;
import io.github.llmfallback.limit.RateSettings;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.Target;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import io.github.llmfallback.testsupport.Unlimited;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Wait}.
 */
class WaitTests {

	private static final Duration LONG = Duration.ofMinutes(10);

	private static final Duration SHORT = Duration.ofMillis(20);

	private final Provider provider = TurnedCalls.provider("p", new ScriptedChatModel());

	private final Target target = this.provider.targets().get(0);

	private final ProviderGate gate = new Gates(System::nanoTime, Unlimited.payments(),
			(provider) -> new GateSettings(CircuitSettings.DEFAULT, RateSettings.UNLIMITED, 1),
			AvailabilityListener.NONE)
		.of(this.provider);

	@Test
	void timeEndsIt() throws Exception {
		long start = System.nanoTime();
		wait(SHORT, null).await();
		wait(SHORT, null).over().block();
		wait(SHORT, new CompletableFuture<>()).await();
		wait(SHORT, new CompletableFuture<>()).over().block();
		assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(4 * SHORT.toNanos());
	}

	@Test
	void signalEndsItSooner() throws Exception {
		CompletableFuture<Void> signal = new CompletableFuture<>();
		CompletableFuture.runAsync(() -> signal.complete(null));
		wait(LONG, signal).await();
		wait(LONG, signal).over().block(LONG);
		CompletableFuture<Void> broken = CompletableFuture.failedFuture(new IllegalStateException("boom"));
		wait(LONG, broken).await();
		wait(LONG, broken).over().block(LONG);
		assertThat(wait(LONG, signal).end()).isFalse();
	}

	@Test
	void callGoesOnElsewhereThanWhereTheSignalIsGiven() {
		CompletableFuture<Void> signal = new CompletableFuture<>();
		AtomicReference<Thread> thread = new AtomicReference<>();
		CompletableFuture<Void> over = wait(LONG, signal).over()
			.doOnTerminate(() -> thread.set(Thread.currentThread()))
			.toFuture();
		signal.complete(null);
		over.orTimeout(10, TimeUnit.SECONDS).join();
		assertThat(thread.get()).isNotNull().isNotEqualTo(Thread.currentThread());
	}

	@Test
	void interruptionEndsItAndIsTold() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(wait(LONG, null)::await);
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void placeThatWasNotGivenIsNotHeld() {
		this.gate.standInLine();
		Wait wait = new Wait(this.target, LONG, this.gate.standInLine(), this.gate);
		assertThat(wait.end()).isFalse();
		this.gate.giveBackPlace();
		assertThat(isReady()).isTrue();
	}

	@Test
	void placeThatWasGivenIsHeldUntilItIsGivenBack() {
		Wait wait = new Wait(this.target, LONG, this.gate.standInLine(), this.gate);
		assertThat(wait.end()).isTrue();
		assertThat(isReady()).isFalse();
		wait.abandon();
		assertThat(isReady()).isTrue();
	}

	@Test
	void givingUpLeavesTheLine() {
		this.gate.standInLine();
		Wait wait = new Wait(this.target, LONG, this.gate.standInLine(), this.gate);
		wait.abandon();
		this.gate.giveBackPlace();
		assertThat(isReady()).isTrue();
		wait(LONG, new CompletableFuture<>()).abandon();
		assertThat(isReady()).isTrue();
	}

	private boolean isReady() {
		return this.gate.isReady(new Demand("call", new Prompt("Hi"), Map.of(), () -> Duration.ofMinutes(1)));
	}

	private Wait wait(Duration atMost, CompletableFuture<Void> signal) {
		return new Wait(this.target, atMost, signal, null);
	}

}
