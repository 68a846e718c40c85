package io.github.llmfallback.sample.console;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;

import io.github.llmfallback.FallbackChatClient;
import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.actuate.LlmFallbackEndpoint;
import io.github.llmfallback.observation.ProviderFailedOver;
import io.github.llmfallback.observation.RecentCalls;
import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import io.github.llmfallback.provider.simulated.SimulatedProviders;
import org.junit.jupiter.api.Test;

import org.springframework.http.codec.ServerSentEvent;

import static org.assertj.core.api.Assertions.assertThat;

class LiveFeedTests {

	private static final ProviderFailedOver FAILED_OVER = new ProviderFailedOver("call", "flagship", "economy",
			"TIMEOUT");

	private final InstantSource clock = InstantSource.fixed(Instant.EPOCH);

	private final Happenings happenings = new Happenings(this.clock);

	@Test
	void providerLeftBehindWhileNobodyLookedIsNotToldAsNews() {
		try (FallbackChatModel model = model()) {
			this.happenings.failedOver(FAILED_OVER);
			this.happenings.failedOver(FAILED_OVER);

			Object told = feed(model).events()
				.doOnNext(this::failOverAfterSnapshot)
				.filter((event) -> "happening".equals(event.event()))
				.map((event) -> Objects.requireNonNull(event.data()))
				.blockFirst(Duration.ofSeconds(10));

			assertThat(told).isInstanceOfSatisfying(Happening.class,
					(happening) -> assertThat(happening.count()).isEqualTo(1));
		}
	}

	private void failOverAfterSnapshot(ServerSentEvent<Object> event) {
		if ("snapshot".equals(event.event())) {
			this.happenings.failedOver(FAILED_OVER);
		}
	}

	private LiveFeed feed(FallbackChatModel model) {
		FallbackChatClient client = FallbackChatClient.create(model);
		SimulatedProviders simulated = new SimulatedProviders();
		return new LiveFeed(new LlmFallbackEndpoint(model, new RecentCalls()), new Workbench(model, simulated),
				new Purse(client), new LoadGenerator(client, simulated, this.clock), this.happenings, this.clock);
	}

	private static FallbackChatModel model() {
		return FallbackChatModel.builder()
			.provider(LlmProvider
				.builder("flagship", SimulatedChatModel.builder().provider("flagship").model("any").build())
				.build())
			.build();
	}

}
