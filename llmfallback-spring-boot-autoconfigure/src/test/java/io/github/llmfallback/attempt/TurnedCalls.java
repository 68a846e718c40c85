package io.github.llmfallback.attempt;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.github.llmfallback.admission.AvailabilityListener;
import io.github.llmfallback.admission.GateSettings;
import io.github.llmfallback.admission.Gates;
import io.github.llmfallback.admission.Payments;
import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.failure.FailureClassifiers;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.ChatDefaults;
import io.github.llmfallback.provider.OptionsTranslator;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.ProviderKey;
import io.github.llmfallback.provider.ProviderModel;
import io.github.llmfallback.provider.RetrySettings;
import io.github.llmfallback.testsupport.Unlimited;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.retry.RetryListener;

/**
 * Blocking calls whose clock stands still, unless a chat model, a pause or the test turns
 * it.
 */
final class TurnedCalls {

	private static final FailureClassifiers CLASSIFIERS = new FailureClassifiers(List.of());

	final TurnedClock clock = new TurnedClock();

	final RecordedCalls recorded = new RecordedCalls();

	private final WhenUnavailable whenUnavailable;

	final Gates gates;

	TurnedCalls() {
		this(WhenUnavailable.TRY_SOONEST, (provider) -> GateSettings.DEFAULT);
	}

	TurnedCalls(WhenUnavailable whenUnavailable, Function<Provider, GateSettings> gates) {
		this(whenUnavailable, gates, (clock) -> Unlimited.payments());
	}

	TurnedCalls(WhenUnavailable whenUnavailable, Function<Provider, GateSettings> gates,
			Function<TurnedClock, Payments> payments) {
		this.whenUnavailable = whenUnavailable;
		this.gates = new Gates(this.clock, payments.apply(this.clock), gates, AvailabilityListener.NONE);
	}

	CallEngine engine(CallSettings settings, RetryBudget budget, CallListener listener) {
		return new CallEngine(settings, this.gates, budget, new OptionsTranslator(ChatDefaults.NONE), CLASSIFIERS,
				listener, CallObserver.NONE, InstantSource.system(), this.clock);
	}

	BlockingCalls calls(RetrySettings retry, RetryListener... listeners) {
		CallSettings settings = new CallSettings(retry, StreamSettings.DEFAULT, AnswerSettings.STRICT,
				KindOverrides.NONE, this.whenUnavailable);
		TargetRetries retries = new TargetRetries(List.of(listeners),
				(millis) -> this.clock.turn(Duration.ofMillis(millis)));
		return new BlockingCalls(engine(settings, new RetryBudget(1), this.recorded), new TurnedExecution(this.clock),
				retries);
	}

	static CallRequest request(Provider... route) {
		return request(Map.of(), route);
	}

	static CallRequest request(Map<String, FailureKind> rehearsed, Provider... route) {
		return new CallRequest(new Prompt("Hi"), List.of(route), route.length, Duration.ofMinutes(1), rehearsed);
	}

	static Provider provider(String name, ChatModel chatModel) {
		return Provider.builder(name)
			.models(List.of(new ProviderModel("model", null)))
			.keys(List.of(new ProviderKey(null, () -> chatModel)))
			.build();
	}

}
