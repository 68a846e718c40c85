package io.github.llmfallback;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import io.github.llmfallback.provider.UpstreamScope;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Errors that Reactor takes for fatal, and passes on to nobody, are failures of the
 * client that throws them.
 */
class FatalClientErrorTests {

	private static final Prompt PROMPT = new Prompt("Hi");

	private static final Duration SOON = Duration.ofSeconds(10);

	private final ScriptedChatModel second = new ScriptedChatModel();

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void clientThatThrowsMovesTheStreamOn(boolean callerThread) {
		assertMovedOn(callerThread, () -> {
			throw new NoSuchMethodError("of another version");
		}, "NoSuchMethodError");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void clientThatThrowsWhenItIsSubscribedMovesTheStreamOn(boolean callerThread) {
		assertMovedOn(callerThread, () -> Flux.defer(() -> {
			throw new StackOverflowError();
		}), "StackOverflowError");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void clientThatThrowsAfterAnEmptyChunkMovesTheStreamOn(boolean callerThread) {
		assertMovedOn(callerThread, () -> Flux.create((sink) -> {
			sink.next(ScriptedChatModel.chunk(""));
			throw new NoClassDefFoundError("vendor/Client");
		}), "NoClassDefFoundError");
	}

	@ParameterizedTest
	@ValueSource(strings = { "part", "end" })
	void subscriberThatThrowsIsNoFailureOfTheClient(String chunk) {
		ScriptedChatModel first = new ScriptedChatModel().thenStream(ScriptedChatModel.chunk("part"),
				ScriptedChatModel.text("end"));
		NoClassDefFoundError error = new NoClassDefFoundError("application/View");
		try (FallbackChatModel model = model(true, first)) {
			Flux<ChatResponse> stream = model.stream(PROMPT).doOnNext((arrived) -> {
				if (arrived.toString().contains(chunk)) {
					throw error;
				}
			});
			assertThatExceptionOfType(NoClassDefFoundError.class).isThrownBy(stream::subscribe).isSameAs(error);
		}
		assertThat(this.second.requests()).isZero();
	}

	@Test
	void clientThatThrowsAfterTheSubscriberLeftBothersNobody() {
		try (FallbackChatModel model = model(true, new StreamingModel(FatalClientErrorTests::partAndError))) {
			ChatResponse only = Objects.requireNonNull(model.stream(PROMPT).take(1).blockLast(SOON));
			assertThat(only.getResult().getOutput().getText()).isEqualTo("part");
			assertThat(model.providers()).extracting(ProviderStatus::inFlight).containsOnly(0);
		}
		assertThat(this.second.requests()).isZero();
	}

	@Test
	void whoHasLeftIsNotToldThatTheClientThrew() {
		List<Throwable> told = new ArrayList<>();
		UpstreamScope.stream(FatalClientErrorTests::partAndError).subscribe(new CoreSubscriber<>() {

			private @Nullable Subscription subscription;

			@Override
			public void onSubscribe(Subscription subscription) {
				this.subscription = subscription;
				subscription.request(Long.MAX_VALUE);
			}

			@Override
			public void onNext(ChatResponse chunk) {
				Objects.requireNonNull(this.subscription).cancel();
			}

			@Override
			public void onError(Throwable error) {
				told.add(error);
			}

			@Override
			public void onComplete() {
			}

		});
		assertThat(told).isEmpty();
	}

	private static Flux<ChatResponse> partAndError() {
		return Flux.create((sink) -> {
			sink.next(ScriptedChatModel.chunk("part"));
			throw new NoClassDefFoundError("vendor/Client");
		});
	}

	private void assertMovedOn(boolean callerThread, Supplier<Flux<ChatResponse>> client, String error) {
		try (FallbackChatModel model = model(callerThread, new StreamingModel(client))) {
			ChatResponse last = Objects.requireNonNull(model.stream(PROMPT).blockLast(SOON));
			assertThat(FallbackMetadata.from(last).attempts())
				.extracting(AttemptRecord::provider, AttemptRecord::outcome, AttemptRecord::message)
				.containsExactly(tuple("first", "UNKNOWN", error), tuple("second", "SUCCESS", null));
			assertThat(model.providers()).extracting(ProviderStatus::inFlight).containsOnly(0);
		}
	}

	private FallbackChatModel model(boolean callerThread, ChatModel first) {
		return Providers
			.builder(LlmProvider.builder("first", first).build(), LlmProvider.builder("second", this.second).build())
			.callerThread(callerThread)
			.build();
	}

	private record StreamingModel(Supplier<Flux<ChatResponse>> client) implements ChatModel {

		@Override
		public ChatResponse call(Prompt prompt) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Flux<ChatResponse> stream(Prompt prompt) {
			return this.client.get();
		}

	}

}
