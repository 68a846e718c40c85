package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.llmfallback.attempt.CallSummary.Ending;
import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.RetrySettings;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.retry.RetryCallback;
import org.springframework.retry.RetryContext;
import org.springframework.retry.RetryListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link TargetRetries} on Spring Retry.
 */
class TargetRetriesTests {

	private static final RetrySettings TWICE = new RetrySettings(2, Duration.ofSeconds(1), 3, Duration.ofSeconds(9), 0);

	private final TurnedCalls turned = new TurnedCalls();

	private final ScriptedChatModel chatModel = new ScriptedChatModel();

	private final ScriptedChatModel next = new ScriptedChatModel();

	private final Provider first = TurnedCalls.provider("first", this.chatModel);

	private final CallRequest request = TurnedCalls.request(this.first, TurnedCalls.provider("next", this.next));

	private final List<String> heard = new ArrayList<>();

	@AfterEach
	void nobodyIsInterruptedAfterwards() {
		Thread.interrupted();
	}

	@Test
	void targetIsAskedAgainAfterPausesThatGrow() {
		this.chatModel.thenFail(FailureKind.TIMEOUT).thenFail(FailureKind.SERVER_ERROR).thenAnswer("ok");
		CallResult result = this.turned.calls(TWICE).call(this.request);
		assertThat(this.turned.recorded.outcomes()).containsExactly("TIMEOUT", "SERVER_ERROR", "SUCCESS");
		assertThat(result.summary().elapsed()).isEqualTo(Duration.ofSeconds(4));
		assertThat(result.summary().ending()).isEqualTo(Ending.ANSWERED);
		assertThat(result.response()).isNotNull();
		assertThat(this.next.requests()).isZero();
	}

	@Test
	void nextProviderIsAskedWhenRetriesAreUsedUp() {
		this.chatModel.thenFail(FailureKind.OVERLOADED);
		this.turned.calls(TWICE).call(this.request);
		assertThat(this.chatModel.requests()).isEqualTo(3);
		assertThat(this.next.requests()).isOne();
	}

	@Test
	void retriesOfAProviderAreItsOwnWhenItHasThem() {
		this.chatModel.thenFail(FailureKind.OVERLOADED);
		Provider own = Provider.builder("own")
			.retry(RetrySettings.NONE)
			.models(this.first.models())
			.keys(this.first.keys())
			.build();
		this.turned.calls(TWICE).call(TurnedCalls.request(own));
		assertThat(this.chatModel.requests()).isOne();
	}

	@Test
	void kindThatChangesOnTheWayIsDecidedAnew() {
		this.chatModel.thenFail(FailureKind.TIMEOUT).thenFail(FailureKind.INVALID_REQUEST);
		CallResult result = this.turned.calls(TWICE).call(this.request);
		assertThat(this.turned.recorded.outcomes()).containsExactly("TIMEOUT", "INVALID_REQUEST");
		assertThat(result.summary().ending()).isEqualTo(Ending.STOPPED);
	}

	@Test
	void listenerHearsOfFailuresAndTheEnd() {
		this.chatModel.thenFail(FailureKind.TIMEOUT).thenFail(FailureKind.CONNECTION);
		this.turned.calls(TWICE, new Recorder()).call(this.request);
		assertThat(this.heard).containsExactly("open first/model", "error TIMEOUT: scripted",
				"error CONNECTION: scripted", "close");
	}

	@Test
	void listenerHearsOfSuccess() {
		this.chatModel.thenFail(FailureKind.TIMEOUT).thenAnswer("ok");
		this.turned.calls(TWICE, new Recorder()).call(this.request);
		assertThat(this.heard).containsExactly("open first/model", "error TIMEOUT: scripted", "success", "close");
	}

	@Test
	void listenerIsGivenTheProvidersError() {
		RuntimeException error = ScriptedChatModel.failure(FailureKind.TIMEOUT);
		this.chatModel.thenFail(error);
		List<Throwable> causes = new ArrayList<>();
		this.turned.calls(TWICE, new RetryListener() {

			@Override
			public <T, E extends Throwable> void onError(RetryContext context, RetryCallback<T, E> callback,
					Throwable throwable) {
				causes.add(throwable.getCause());
			}

		}).call(this.request);
		assertThat(causes).containsExactly(error, error, error);
	}

	@Test
	void retryTemplateIsNotEnteredWhenTheFirstAttemptAnswers() {
		this.turned.calls(TWICE, new Recorder()).call(this.request);
		assertThat(this.heard).isEmpty();
	}

	@Test
	void retryTemplateIsNotEnteredForAFailureThatIsNotRetried() {
		this.chatModel.thenFail(FailureKind.AUTHENTICATION);
		this.turned.calls(TWICE, new Recorder()).call(this.request);
		assertThat(this.heard).isEmpty();
		assertThat(this.next.requests()).isOne();
	}

	@Test
	void providerThatAsksToComeBackLateIsLeftForTheNextOne() {
		this.chatModel.thenFail(ScriptedChatModel.failure(FailureKind.OVERLOADED, Duration.ofSeconds(55)));
		CallResult result = this.turned.calls(TWICE).call(this.request);
		assertThat(this.turned.recorded.outcomes()).containsExactly("OVERLOADED", "SUCCESS");
		assertThat(result.summary().elapsed()).isZero();
	}

	@Test
	void providerThatAsksToComeBackLateIsWaitedForWhenItIsTheOnlyOne() {
		this.chatModel.thenFail(ScriptedChatModel.failure(FailureKind.OVERLOADED, Duration.ofSeconds(55)))
			.thenAnswer("ok");
		CallResult result = this.turned.calls(TWICE).call(TurnedCalls.request(this.first));
		assertThat(this.turned.recorded.outcomes()).containsExactly("OVERLOADED", "SUCCESS");
		assertThat(result.summary().elapsed()).isEqualTo(Duration.ofSeconds(55));
	}

	@Test
	void listenerThatRefusesToOpenMovesTheCallOn() {
		this.chatModel.thenFail(FailureKind.TIMEOUT);
		this.turned.calls(TWICE, new RetryListener() {

			@Override
			public <T, E extends Throwable> boolean open(RetryContext context, RetryCallback<T, E> callback) {
				return false;
			}

		}).call(this.request);
		assertThat(this.turned.recorded.outcomes()).containsExactly("TIMEOUT", "SUCCESS");
		assertThat(this.turned.recorded.started).extracting((target) -> target.provider().name())
			.containsExactly("first", "next");
	}

	@Test
	void listenerThatCallsItEnoughMovesTheCallOn() {
		this.chatModel.thenFail(FailureKind.TIMEOUT);
		CallResult result = this.turned.calls(TWICE, new RetryListener() {

			@Override
			public <T, E extends Throwable> void onError(RetryContext context, RetryCallback<T, E> callback,
					Throwable throwable) {
				context.setExhaustedOnly();
			}

		}).call(this.request);
		assertThat(this.turned.recorded.outcomes()).containsExactly("TIMEOUT", "SUCCESS");
		assertThat(result.response()).isNotNull();
	}

	@Test
	void callIsFinishedEvenWhenAListenerFails() {
		this.chatModel.thenFail(FailureKind.TIMEOUT);
		BlockingCalls calls = this.turned.calls(TWICE, new RetryListener() {

			@Override
			public <T, E extends Throwable> boolean open(RetryContext context, RetryCallback<T, E> callback) {
				throw new IllegalStateException("broken listener");
			}

		});
		assertThatIllegalStateException().isThrownBy(() -> calls.call(this.request)).withMessage("broken listener");
		assertThat(this.turned.recorded.calls).hasSize(1);
	}

	@Test
	void answerIsKeptWhenAListenerFailsOnIt() {
		assertAnswered(new RetryListener() {

			@Override
			public <T, E extends Throwable> void onSuccess(RetryContext context, RetryCallback<T, E> callback,
					T result) {
				throw new IllegalStateException("broken listener");
			}

		});
	}

	@Test
	void answerIsKeptWhenAListenerFailsAfterwards() {
		assertAnswered(new RetryListener() {

			@Override
			public <T, E extends Throwable> void close(RetryContext context, RetryCallback<T, E> callback,
					Throwable throwable) {
				throw new NoClassDefFoundError("application/Board");
			}

		});
	}

	private void assertAnswered(RetryListener listener) {
		this.chatModel.thenFail(FailureKind.TIMEOUT).thenAnswer("ok");
		CallResult result = this.turned.calls(TWICE, listener).call(this.request);
		assertThat(result.summary().ending()).isEqualTo(Ending.ANSWERED);
		assertThat(result.response()).isNotNull();
		assertThat(this.turned.recorded.outcomes()).containsExactly("TIMEOUT", "SUCCESS");
	}

	@Test
	void interruptWhileWaitingCancelsTheCallAndIsKept() {
		this.chatModel.thenFail(FailureKind.TIMEOUT);
		CallEngine engine = this.turned.engine(CallSettings.DEFAULT, new RetryBudget(1), this.turned.recorded);
		BlockingCalls calls = new BlockingCalls(engine, new TurnedExecution(this.turned.clock),
				new TargetRetries(List.of(new RetryListener() {

					@Override
					public <T, E extends Throwable> void onError(RetryContext context, RetryCallback<T, E> callback,
							Throwable throwable) {
						Thread.currentThread().interrupt();
					}

				})));
		CallResult result = calls.call(this.request);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(result.summary().ending()).isEqualTo(Ending.STOPPED);
		assertThat(result.summary().failure()).extracting(Failure::kind).isEqualTo(FailureKind.CANCELLED);
		assertThat(this.turned.recorded.outcomes()).containsExactly("TIMEOUT");
		assertThat(this.turned.recorded.calls).hasSize(1);
		assertThat(this.next.requests()).isZero();
	}

	@Test
	void retriesThatTheBudgetRefusesMoveTheCallOn() {
		this.chatModel.thenFail(FailureKind.TIMEOUT);
		CallEngine engine = this.turned.engine(CallSettings.DEFAULT, new RetryBudget(0), this.turned.recorded);
		new BlockingCalls(engine, new TurnedExecution(this.turned.clock), new TargetRetries(List.of()))
			.call(this.request);
		assertThat(this.chatModel.requests()).isOne();
		assertThat(this.next.requests()).isOne();
	}

	/**
	 * Writes down what Spring Retry tells.
	 */
	private final class Recorder implements RetryListener {

		@Override
		public <T, E extends Throwable> boolean open(RetryContext context, RetryCallback<T, E> callback) {
			return TargetRetriesTests.this.heard.add("open " + context.getAttribute(RetryContext.NAME));
		}

		@Override
		public <T, E extends Throwable> void onError(RetryContext context, RetryCallback<T, E> callback,
				Throwable throwable) {
			TargetRetriesTests.this.heard.add("error " + throwable.getMessage());
		}

		@Override
		public <T, E extends Throwable> void onSuccess(RetryContext context, RetryCallback<T, E> callback, T result) {
			TargetRetriesTests.this.heard.add("success");
		}

		@Override
		public <T, E extends Throwable> void close(RetryContext context, RetryCallback<T, E> callback,
				Throwable throwable) {
			TargetRetriesTests.this.heard.add("close");
		}

	}

}
