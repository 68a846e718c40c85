package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import io.github.llmfallback.attempt.StreamSettings.AfterContent;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.ProviderKey;
import io.github.llmfallback.provider.ProviderModel;
import io.github.llmfallback.provider.Target;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.publisher.TestPublisher.Violation;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Ten seconds for the first token, twenty between chunks, a minute for the call.
 */
class PatientFluxTests {

	private static final StreamSettings SETTINGS = new StreamSettings(Duration.ofSeconds(10), Duration.ofSeconds(20),
			AfterContent.ERROR);

	private final TestPublisher<ChatResponse> source = TestPublisher.createNoncompliant(Violation.CLEANUP_ON_TERMINATE);

	private final List<String> delivered = new ArrayList<>();

	private final List<Throwable> errors = new ArrayList<>();

	private VirtualTimeScheduler time;

	private StreamAttempt attempt;

	@BeforeEach
	void startTheClock() {
		this.time = VirtualTimeScheduler.getOrSet();
		this.attempt = attempt(SETTINGS);
	}

	private StreamAttempt attempt(StreamSettings settings) {
		LongSupplier nanoTime = () -> this.time.now(TimeUnit.NANOSECONDS);
		return new StreamAttempt(target(), null, settings, new Deadline(nanoTime, Duration.ofSeconds(60)),
				new Deadline(nanoTime, settings.firstTokenTimeout()), nanoTime, nanoTime.getAsLong());
	}

	@AfterEach
	void stopTheClock() {
		VirtualTimeScheduler.reset();
	}

	@Test
	void endsWhenTheFirstTokenIsLate() {
		subscribe();
		pass(9);
		assertThat(this.errors).isEmpty();
		pass(1);
		assertThat(this.errors).singleElement().isInstanceOf(TimeoutException.class);
		this.source.assertCancelled();
	}

	@Test
	void chunksWithoutContentAreNoFirstToken() {
		subscribe();
		pass(9);
		this.source.next(chunk(""));
		pass(1);
		assertThat(this.errors).hasSize(1);
	}

	static Stream<ChatResponse> thoughts() {
		AssistantMessage ofOllama = AssistantMessage.builder().content("").properties(Map.of("thinking", "hm")).build();
		return Stream.of(ScriptedChatModel.thought("hm"), ScriptedChatModel.reasoning("hm"),
				new ChatResponse(List.of(new Generation(ofOllama))));
	}

	@ParameterizedTest
	@MethodSource("thoughts")
	void thoughtIsAFirstToken(ChatResponse thought) {
		subscribe();
		pass(9);
		this.source.next(thought);
		pass(19);
		assertThat(this.errors).isEmpty();
		pass(1);
		assertThat(this.errors).hasSize(1);
		assertThat(this.attempt.hasContent()).isFalse();
	}

	@Test
	void waitsAnewAfterEachChunk() {
		subscribe();
		this.source.next(chunk("a"));
		pass(19);
		this.source.next(chunk("b"));
		pass(19);
		assertThat(this.errors).isEmpty();
		pass(1);
		assertThat(this.errors).singleElement().isInstanceOf(TimeoutException.class);
		assertThat(this.delivered).containsExactly("a", "b");
	}

	@Test
	void pauseMayBeShorterThanTheTimeToTheFirstToken() {
		this.attempt = attempt(new StreamSettings(Duration.ofSeconds(30), Duration.ofSeconds(2), AfterContent.ERROR));
		subscribe();
		pass(1);
		this.source.next(chunk("a"));
		pass(1);
		assertThat(this.errors).isEmpty();
		pass(1);
		assertThat(this.errors).singleElement().isInstanceOf(TimeoutException.class);
	}

	@Test
	void trickleDoesNotOutlastTheDeadlineOfTheCall() {
		subscribe();
		for (int i = 0; i < 6; i++) {
			this.source.next(chunk("a"));
			pass(10);
		}
		assertThat(this.errors).singleElement().isInstanceOf(TimeoutException.class);
	}

	@Test
	void deliversNothingAfterATimeout() {
		subscribe();
		pass(10);
		this.source.next(chunk("late")).error(new IllegalStateException("later still"));
		assertThat(this.delivered).isEmpty();
		assertThat(this.errors).hasSize(1);
	}

	@Test
	void chunkThatComesTooLateIsNotReceived() {
		subscribe();
		pass(10);
		this.source.next(chunk("late"));
		assertThat(this.attempt.isDelivered()).isFalse();
		assertThat(this.attempt.hasContent()).isFalse();
	}

	@Test
	void chunkThatCannotBeReadEndsTheStream() {
		IllegalStateException unreadable = new IllegalStateException("unreadable");
		new PatientFlux(this.source.flux(), this.attempt, (chunk) -> {
			throw unreadable;
		}).subscribe((chunk) -> this.delivered.add(AnswerContent.text(chunk)), this.errors::add);
		this.source.next(chunk("a")).next(chunk("b"));
		pass(60);
		assertThat(this.errors).containsExactly(unreadable);
		this.source.assertCancelled();
	}

	@Test
	void timeOfTheSubscriberDoesNotCount() {
		flux().subscribe((chunk) -> {
			this.delivered.add(AnswerContent.text(chunk));
			pass(25);
		}, this.errors::add);
		this.source.next(chunk("a"));
		assertThat(this.errors).isEmpty();
		pass(19);
		assertThat(this.errors).isEmpty();
		pass(1);
		assertThat(this.errors).singleElement().isInstanceOf(TimeoutException.class);
	}

	@Test
	void subscriberThatThrowsAFatalErrorDoesNotStopTheTimer() {
		LinkageError fatal = new LinkageError("of the application");
		flux().subscribe((chunk) -> {
			pass(25);
			throw fatal;
		}, this.errors::add);
		assertTimesOutAfter(fatal);
	}

	@Test
	void chunkThatCannotBeReadForAFatalErrorDoesNotStopTheTimer() {
		LinkageError fatal = new LinkageError("of another version");
		new PatientFlux(this.source.flux(), this.attempt, (chunk) -> {
			this.attempt.received(chunk);
			pass(25);
			throw fatal;
		}).subscribe((chunk) -> this.delivered.add(AnswerContent.text(chunk)), this.errors::add);
		assertTimesOutAfter(fatal);
	}

	private void assertTimesOutAfter(LinkageError fatal) {
		assertThatExceptionOfType(LinkageError.class).isThrownBy(() -> this.source.next(chunk("a"))).isSameAs(fatal);
		pass(19);
		assertThat(this.errors).isEmpty();
		pass(1);
		assertThat(this.errors).singleElement().isInstanceOf(TimeoutException.class);
		this.source.assertCancelled();
	}

	@Test
	void endsAsItsSourceDoes() {
		IllegalStateException failure = new IllegalStateException("lost");
		StepVerifier.create(new PatientFlux(Flux.just(chunk("a")), this.attempt, List::of).map(AnswerContent::text))
			.expectNext("a")
			.verifyComplete();
		StepVerifier.create(new PatientFlux(Flux.error(failure), this.attempt, List::of))
			.verifyErrorMatches((error) -> error == failure);
	}

	@Test
	void cancelStopsTheSourceAndTheTimer() {
		StepVerifier.create(flux(), Long.MAX_VALUE).thenCancel().verify();
		this.source.assertCancelled();
		pass(60);
		assertThat(this.time.getScheduledTaskCount()).isLessThan(10);
		assertThat(this.errors).isEmpty();
	}

	private void subscribe() {
		flux().subscribe((chunk) -> this.delivered.add(AnswerContent.text(chunk)), this.errors::add);
	}

	private Flux<ChatResponse> flux() {
		return new PatientFlux(this.source.flux(), this.attempt, this.attempt::received);
	}

	private void pass(long seconds) {
		this.time.advanceTimeBy(Duration.ofSeconds(seconds));
	}

	private static ChatResponse chunk(String text) {
		return new ChatResponse(List.of(new Generation(new AssistantMessage(text))));
	}

	private static Target target() {
		ChatModel silent = (prompt) -> chunk("");
		return Provider.builder("provider")
			.keys(List.of(new ProviderKey(null, () -> silent)))
			.models(List.of(new ProviderModel("model", null)))
			.build()
			.targets()
			.get(0);
	}

}
