package io.github.llmfallback.autoconfigure;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.llmfallback.AllProvidersFailedException;
import io.github.llmfallback.AttemptRecord;
import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackMetadata;
import io.github.llmfallback.ProviderStatus;
import io.github.llmfallback.ProviderStatus.RateLimit;
import io.github.llmfallback.ProviderStatus.Status;
import io.github.llmfallback.admission.AvailabilityListener;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.health.CircuitState;
import io.github.llmfallback.health.HealthChange;
import io.github.llmfallback.observation.ProviderEvents;
import io.github.llmfallback.observation.ProviderFailedOver;
import io.github.llmfallback.observation.ProviderRecovered;
import io.github.llmfallback.observation.ProviderUnavailable;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import io.github.llmfallback.provider.simulated.SimulatedProviders;
import io.github.llmfallback.testsupport.TestProperties;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the properties mean that decide who is let in, and what an application learns of
 * it.
 */
class GatePropertiesTests {

	private static final Prompt PROMPT = new Prompt("Hi");

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmFallbackAutoConfiguration.class))
		.withInitializer(TestProperties.yaml("""
				llm.fallback:
				  strategy: declared-order
				  retry.max-retries: 0
				  providers:
				    first:
				      type: simulated
				      circuit-breaker: { failure-rate-threshold: 1, minimum-calls: 1, open-duration: 1h }
				    second: { type: simulated }
				"""));

	@Test
	void circuitOpensAsConfigured() {
		this.contextRunner.run((context) -> {
			simulated(context, "first").failWith(FailureKind.SERVER_ERROR);
			FallbackChatModel model = context.getBean(FallbackChatModel.class);
			assertThat(answeredBy(model)).isEqualTo("second");
			ProviderStatus status = status(model, "first");
			assertThat(status.status()).isEqualTo(Status.OPEN);
			assertThat(status.availableAt()).isAfter(Instant.now().plusSeconds(3_500));
			simulated(context, "second").failWith(FailureKind.SERVER_ERROR);
			assertThatExceptionOfType(AllProvidersFailedException.class).isThrownBy(() -> model.call(PROMPT));
			assertThat(status(model, "second").circuit().state()).isEqualTo(CircuitState.CLOSED);
		});
	}

	@Test
	void ratesAndConcurrencyAreKept() {
		this.contextRunner
			.withPropertyValues("llm.fallback.providers.first.rate-limit.requests-per-minute=1",
					"llm.fallback.providers.first.rate-limit.tokens-per-minute=9000",
					"llm.fallback.providers.first.max-concurrency=1")
			.run((context) -> {
				FallbackChatModel model = context.getBean(FallbackChatModel.class);
				assertThat(answeredBy(model)).isEqualTo("first");
				assertThat(outcomes(model)).containsExactly("RATE_LIMIT", "SUCCESS");
				RateLimit rateLimit = status(model, "first").rateLimit();
				assertThat(rateLimit.requestsPerMinute()).isEqualTo(1);
				assertThat(rateLimit.requestsAvailable()).isZero();
				assertThat(rateLimit.tokensPerMinute()).isEqualTo(9_000);
				assertThat(status(model, "second").rateLimit()).isNull();
			});
	}

	@Test
	void contextWindowOfTheProviderIsKept() {
		this.contextRunner.withPropertyValues("llm.fallback.providers.first.context-window=1")
			.run((context) -> assertThat(outcomes(context.getBean(FallbackChatModel.class)))
				.containsExactly("CONTEXT_WINDOW", "SUCCESS"));
	}

	@Test
	void weightsSpreadTheCalls() {
		this.contextRunner
			.withPropertyValues("llm.fallback.strategy=weighted", "llm.fallback.providers.second.weight=1000000")
			.run((context) -> assertThat(answeredBy(context.getBean(FallbackChatModel.class))).isEqualTo("second"));
	}

	@Test
	void callsFailWhereTheyAreToWhenNobodyIsWell() {
		this.contextRunner
			.withPropertyValues("llm.fallback.when-unavailable=fail", "llm.fallback.providers.second.enabled=false")
			.run((context) -> {
				simulated(context, "first").failWith(FailureKind.SERVER_ERROR);
				FallbackChatModel model = context.getBean(FallbackChatModel.class);
				for (String outcome : List.of("SERVER_ERROR", "CIRCUIT_OPEN")) {
					assertThatExceptionOfType(AllProvidersFailedException.class).isThrownBy(() -> model.call(PROMPT))
						.satisfies((failed) -> assertThat(failed.attempts()).extracting(AttemptRecord::outcome)
							.containsExactly(outcome));
				}
			});
	}

	@Test
	void applicationListensToEventsOfItsProviders() {
		this.contextRunner.withUserConfiguration(Listening.class).run((context) -> {
			SimulatedChatModel first = simulated(context, "first");
			first.failWith(FailureKind.SERVER_ERROR);
			FallbackChatModel model = context.getBean(FallbackChatModel.class);
			assertThat(answeredBy(model)).isEqualTo("second");
			model.registry().resetHealth("first");
			assertThat(context.getBean(Listening.class).heard).containsExactly("unavailable first SERVER_ERROR",
					"first to second", "recovered first");
		});
	}

	@Test
	void listenerThatFailsDoesNotFailTheCall() {
		this.contextRunner.withUserConfiguration(Failing.class).run((context) -> {
			simulated(context, "first").failWith(FailureKind.SERVER_ERROR);
			assertThat(answeredBy(context.getBean(FallbackChatModel.class))).isEqualTo("second");
		});
	}

	@Test
	void applicationsOwnEventsReplaceOurs() {
		List<Object> published = new CopyOnWriteArrayList<>();
		this.contextRunner.withBean(ProviderEvents.class, () -> new ProviderEvents(published::add))
			.withUserConfiguration(Listening.class)
			.run((context) -> {
				simulated(context, "first").failWith(FailureKind.SERVER_ERROR);
				answeredBy(context.getBean(FallbackChatModel.class));
				assertThat(published).hasSize(2);
				assertThat(context.getBean(Listening.class).heard).isEmpty();
			});
	}

	@Test
	void listenerBeansLearnWhoBecomesUnwell() {
		List<String> told = new CopyOnWriteArrayList<>();
		this.contextRunner.withBean("own", AvailabilityListener.class, () -> new AvailabilityListener() {

			@Override
			public void unavailable(Provider provider, HealthChange change) {
				told.add(provider.name());
			}

		}).run((context) -> {
			simulated(context, "first").failWith(FailureKind.SERVER_ERROR);
			answeredBy(context.getBean(FallbackChatModel.class));
			assertThat(told).containsExactly("first");
		});
	}

	private static SimulatedChatModel simulated(AssertableApplicationContext context, String name) {
		context.getBean(FallbackChatModel.class);
		return context.getBean(SimulatedProviders.class).get(name).orElseThrow();
	}

	private static String answeredBy(FallbackChatModel model) {
		return FallbackMetadata.from(model.call(PROMPT)).provider();
	}

	private static List<String> outcomes(FallbackChatModel model) {
		return FallbackMetadata.from(model.call(PROMPT)).attempts().stream().map(AttemptRecord::outcome).toList();
	}

	private static ProviderStatus status(FallbackChatModel model, String name) {
		return model.registry().status(name).orElseThrow();
	}

	@Configuration(proxyBeanMethods = false)
	static class Listening {

		private final List<String> heard = new CopyOnWriteArrayList<>();

		@EventListener
		void failedOver(ProviderFailedOver event) {
			this.heard.add(event.from() + " to " + event.to());
		}

		@EventListener
		void unavailable(ProviderUnavailable event) {
			this.heard.add("unavailable " + event.provider() + " " + event.kind());
		}

		@EventListener
		void recovered(ProviderRecovered event) {
			this.heard.add("recovered " + event.provider());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Failing {

		@EventListener
		void failedOver(ProviderFailedOver event) {
			throw new IllegalStateException("boom");
		}

		@EventListener
		void unavailable(ProviderUnavailable event) {
			throw new IllegalStateException("boom");
		}

	}

}
