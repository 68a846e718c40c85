package io.github.llmfallback.calls;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.llmfallback.AllProvidersFailedException;
import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackChatOptions;
import io.github.llmfallback.FallbackMetadata;
import io.github.llmfallback.LlmFallbackException;
import io.github.llmfallback.ProviderCallException;
import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.attempt.AnswerSettings;
import io.github.llmfallback.attempt.CallSettings;
import io.github.llmfallback.attempt.KindOverrides;
import io.github.llmfallback.attempt.StreamSettings;
import io.github.llmfallback.attempt.StreamSettings.AfterContent;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.RetrySettings;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.MessageType;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * How streams are watched, and what follows when one breaks off.
 */
class StreamWatchTests {

	private static final Prompt PROMPT = new Prompt("Tell me a story");

	private static final Duration SHORT = Duration.ofMillis(150);

	private static final Duration LONG = Duration.ofSeconds(30);

	private final Calls calls = new Calls();

	private final ScriptedChatModel first = new ScriptedChatModel();

	private final ScriptedChatModel second = new ScriptedChatModel().thenStream(ScriptedChatModel.chunk("Second "),
			ScriptedChatModel.chunk("story"), ScriptedChatModel.end("stop"), ScriptedChatModel.usage(10, 20));

	private final List<ChatResponse> arrived = new CopyOnWriteArrayList<>();

	@Test
	void providerWithoutAFirstTokenGivesWay() {
		this.first.thenStream(Flux.never());
		stream(Calls.watching(SHORT, LONG));
		assertThat(text()).isEqualTo("Second story");
		assertThat(this.calls.outcomes()).containsExactly("TIMEOUT", "SUCCESS");
		assertThat(this.calls.finished.get(0).elapsed()).isGreaterThanOrEqualTo(SHORT.minusMillis(10));
	}

	@Test
	void emptyChunksDoNotBuyTimeForTheFirstToken() {
		this.first.thenStream(Flux.interval(Duration.ofMillis(10)).map((tick) -> ScriptedChatModel.chunk("")));
		stream(Calls.watching(SHORT, LONG));
		assertThat(this.calls.outcomes()).containsExactly("TIMEOUT", "SUCCESS");
	}

	@Test
	void providerThatFallsSilentAfterContentEndsTheStreamWithWhatWasDelivered() {
		this.first.thenStream(Flux.concat(Flux.just(ScriptedChatModel.chunk("Once ")), Flux.never()));
		ProviderCallException ex = catchThrowableOfType(ProviderCallException.class,
				() -> stream(Calls.watching(LONG, SHORT)));
		assertThat(ex.kind()).isEqualTo(FailureKind.TIMEOUT);
		assertThat(ex.partialText()).isEqualTo("Once ");
		assertThat(text()).isEqualTo("Once ");
		assertThat(this.second.requests()).isZero();
	}

	@Test
	void pausesShorterThanTheIdleTimeoutAreFine() {
		this.first
			.thenStream(Flux.concat(Flux
				.just(ScriptedChatModel.chunk("Once "), ScriptedChatModel.chunk("upon "),
						ScriptedChatModel.chunk("a time"), ScriptedChatModel.end("stop"))
				.delayElements(SHORT.dividedBy(2))));
		stream(Calls.watching(Duration.ofSeconds(2), SHORT.multipliedBy(8)));
		assertThat(text()).isEqualTo("Once upon a time");
	}

	@Test
	void subscriberThatTakesItsTimeIsNotTakenForASlowProvider() {
		this.first.thenStream(Flux.range(1, 40)
			.map((number) -> (number < 40) ? ScriptedChatModel.chunk("x") : ScriptedChatModel.end("stop"))
			.delayElements(Duration.ofMillis(10)));
		SlowSubscriber slow = new SlowSubscriber();
		model(Calls.watching(SHORT, SHORT)).stream(PROMPT).subscribe(slow);
		Awaitility.await().untilAsserted(() -> assertThat(this.calls.ended).hasSize(1));
		assertThat(this.arrived).isEmpty();
		slow.requestUnbounded();
		Awaitility.await().until(slow::isDisposed);
		assertThat(this.calls.outcomes()).containsExactly("SUCCESS");
		assertThat(text()).isEqualTo("x".repeat(39));
		assertThat(metadata()).isNotNull();
	}

	@Test
	void whatArrivedBeforeAnErrorReachesASlowSubscriber() {
		this.first.thenStream(breaksAfter("Once ", "upon "));
		SlowSubscriber slow = new SlowSubscriber();
		model(Calls.after(AfterContent.ERROR)).stream(PROMPT).subscribe(slow);
		Awaitility.await().untilAsserted(() -> assertThat(this.calls.ended).hasSize(1));
		slow.requestUnbounded();
		Awaitility.await().until(slow::isDisposed);
		assertThat(text()).isEqualTo("Once upon ");
		assertThat(slow.error).isInstanceOfSatisfying(ProviderCallException.class,
				(error) -> assertThat(error.partialText()).isEqualTo("Once upon "));
	}

	@Test
	void errorAfterContentIsTheEnd() {
		this.first.thenStream(breaksAfter("Once ", "upon "));
		ProviderCallException ex = catchThrowableOfType(ProviderCallException.class,
				() -> stream(Calls.after(AfterContent.ERROR)));
		assertThat(ex.kind()).isEqualTo(FailureKind.CONNECTION);
		assertThat(ex.partialText()).isEqualTo("Once upon ");
		assertThat(this.second.requests()).isZero();
	}

	@Test
	void restartMarksTheFirstChunkOfTheNewAnswerAndJoinsNothing() {
		this.first.thenStream(breaksAfter("Once ", "upon "));
		stream(Calls.after(AfterContent.RESTART));
		assertThat(this.arrived).extracting(StreamWatchTests::text)
			.containsExactly("Once ", "upon ", "Second ", "story", "", "");
		assertThat(this.arrived).extracting(FallbackMetadata::isRestart)
			.containsExactly(false, false, true, false, false, false);
		assertThat(this.second.prompts().get(0).getInstructions()).isEqualTo(PROMPT.getInstructions());
		assertThat(metadata().fallbackCount()).isOne();
	}

	@Test
	void restartMarksAnAnswerThatIsOneChunk() {
		this.first.thenStream(breaksAfter("Once "));
		FallbackChatModel model = this.calls.builder(this.first, new ScriptedChatModel().thenAnswer("All of it"))
			.settings(Calls.after(AfterContent.RESTART))
			.build();
		model.stream(PROMPT).doOnNext(this.arrived::add).blockLast();
		assertThat(this.arrived).extracting(FallbackMetadata::isRestart).containsExactly(false, true);
		assertThat(metadata().provider()).isEqualTo("b");
	}

	@Test
	void restartThatNobodyCanMakeTellsWhatWasDelivered() {
		this.first.thenStream(breaksAfter("Once "));
		FallbackChatModel model = this.calls
			.builder(this.first, new ScriptedChatModel().thenFail(FailureKind.CONNECTION))
			.settings(Calls.after(AfterContent.RESTART))
			.build();
		AllProvidersFailedException ex = catchThrowableOfType(AllProvidersFailedException.class,
				() -> model.stream(PROMPT).blockLast());
		assertThat(ex.partialText()).isEqualTo("Once ");
	}

	@Test
	void restartThatBreaksTellsOnlyTheNewText() {
		this.first.thenStream(breaksAfter("Once "));
		FallbackChatModel model = this.calls
			.builder(this.first, new ScriptedChatModel().thenStream(breaksAfter("Twice ")))
			.settings(Calls.after(AfterContent.RESTART))
			.build();
		AllProvidersFailedException ex = catchThrowableOfType(AllProvidersFailedException.class,
				() -> model.stream(PROMPT).blockLast());
		assertThat(ex.partialText()).isEqualTo("Twice ");
	}

	@Test
	void continueHandsTheTextSoFarToTheNextProviderAndSumsUsage() {
		this.first.thenStream(Flux.concat(
				Flux.just(ScriptedChatModel.response(new AssistantMessage("Once upon "), null, new DefaultUsage(5, 7))),
				Flux.error(ScriptedChatModel.failure(FailureKind.CONNECTION))));
		stream(Calls.after(AfterContent.CONTINUE));
		assertThat(text()).isEqualTo("Once upon Second story");
		assertThat(this.arrived).noneMatch(FallbackMetadata::isRestart);
		List<Message> messages = this.second.prompts().get(0).getInstructions();
		assertThat(messages).extracting(Message::getMessageType)
			.containsExactly(MessageType.USER, MessageType.ASSISTANT, MessageType.USER);
		assertThat(messages.get(0).getText()).isEqualTo("Tell me a story");
		assertThat(messages.get(1).getText()).isEqualTo("Once upon ");
		assertThat(messages.get(2).getText()).contains("Go on");
		ChatResponse last = this.arrived.get(this.arrived.size() - 1);
		assertThat(last.getMetadata().getUsage().getPromptTokens()).isEqualTo(15);
		assertThat(last.getMetadata().getUsage().getCompletionTokens()).isEqualTo(27);
		assertThat(metadata().attempts()).hasSize(2);
	}

	@Test
	void continueGoesOnOverTwoBreaks() {
		this.first.thenStream(breaksAfter("Once "));
		ScriptedChatModel third = new ScriptedChatModel().thenStream(ScriptedChatModel.chunk("time"),
				ScriptedChatModel.end("stop"));
		FallbackChatModel model = this.calls
			.builder(this.first, new ScriptedChatModel().thenStream(breaksAfter("upon a ")), third)
			.settings(Calls.after(AfterContent.CONTINUE))
			.build();
		model.stream(PROMPT).doOnNext(this.arrived::add).blockLast();
		assertThat(text()).isEqualTo("Once upon a time");
		assertThat(third.prompts().get(0).getInstructions().get(1).getText()).isEqualTo("Once upon a ");
	}

	@Test
	void halfAToolCallIsNotContinued() {
		AssistantMessage half = AssistantMessage.builder()
			.content("")
			.toolCalls(List.of(new AssistantMessage.ToolCall("1", "function", "weather", "{\"ci")))
			.build();
		this.first.thenStream(Flux.concat(Flux.just(ScriptedChatModel.response(half, null, new DefaultUsage(1, 1))),
				Flux.error(ScriptedChatModel.failure(FailureKind.CONNECTION))));
		ProviderCallException ex = catchThrowableOfType(ProviderCallException.class,
				() -> stream(Calls.after(AfterContent.CONTINUE)));
		assertThat(ex.kind()).isEqualTo(FailureKind.CONNECTION);
		assertThat(this.second.requests()).isZero();
	}

	@Test
	void callersErrorAfterContentIsTheEndInEveryMode() {
		for (AfterContent mode : AfterContent.values()) {
			ScriptedChatModel broken = new ScriptedChatModel()
				.thenStream(Flux.concat(Flux.just(ScriptedChatModel.chunk("Once ")),
						Flux.error(ScriptedChatModel.failure(FailureKind.INVALID_REQUEST))));
			FallbackChatModel model = this.calls.builder(broken, this.second).settings(Calls.after(mode)).build();
			ProviderCallException ex = catchThrowableOfType(ProviderCallException.class,
					() -> model.stream(PROMPT).blockLast());
			assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_REQUEST);
			assertThat(ex.partialText()).isEqualTo("Once ");
		}
		assertThat(this.second.requests()).isZero();
	}

	@Test
	void endWithoutAFinishReasonIsTruncated() {
		this.first.thenStream(ScriptedChatModel.chunk("Once "), ScriptedChatModel.chunk("upon"));
		ProviderCallException ex = catchThrowableOfType(ProviderCallException.class,
				() -> stream(Calls.after(AfterContent.ERROR)));
		assertThat(ex.kind()).isEqualTo(FailureKind.TRUNCATED);
		assertThat(ex.partialText()).isEqualTo("Once upon");
	}

	@Test
	void endWithoutAFinishReasonCanBeAccepted() {
		this.first.thenStream(ScriptedChatModel.chunk("Once "), ScriptedChatModel.chunk("upon"));
		stream(new CallSettings(RetrySettings.NONE, StreamSettings.DEFAULT, new AnswerSettings(false, false, true),
				KindOverrides.NONE, WhenUnavailable.TRY_SOONEST));
		assertThat(text()).isEqualTo("Once upon");
		assertThat(metadata().provider()).isEqualTo("a");
	}

	@Test
	void errorAfterTheFinishReasonKeepsTheCompleteAnswer() {
		this.first.thenStream(Flux.concat(Flux.just(ScriptedChatModel.chunk("Once "), ScriptedChatModel.chunk("upon"),
				ScriptedChatModel.end("stop")), Flux.error(ScriptedChatModel.failure(FailureKind.CONNECTION))));
		stream(Calls.after(AfterContent.ERROR));
		assertThat(text()).isEqualTo("Once upon");
		assertThat(metadata().provider()).isEqualTo("a");
		assertThat(this.calls.outcomes()).containsExactly("SUCCESS");
	}

	@Test
	void silenceAfterTheFinishReasonKeepsTheCompleteAnswer() {
		this.first.thenStream(Flux
			.concat(Flux.just(ScriptedChatModel.chunk("Once upon"), ScriptedChatModel.end("stop")), Flux.never()));
		stream(Calls.watching(SHORT, SHORT));
		assertThat(text()).isEqualTo("Once upon");
		assertThat(this.calls.outcomes()).containsExactly("SUCCESS");
	}

	@Test
	void finishReasonBeforeMoreTextSaysNothing() {
		this.first.thenStream(Flux.concat(
				Flux.just(ScriptedChatModel.chunk("Once "), ScriptedChatModel.end("stop"),
						ScriptedChatModel.chunk("upon ")),
				Flux.error(ScriptedChatModel.failure(FailureKind.CONNECTION))));
		ProviderCallException ex = catchThrowableOfType(ProviderCallException.class,
				() -> stream(Calls.after(AfterContent.ERROR)));
		assertThat(ex.kind()).isEqualTo(FailureKind.CONNECTION);
	}

	@Test
	void targetOfAStreamIsAskedAgainAfterAPause() {
		this.first.thenFail(FailureKind.OVERLOADED)
			.thenFail(FailureKind.TIMEOUT)
			.thenStream(ScriptedChatModel.chunk("At last"), ScriptedChatModel.end("stop"));
		stream(Calls.settings(new RetrySettings(2, SHORT, 1, SHORT, 0), StreamSettings.DEFAULT));
		assertThat(text()).isEqualTo("At last");
		assertThat(this.calls.outcomes()).containsExactly("OVERLOADED", "TIMEOUT", "SUCCESS");
		assertThat(this.calls.ended.get(0).elapsed()).isGreaterThanOrEqualTo(SHORT.multipliedBy(2).minusMillis(10));
		assertThat(this.second.requests()).isZero();
	}

	@Test
	void cancelDuringAPauseEndsTheCall() {
		this.first.thenFail(FailureKind.OVERLOADED);
		FallbackChatModel model = model(Calls.settings(new RetrySettings(1, LONG, 1, LONG, 0), StreamSettings.DEFAULT));
		var stream = model.stream(PROMPT).subscribe();
		Awaitility.await().untilAsserted(() -> assertThat(this.calls.outcomes()).containsExactly("OVERLOADED"));
		stream.dispose();
		assertThat(this.calls.ended).hasSize(1)
			.first()
			.satisfies((call) -> assertThat(call.failure().kind()).isEqualTo(FailureKind.CANCELLED));
		assertThat(this.first.requests()).isOne();
	}

	@Test
	void rehearsedFailureNeverTouchesTheProvider() {
		Prompt rehearsal = new Prompt("Hi",
				FallbackChatOptions.builder().simulateFailures(Map.of("a", FailureKind.OVERLOADED)).build());
		FallbackChatModel blocking = this.calls.builder(this.first, new ScriptedChatModel()).build();
		assertThat(FallbackMetadata.from(blocking.call(rehearsal)).attempts().get(0)).satisfies((attempt) -> {
			assertThat(attempt.provider()).isEqualTo("a");
			assertThat(attempt.outcome()).isEqualTo("OVERLOADED");
			assertThat(attempt.message()).contains("rehearsed");
		});
		model(Calls.after(AfterContent.ERROR)).stream(rehearsal).doOnNext(this.arrived::add).blockLast();
		assertThat(text()).isEqualTo("Second story");
		assertThat(metadata().attempts()).extracting((attempt) -> attempt.outcome())
			.containsExactly("OVERLOADED", "SUCCESS");
		assertThat(this.first.requests()).isZero();
	}

	@Test
	void everyKindCanBeRehearsed() {
		FallbackChatModel model = model(Calls.after(AfterContent.ERROR));
		for (FailureKind kind : FailureKind.values()) {
			Prompt rehearsal = new Prompt("Hi",
					FallbackChatOptions.builder().simulateFailures(Map.of("a", kind, "b", kind)).build());
			assertThat(catchThrowableOfType(LlmFallbackException.class, () -> model.call(rehearsal)).kind())
				.isEqualTo(kind);
			assertThat(
					catchThrowableOfType(LlmFallbackException.class, () -> model.stream(rehearsal).blockLast()).kind())
				.isEqualTo(kind);
		}
		assertThat(this.first.requests() + this.second.requests()).isZero();
	}

	private FallbackChatModel model(CallSettings settings) {
		return this.calls.builder(this.first, this.second).settings(settings).build();
	}

	private void stream(CallSettings settings) {
		model(settings).stream(PROMPT).doOnNext(this.arrived::add).blockLast();
	}

	private static Flux<ChatResponse> breaksAfter(String... texts) {
		return Flux.concat(Flux.just(texts).map(ScriptedChatModel::chunk),
				Flux.error(ScriptedChatModel.failure(FailureKind.CONNECTION)));
	}

	private String text() {
		return String.join("", this.arrived.stream().map(StreamWatchTests::text).toList());
	}

	private static String text(ChatResponse chunk) {
		return (chunk.getResult() != null) ? chunk.getResult().getOutput().getText() : "";
	}

	private FallbackMetadata metadata() {
		return FallbackMetadata.from(this.arrived.get(this.arrived.size() - 1));
	}

	/**
	 * Takes nothing until it is told to.
	 */
	private final class SlowSubscriber extends BaseSubscriber<ChatResponse> {

		private volatile Throwable error;

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
		}

		@Override
		protected void hookOnNext(ChatResponse chunk) {
			StreamWatchTests.this.arrived.add(chunk);
		}

		@Override
		protected void hookOnError(Throwable error) {
			this.error = error;
		}

	}

}
