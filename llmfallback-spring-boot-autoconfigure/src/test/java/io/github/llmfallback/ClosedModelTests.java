package io.github.llmfallback;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A closed model finishes what it has begun and begins nothing new.
 */
class ClosedModelTests {

	private static final Prompt PROMPT = new Prompt("Hi");

	private static final Duration SOON = Duration.ofSeconds(30);

	private final CountDownLatch asked = new CountDownLatch(1);

	private final CountDownLatch closed = new CountDownLatch(1);

	private final ScriptedChatModel failing = new ScriptedChatModel().thenStream(Flux.defer(this::failOnceClosed));

	@ParameterizedTest
	@EnumSource
	void callUnderWayGoesOnToTheNextProvider(Call call) throws Exception {
		FallbackChatModel model = model(false);
		CompletableFuture<ChatResponse> underWay = call.start(model);
		this.asked.await();
		model.close();
		this.closed.countDown();
		ChatResponse answer = underWay.get(SOON.toSeconds(), TimeUnit.SECONDS);
		assertThat(FallbackMetadata.from(answer)).isNotNull()
			.satisfies((metadata) -> assertThat(metadata.provider()).isEqualTo("next"));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void newCallIsRefused(boolean callerThread) {
		FallbackChatModel model = model(callerThread);
		model.close();
		assertThatIllegalStateException().isThrownBy(() -> model.call(PROMPT))
			.withMessage("The chat model is closed: no call can be made any more");
		assertThatIllegalStateException().isThrownBy(() -> model.stream(PROMPT).blockLast(SOON));
		assertThatIllegalStateException().isThrownBy(model::check);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> model.callAsync(PROMPT).get())
			.withCauseInstanceOf(IllegalStateException.class);
		assertThat(this.failing.requests()).isZero();
	}

	private Flux<ChatResponse> failOnceClosed() {
		this.asked.countDown();
		try {
			this.closed.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		return Flux.error(ScriptedChatModel.failure(FailureKind.SERVER_ERROR));
	}

	private FallbackChatModel model(boolean callerThread) {
		return Providers
			.builder(LlmProvider.builder("failing", this.failing).build(),
					LlmProvider.builder("next", new ScriptedChatModel()).build())
			.callerThread(callerThread)
			.build();
	}

	/**
	 * How a call is made.
	 */
	enum Call {

		BLOCKING {
			@Override
			CompletableFuture<ChatResponse> start(FallbackChatModel model) {
				return CompletableFuture.supplyAsync(() -> model.call(PROMPT));
			}
		},

		ASYNCHRONOUS {
			@Override
			CompletableFuture<ChatResponse> start(FallbackChatModel model) {
				return model.callAsync(PROMPT);
			}
		},

		STREAMING {
			@Override
			CompletableFuture<ChatResponse> start(FallbackChatModel model) {
				return model.stream(PROMPT).last().toFuture();
			}
		};

		abstract CompletableFuture<ChatResponse> start(FallbackChatModel model);

	}

}
