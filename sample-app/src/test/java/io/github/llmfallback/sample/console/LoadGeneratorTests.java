package io.github.llmfallback.sample.console;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import io.github.llmfallback.FallbackChatClient;
import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import io.github.llmfallback.provider.simulated.SimulatedProviders;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

import static org.assertj.core.api.Assertions.assertThat;

class LoadGeneratorTests {

	private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

	@Test
	void loadEndsByItselfAfterTenMinutes() {
		try (FallbackChatModel model = model((prompt) -> answer())) {
			LoadGenerator load = load(model);
			load.set(50);
			Awaitility.await().until(() -> load.report().answered() > 5);

			this.now.set(Instant.EPOCH.plus(Duration.ofMinutes(10)).plusMillis(1));

			Awaitility.await().until(() -> load.report().callsPerSecond() == 0);
			load.destroy();
		}
	}

	@Test
	void callsAreHeldBackWhenTooManyAreUnderWay() {
		CountDownLatch patience = new CountDownLatch(1);
		try (FallbackChatModel model = model((prompt) -> answerAfter(patience))) {
			LoadGenerator load = load(model);
			load.set(50);
			Awaitility.await().until(() -> load.report().heldBack() > 0);
			assertThat(load.report().inFlight()).isEqualTo(200);

			load.set(0);
			patience.countDown();

			Awaitility.await().until(() -> load.report().inFlight() == 0);
			assertThat(load.report().answered()).isEqualTo(200);
			load.destroy();
		}
	}

	@Test
	void nobodyToAskIsNoLoad() {
		try (FallbackChatModel model = model((prompt) -> answer())) {
			LoadGenerator load = new LoadGenerator(FallbackChatClient.create(model), new SimulatedProviders(),
					this.now::get);

			load.set(50);

			assertThat(load.report().callsPerSecond()).isZero();
			load.destroy();
		}
	}

	private LoadGenerator load(FallbackChatModel model) {
		SimulatedProviders simulated = new SimulatedProviders();
		simulated.register("flagship", SimulatedChatModel.builder().provider("flagship").model("any").build());
		return new LoadGenerator(FallbackChatClient.create(model), simulated, this.now::get);
	}

	private static FallbackChatModel model(ChatModel chatModel) {
		return FallbackChatModel.builder().provider(LlmProvider.builder("flagship", chatModel).build()).build();
	}

	private static ChatResponse answerAfter(CountDownLatch patience) {
		try {
			patience.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return answer();
	}

	private static ChatResponse answer() {
		return new ChatResponse(List.of(new Generation(new AssistantMessage("Yes."))));
	}

}
