package io.github.llmfallback.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.github.llmfallback.FallbackChatClient;
import io.github.llmfallback.FallbackMetadata;
import io.github.llmfallback.observation.CallObservations;
import io.github.llmfallback.observation.DefaultFallbackObservationConvention;
import io.github.llmfallback.observation.FallbackObservationContext;
import io.github.llmfallback.testsupport.Answer;
import io.github.llmfallback.testsupport.Vendor;
import io.github.llmfallback.testsupport.VendorServer;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.tracing.exporter.FinishedSpan;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.test.simple.SimpleTracer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A call is one span, and whatever its attempts do is below it: with real clients, real
 * sockets and a tracer.
 */
class ObservedCallsTests {

	private static final Prompt PROMPT = new Prompt("Why is the sky blue?");

	private final SimpleTracer tracer = new SimpleTracer();

	private final ObservationRegistry registry = ObservationRegistry.create();

	private final VendorServer first = VendorServer.start(Vendor.OPENAI);

	private VendorServer second = VendorServer.start(Vendor.ANTHROPIC);

	ObservedCallsTests() {
		this.registry.observationConfig().observationHandler(new DefaultTracingObservationHandler(this.tracer));
	}

	@AfterEach
	void stopServers() {
		this.first.close();
		this.second.close();
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void callIsTheParentOfItsAttempts(Way way) {
		this.first.fails(500);
		this.second.answers("Rayleigh scattering");
		run((client) -> {
			Observation observation = Observation.start("application", this.registry);
			FallbackMetadata metadata = observation.scoped(() -> way.ask(client));
			observation.stop();
			FinishedSpan application = span("application");
			FinishedSpan call = span("llm.fallback second");
			List<FinishedSpan> attempts = spans("chat");
			assertThat(call.getParentId()).isEqualTo(application.getSpanId());
			assertThat(attempts).hasSize(2).allSatisfy((attempt) -> {
				assertThat(attempt.getParentId()).isEqualTo(call.getSpanId());
				assertThat(attempt.getTraceId()).isEqualTo(application.getTraceId());
			});
			assertThat(call.getTags()).containsEntry("outcome", "SUCCESS")
				.containsEntry("provider", "second")
				.containsEntry("model", "second-model")
				.containsEntry("llm.fallback.call.id", metadata.callId())
				.containsEntry("llm.fallback.attempts", "2")
				.containsEntry("llm.fallback.route", "first,second");
			assertThat(this.tracer.currentSpan()).isNull();
		});
	}

	@ParameterizedTest
	@EnumSource(names = { "OPENAI", "ANTHROPIC", "GEMINI", "OLLAMA" })
	void everyVendorsSpansAreBelowTheCall(Vendor vendor) {
		this.second.close();
		this.second = VendorServer.start(vendor);
		this.first.fails(503);
		this.second.answers("Rayleigh scattering");
		for (Way way : Way.values()) {
			this.tracer.getSpans().clear();
			run((client) -> {
				way.ask(client);
				FinishedSpan call = span("llm.fallback second");
				assertThat(call.getParentId()).as("%s: a trace of its own", way).isNullOrEmpty();
				assertThat(spans("chat")).as(way.name())
					.hasSize(2)
					.allMatch((attempt) -> attempt.getParentId().equals(call.getSpanId()));
			});
		}
	}

	@Test
	void streamFindsItsParentInTheContextOfItsSubscriber() {
		this.first.answers("Rayleigh scattering");
		run((client) -> {
			Observation observation = Observation.start("application", this.registry);
			client.stream(PROMPT)
				.contextWrite((context) -> context.put(ObservationThreadLocalAccessor.KEY, observation))
				.blockLast();
			observation.stop();
			assertThat(span("llm.fallback first").getParentId()).isEqualTo(span("application").getSpanId());
			assertThat(spans("chat").get(0).getParentId()).isEqualTo(span("llm.fallback first").getSpanId());
		});
	}

	@Test
	void failedCallIsAnError() {
		this.first.fails(500);
		this.second.fails(503);
		run((client) -> {
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> client.call(PROMPT));
			FinishedSpan call = span("llm.fallback");
			assertThat(call.getTags()).containsEntry("outcome", "OVERLOADED").containsEntry("provider", "none");
			assertThat(call.getError()).isNotNull();
		});
	}

	@Test
	void emptyAnswerIsAnErrorToo() {
		this.first.answers("");
		run((client) -> {
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> client.call(PROMPT));
			assertThat(span("llm.fallback").getError()).hasMessage("EMPTY_RESPONSE");
		}, "llm.fallback.max-attempts=1");
	}

	@Test
	void cancelledStreamIsFinished() {
		this.first.answersAfter(Duration.ofMinutes(1), Answer.text("late"));
		run((client) -> {
			Disposable running = client.stream(PROMPT).subscribe();
			await().until(() -> this.first.count() == 1);
			running.dispose();
			await().until(() -> !spans("llm.fallback").isEmpty());
			assertThat(span("llm.fallback").getTags()).containsEntry("outcome", "CANCELLED");
		});
	}

	@Test
	void conventionOfTheApplicationReplacesOurs() {
		this.first.answers("Rayleigh scattering");
		contextRunner().withBean(OwnConvention.class).run((context) -> {
			context.getBean(FallbackChatClient.class).call(PROMPT);
			assertThat(span("asked").getTags()).containsOnlyKeys("team");
		});
	}

	@Test
	void observationsOfTheApplicationReplaceOurs() {
		CallObservations own = new CallObservations(ObservationRegistry.NOOP, null);
		this.first.answers("Rayleigh scattering");
		contextRunner().withBean(CallObservations.class, () -> own).run((context) -> {
			context.getBean(FallbackChatClient.class).call(PROMPT);
			assertThat(context).getBean(CallObservations.class).isSameAs(own);
			assertThat(spans("llm.fallback")).isEmpty();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "on", "yes", "1", "TRUE" })
	void callsAreObservedHoweverTheFallbackIsSwitchedOn(String enabled) {
		contextRunner().withPropertyValues("llm.fallback.enabled=" + enabled)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(FallbackChatClient.class)
				.hasSingleBean(CallObservations.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "off", "no", "0", "false" })
	void nothingIsObservedHoweverTheFallbackIsSwitchedOff(String enabled) {
		contextRunner().withPropertyValues("llm.fallback.enabled=" + enabled)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CallObservations.class));
	}

	@Test
	void nothingIsObservedWithoutARegistry() {
		this.first.answers("Rayleigh scattering");
		runner().run((context) -> {
			assertThat(context).doesNotHaveBean(CallObservations.class);
			assertThat(context.getBean(FallbackChatClient.class).call(PROMPT).getResult()).isNotNull();
		});
	}

	private void run(Consumer<FallbackChatClient> test, String... properties) {
		contextRunner().withPropertyValues(properties)
			.run((context) -> test.accept(context.getBean(FallbackChatClient.class)));
	}

	private ApplicationContextRunner contextRunner() {
		return runner().withBean(ObservationRegistry.class, () -> this.registry);
	}

	private ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ChatModelFactoryAutoConfiguration.class,
					LlmFallbackObservationAutoConfiguration.class, LlmFallbackAutoConfiguration.class,
					ChatClientAutoConfiguration.class, LlmFallbackClientAutoConfiguration.class))
			.withPropertyValues("llm.fallback.strategy=declared-order", "llm.fallback.retry.max-retries=0")
			.withPropertyValues(provider("first", this.first))
			.withPropertyValues(provider("second", this.second));
	}

	private static String[] provider(String name, VendorServer server) {
		String prefix = "llm.fallback.providers." + name + ".";
		return new String[] { prefix + "type=" + server.vendor().name().toLowerCase(Locale.ROOT),
				prefix + "base-url=" + server.baseUrl(), prefix + "api-key=" + name + "-key",
				prefix + "model=" + name + "-model" };
	}

	private FinishedSpan span(String name) {
		List<FinishedSpan> found = spans(name);
		assertThat(found).as("spans named " + name + " of " + this.tracer.getSpans()).hasSize(1);
		return found.get(0);
	}

	/**
	 * A client may end its span a moment after its last chunk was delivered.
	 */
	private List<FinishedSpan> spans(String name) {
		await().until(() -> this.tracer.getSpans().stream().allMatch((span) -> span.getName() != null));
		return this.tracer.getSpans()
			.stream()
			.map(FinishedSpan.class::cast)
			.filter((span) -> span.getName().startsWith(name))
			.toList();
	}

	/**
	 * How a call is made.
	 */
	private enum Way {

		BLOCKING {

			@Override
			ChatResponse last(FallbackChatClient client) {
				return client.call(PROMPT);
			}

		},

		ASYNC {

			@Override
			ChatResponse last(FallbackChatClient client) {
				CompletableFuture<ChatResponse> future = client.callAsync(PROMPT);
				return future.join();
			}

		},

		STREAMING {

			@Override
			ChatResponse last(FallbackChatClient client) {
				Flux<ChatResponse> stream = client.stream(PROMPT);
				return stream.blockLast();
			}

		};

		abstract ChatResponse last(FallbackChatClient client);

		FallbackMetadata ask(FallbackChatClient client) {
			return FallbackMetadata.from(last(client));
		}

	}

	static class OwnConvention extends DefaultFallbackObservationConvention {

		@Override
		public String getName() {
			return "asked";
		}

		@Override
		public String getContextualName(FallbackObservationContext context) {
			return "asked";
		}

		@Override
		public KeyValues getLowCardinalityKeyValues(FallbackObservationContext context) {
			return KeyValues.of("team", "sky");
		}

		@Override
		public KeyValues getHighCardinalityKeyValues(FallbackObservationContext context) {
			return KeyValues.empty();
		}

	}

}
