package io.github.llmfallback.provider;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.llmfallback.testsupport.FaultyServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whoever gives up must not leave a vendor generating: the connection closes within a
 * second.
 */
class UpstreamCancellationTests {

	private static final Duration PROMISED = Duration.ofSeconds(1);

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final Prompt PROMPT = new Prompt("Hello");

	@ParameterizedTest
	@EnumSource(names = { "OPENAI", "ANTHROPIC", "GEMINI", "OLLAMA" })
	void cancellingTheScopeOfACallClosesItsConnectionBeforeHeaders(Preset preset) throws Exception {
		assertScopeClosesCall(preset, FaultyServer.stallingBeforeHeaders());
	}

	@ParameterizedTest
	@EnumSource(names = { "OPENAI", "ANTHROPIC", "GEMINI", "OLLAMA" })
	void cancellingTheScopeOfACallClosesItsConnectionInTheBody(Preset preset) throws Exception {
		assertScopeClosesCall(preset, FaultyServer.stallingInBody(preset.vendor()));
	}

	@ParameterizedTest
	@EnumSource(names = { "OPENAI", "ANTHROPIC", "GEMINI", "OLLAMA" })
	void interruptingTheThreadOfACallClosesItsConnectionBeforeHeaders(Preset preset) throws Exception {
		assertInterruptClosesCall(preset, FaultyServer.stallingBeforeHeaders());
	}

	@ParameterizedTest
	@EnumSource(names = { "OPENAI", "ANTHROPIC", "GEMINI", "OLLAMA" })
	void interruptingTheThreadOfACallClosesItsConnectionInTheBody(Preset preset) throws Exception {
		assertInterruptClosesCall(preset, FaultyServer.stallingInBody(preset.vendor()));
	}

	@ParameterizedTest
	@EnumSource(names = { "OPENAI", "ANTHROPIC", "GEMINI", "OLLAMA" })
	void disposingAStreamClosesItsConnectionBeforeHeaders(Preset preset) throws Exception {
		try (FaultyServer server = FaultyServer.stallingBeforeHeaders()) {
			ChatModel model = preset.model(server.url(), PATIENCE);
			Disposable stream = UpstreamScope.stream(() -> model.stream(PROMPT)).subscribe();
			assertThat(server.awaitRequest(PATIENCE)).isTrue();
			stream.dispose();
			assertThat(server.awaitDisconnect(PROMISED)).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "OPENAI", "ANTHROPIC", "GEMINI", "OLLAMA" })
	void disposingAStreamClosesItsConnectionInTheBody(Preset preset) throws Exception {
		try (FaultyServer server = FaultyServer.stallingInStream(preset.vendor())) {
			ChatModel model = preset.model(server.url(), PATIENCE);
			CountDownLatch firstWords = new CountDownLatch(1);
			Disposable stream = UpstreamScope.stream(() -> model.stream(PROMPT))
				.subscribe((response) -> firstWords.countDown());
			assertThat(firstWords.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
			assertThat(CompletableFuture.runAsync(stream::dispose)).succeedsWithin(PROMISED);
			assertThat(server.awaitDisconnect(PROMISED)).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "OPENAI", "ANTHROPIC", "GEMINI", "OLLAMA" })
	void aStreamThatIsCancelledAfterItsFirstWordsClosesItsConnection(Preset preset) throws Exception {
		try (FaultyServer server = FaultyServer.stallingInStream(preset.vendor())) {
			ChatModel model = preset.model(server.url(), PATIENCE);
			UpstreamScope.stream(() -> model.stream(PROMPT)).blockFirst(PATIENCE);
			assertThat(server.awaitDisconnect(PROMISED)).isTrue();
		}
	}

	private static void assertScopeClosesCall(Preset preset, FaultyServer faulty) throws Exception {
		try (FaultyServer server = faulty) {
			ChatModel model = preset.model(server.url(), PATIENCE);
			UpstreamScope scope = new UpstreamScope();
			CompletableFuture<?> call = CompletableFuture.supplyAsync(() -> scope.call(() -> model.call(PROMPT)));
			assertThat(server.awaitRequest(PATIENCE)).isTrue();
			scope.cancel();
			assertThat(server.awaitDisconnect(PROMISED)).isTrue();
			assertThat(call).failsWithin(PROMISED).withThrowableOfType(ExecutionException.class);
		}
	}

	private static void assertInterruptClosesCall(Preset preset, FaultyServer faulty) throws Exception {
		try (FaultyServer server = faulty) {
			ChatModel model = preset.model(server.url(), PATIENCE);
			CompletableFuture<Object> call = new CompletableFuture<>();
			Thread caller = new Thread(() -> {
				try {
					call.complete(new UpstreamScope().call(() -> model.call(PROMPT)));
				}
				catch (Throwable ex) {
					call.completeExceptionally(ex);
				}
			});
			caller.start();
			assertThat(server.awaitRequest(PATIENCE)).isTrue();
			caller.interrupt();
			assertThat(server.awaitDisconnect(PROMISED)).isTrue();
			assertThat(call).failsWithin(PROMISED).withThrowableOfType(ExecutionException.class);
		}
	}

}
