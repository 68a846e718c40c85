package io.github.llmfallback.provider;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.llmfallback.AllProvidersFailedException;
import io.github.llmfallback.ChatOutcome;
import io.github.llmfallback.FallbackChatClient;
import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.testsupport.FaultyServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Whoever gives up a call, the provider's connection closes within a second.
 */
class AbandonedCallTests {

	private static final Prompt PROMPT = new Prompt("Hello");

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final Duration PROMISED = Duration.ofSeconds(1);

	@ParameterizedTest
	@EnumSource(names = { "OPENAI", "ANTHROPIC", "GEMINI", "OLLAMA" })
	void interruptedCallerClosesTheConnection(Preset preset) throws Exception {
		try (FaultyServer server = FaultyServer.stallingInBody(preset.vendor());
				FallbackChatModel chatModel = chatModel(preset, server, PATIENCE)) {
			CompletableFuture<ChatOutcome> outcome = new CompletableFuture<>();
			Thread caller = new Thread(() -> outcome.complete(FallbackChatClient.create(chatModel).tryCall(PROMPT)));
			caller.start();
			assertThat(server.awaitRequest(PATIENCE)).isTrue();
			caller.interrupt();
			assertThat(server.awaitDisconnect(PROMISED)).isTrue();
			assertThat(outcome).succeedsWithin(PROMISED)
				.isInstanceOfSatisfying(ChatOutcome.Failure.class,
						(failure) -> assertThat(failure.kind()).isEqualTo(FailureKind.CANCELLED));
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "OPENAI", "ANTHROPIC", "GEMINI", "OLLAMA" })
	void cancelledFutureClosesTheConnection(Preset preset) throws Exception {
		try (FaultyServer server = FaultyServer.stallingBeforeHeaders();
				FallbackChatModel chatModel = chatModel(preset, server, PATIENCE)) {
			CompletableFuture<ChatResponse> call = FallbackChatClient.create(chatModel).callAsync(PROMPT);
			assertThat(server.awaitRequest(PATIENCE)).isTrue();
			call.cancel(true);
			assertThat(server.awaitDisconnect(PROMISED)).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "OPENAI", "ANTHROPIC", "GEMINI", "OLLAMA" })
	void disposedStreamClosesTheConnection(Preset preset) throws Exception {
		try (FaultyServer server = FaultyServer.stallingInStream(preset.vendor());
				FallbackChatModel chatModel = chatModel(preset, server, PATIENCE)) {
			CountDownLatch firstWords = new CountDownLatch(1);
			Disposable stream = chatModel.stream(PROMPT).subscribe((chunk) -> firstWords.countDown());
			assertThat(firstWords.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
			stream.dispose();
			assertThat(server.awaitDisconnect(PROMISED)).isTrue();
			assertThat(chatModel.providers().get(0).inFlight()).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "OPENAI", "ANTHROPIC", "GEMINI", "OLLAMA" })
	void deadlineClosesTheConnection(Preset preset) throws Exception {
		try (FaultyServer server = FaultyServer.stallingBeforeHeaders();
				FallbackChatModel chatModel = chatModel(preset, server, Duration.ofMillis(1500))) {
			assertThatExceptionOfType(AllProvidersFailedException.class).isThrownBy(() -> chatModel.call(PROMPT))
				.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT));
			assertThat(server.requests()).isOne();
			assertThat(server.awaitDisconnect(PROMISED)).isTrue();
		}
	}

	private static FallbackChatModel chatModel(Preset preset, FaultyServer server, Duration timeout) {
		String baseUrl = preset.vendor().baseUrl(server.url());
		ChatModelSettings settings = preset.settings(baseUrl, Preset.KEY, null, null, PATIENCE);
		Provider provider = Provider.builder("only")
			.type(preset.type().id())
			.timeout(PATIENCE)
			.models(List.of(new ProviderModel(Preset.MODEL, null)))
			.keys(List.of(new ProviderKey("only#1", () -> Objects.requireNonNull(preset.create(settings)))))
			.build();
		return FallbackChatModel.builder().provider(LlmProvider.of(provider)).timeout(timeout).build();
	}

}
