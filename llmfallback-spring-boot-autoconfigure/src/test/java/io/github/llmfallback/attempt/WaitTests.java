package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.github.llmfallback.admission.AvailabilityListener;
import io.github.llmfallback.admission.Demand;
import io.github.llmfallback.admission.GateSettings;
import io.github.llmfallback.admission.Gates;
import io.github.llmfallback.admission.ProviderGate;
import io.github.llmfallback.admission.SkipReason;
import io.github.llmfallback.health.CircuitSettings;
import io.github.llmfallback.limit.RateSettings;
import io.github.llmfallback.provider.Provider;
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

	private final Resort resort = resort(this.provider);

	private final ProviderGate gate = gate(this.provider);

	@Test
	void timeEndsIt() throws Exception {
		long start = System.nanoTime();
		wait(SHORT).await();
		wait(SHORT).over().block();
		wait(SHORT, new CompletableFuture<>()).await();
		wait(SHORT, new CompletableFuture<>()).over().block();
		wait(SHORT, new CompletableFuture<>(), new CompletableFuture<>()).await();
		wait(SHORT, new CompletableFuture<>(), new CompletableFuture<>()).over().block();
		assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(6 * SHORT.toNanos());
	}

	@Test
	void firstSignalEndsItSooner() throws Exception {
		CompletableFuture<Void> signal = new CompletableFuture<>();
		CompletableFuture.runAsync(() -> signal.complete(null));
		wait(LONG, signal).await();
		wait(LONG, new CompletableFuture<>(), signal).await();
		wait(LONG, signal).over().block(LONG);
		wait(LONG, new CompletableFuture<>(), signal).over().block(LONG);
		CompletableFuture<Void> broken = CompletableFuture.failedFuture(new IllegalStateException("boom"));
		wait(LONG, broken).await();
		wait(LONG, broken).over().block(LONG);
		assertThat(wait(LONG, signal).end().hasPlace()).isFalse();
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
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(wait(LONG)::await);
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void whoeverSignalsIsAskedAndWhoeverWasToBeAskedAtLastOtherwise() {
		CompletableFuture<Void> signal = new CompletableFuture<>();
		Resort other = resort("other");
		Wait wait = new Wait(this.resort, LONG, List.of(new Chance(other, signal, null)));
		assertThat(wait.end()).isEqualTo(new Turn(this.resort, null));
		signal = CompletableFuture.completedFuture(null);
		wait = new Wait(this.resort, LONG, List.of(new Chance(other, signal, null)));
		assertThat(wait.end()).isEqualTo(new Turn(other, null));
	}

	@Test
	void placeThatWasNotGivenIsNotHeld() {
		this.gate.standInLine();
		Wait wait = inLine();
		assertThat(wait.end().hasPlace()).isFalse();
		this.gate.giveBackPlace();
		assertThat(isReady()).isTrue();
	}

	@Test
	void placeThatWasGivenIsHeldUntilItIsGivenBack() {
		Wait wait = inLine();
		assertThat(wait.end().hasPlace()).isTrue();
		assertThat(isReady()).isFalse();
		wait.abandon();
		assertThat(isReady()).isTrue();
	}

	@Test
	void placeIsPreferredToAnyOtherSignal() {
		Chance probe = new Chance(resort("probed"), CompletableFuture.completedFuture(null), null);
		Chance place = Chance.ofPlace(this.resort, this.gate);
		assertThat(new Wait(this.resort, LONG, List.of(probe, place, probe)).end())
			.isEqualTo(new Turn(this.resort, this.gate));
	}

	@Test
	void oneOfSeveralPlacesIsKept() {
		ProviderGate another = gate(TurnedCalls.provider("another", new ScriptedChatModel()));
		Wait wait = new Wait(this.resort, LONG,
				List.of(Chance.ofPlace(this.resort, this.gate), Chance.ofPlace(resort("another"), another)));
		assertThat(wait.end().place()).isEqualTo(this.gate);
		assertThat(isReady(another)).isTrue();
		assertThat(isReady()).isFalse();
	}

	@Test
	void givingUpLeavesTheLine() {
		this.gate.standInLine();
		Wait wait = inLine();
		wait.abandon();
		this.gate.giveBackPlace();
		assertThat(isReady()).isTrue();
		wait(LONG, new CompletableFuture<>()).abandon();
		assertThat(isReady()).isTrue();
	}

	private Wait inLine() {
		return new Wait(this.resort, LONG, List.of(Chance.ofPlace(this.resort, this.gate)));
	}

	private boolean isReady() {
		return isReady(this.gate);
	}

	private static boolean isReady(ProviderGate gate) {
		return gate.isReady(new Demand("call", new Prompt("Hi"), Map.of(), () -> Duration.ofMinutes(1)));
	}

	@SafeVarargs
	private Wait wait(Duration atMost, CompletableFuture<Void>... signals) {
		return new Wait(this.resort, atMost,
				Stream.of(signals).map((signal) -> new Chance(this.resort, signal, null)).toList());
	}

	private static ProviderGate gate(Provider provider) {
		return new Gates(System::nanoTime, Unlimited.payments(),
				(any) -> new GateSettings(CircuitSettings.DEFAULT, RateSettings.UNLIMITED, 1),
				AvailabilityListener.NONE)
			.of(provider);
	}

	private static Resort resort(String name) {
		return resort(TurnedCalls.provider(name, new ScriptedChatModel()));
	}

	private static Resort resort(Provider provider) {
		return new Resort(Visit.of(provider), provider.targets().get(0), SkipReason.CONCURRENCY);
	}

}
