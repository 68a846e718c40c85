package io.github.llmfallback;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.attempt.AnswerSettings;
import io.github.llmfallback.attempt.CallSettings;
import io.github.llmfallback.attempt.KindOverrides;
import io.github.llmfallback.attempt.StreamSettings;
import io.github.llmfallback.budget.BudgetSettings;
import io.github.llmfallback.budget.OnStoreFailure;
import io.github.llmfallback.budget.UnknownPrice;
import io.github.llmfallback.budget.WindowLimits;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.pricing.Money;
import io.github.llmfallback.provider.RetrySettings;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import io.github.llmfallback.testsupport.TurnedTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What operators find in the log.
 */
class LogTests {

	private static final Prompt PROMPT = new Prompt("Why is the sky blue?");

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.llmfallback");

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	private final ScriptedChatModel first = new ScriptedChatModel();

	private final ScriptedChatModel second = new ScriptedChatModel();

	private final FallbackChatModelBuilder builder = Providers.builder(priced("first", this.first),
			priced("second", this.second));

	@BeforeEach
	void listen() {
		this.appender.start();
		this.logger.addAppender(this.appender);
		this.logger.setLevel(Level.DEBUG);
	}

	@AfterEach
	void forget() {
		this.logger.detachAppender(this.appender);
		this.logger.setLevel(null);
	}

	@Test
	void callThatIsAnsweredAtOnceIsNoNewsForOperators() {
		this.builder.build().call(PROMPT);
		assertThat(lines(Level.INFO)).isEmpty();
		assertThat(lines(Level.DEBUG)).singleElement()
			.asString()
			.matches("Attempt at first/default: SUCCESS in \\d+ ms");
	}

	@Test
	void failoverIsOneLine() {
		this.first.thenFail(FailureKind.INVALID_REQUEST).thenFail(FailureKind.CONTENT_FILTERED);
		FallbackChatModel model = this.builder.build();
		assertThatExceptionOfType(ProviderCallException.class).isThrownBy(() -> model.call(PROMPT));
		assertThat(lines(Level.INFO)).as("stopped, nobody else is asked").isEmpty();
		String callId = FallbackMetadata.from(model.call(PROMPT)).callId();
		ILoggingEvent line = only(Level.INFO);
		assertThat(line.getFormattedMessage())
			.isEqualTo("Call " + callId + " left first for second: CONTENT_FILTERED (scripted)");
		assertThat(fields(line)).isEqualTo(Map.of("from", "first", "to", "second", "reason", "CONTENT_FILTERED"));
		assertThat(line.getMDCPropertyMap()).containsEntry("llm.fallback.call.id", callId);
		assertThat(line.getLoggerName()).isEqualTo("io.github.llmfallback.calls");
	}

	@Test
	void failoverOfAStreamIsOneLineAsWell() {
		this.first.thenFail(FailureKind.CONTENT_FILTERED);
		this.builder.build().stream(PROMPT).blockLast();
		ILoggingEvent line = only(Level.INFO);
		assertThat(fields(line)).containsEntry("from", "first").containsEntry("to", "second");
		assertThat(line.getMDCPropertyMap()).containsKey("llm.fallback.call.id");
	}

	@Test
	void attemptsTellWhatHappened() {
		this.first.thenFail(ScriptedChatModel.failure(FailureKind.RATE_LIMITED, Duration.ofSeconds(7)));
		this.second
			.thenAnswer(ScriptedChatModel.response(new AssistantMessage("hi"), "stop", new DefaultUsage(1_000, 500)));
		String callId = FallbackMetadata.from(this.builder.build().call(PROMPT)).callId();
		List<ILoggingEvent> attempts = events(Level.DEBUG);
		assertThat(attempts).hasSize(2)
			.allSatisfy(
					(attempt) -> assertThat(attempt.getMDCPropertyMap()).containsEntry("llm.fallback.call.id", callId));
		assertThat(attempts.get(0).getFormattedMessage())
			.matches("Attempt at first/default: RATE_LIMITED \\(scripted\\) in \\d+ ms");
		assertThat(fields(attempts.get(0))).containsKeys("elapsedMs")
			.containsEntry("provider", "first")
			.containsEntry("model", "default")
			.containsEntry("outcome", "RATE_LIMITED")
			.containsEntry("retryAfterMs", 7_000L)
			.doesNotContainKeys("key", "inputTokens", "firstTokenMs");
		assertThat(fields(attempts.get(1))).containsEntry("outcome", "SUCCESS")
			.containsEntry("inputTokens", 1_000L)
			.containsEntry("outputTokens", 500L)
			.containsEntry("cost", new BigDecimal("1.5"))
			.doesNotContainKey("retryAfterMs");
	}

	@Test
	void streamsTellWhenTheyBegan() {
		this.builder.build().stream(PROMPT).blockLast();
		assertThat(fields(only(Level.DEBUG))).containsKey("firstTokenMs");
	}

	@Test
	void skipsAreNoAttempts() {
		this.first.thenFail(ScriptedChatModel.failure(FailureKind.RATE_LIMITED, Duration.ofSeconds(7)));
		TurnedTime time = new TurnedTime();
		FallbackChatModel model = this.builder.clocks(time, time).build();
		model.call(PROMPT);
		this.appender.list.clear();
		time.turn(Duration.ofSeconds(2));
		model.call(PROMPT);
		ILoggingEvent skip = events(Level.DEBUG).get(0);
		assertThat(skip.getFormattedMessage()).isEqualTo("Skipped first/default: COOLING_DOWN");
		assertThat(fields(skip)).isEqualTo(
				Map.of("provider", "first", "model", "default", "outcome", "COOLING_DOWN", "retryAfterMs", 5_000L));
	}

	@Test
	void aliasTellsTheKey() {
		Providers
			.builder(LlmProvider.of(Providers.provider("pool", List.of("small"), List.of("one"), (key) -> this.first)))
			.build()
			.call(PROMPT);
		assertThat(fields(only(Level.DEBUG))).containsEntry("key", "pool#1");
	}

	@Test
	void callWithoutAnAnswerIsLeftToItsException() {
		this.first.thenFail(FailureKind.CONTENT_FILTERED);
		this.second.thenFail(FailureKind.CONTENT_FILTERED);
		FallbackChatModel model = this.builder.build();
		assertThatExceptionOfType(AllProvidersFailedException.class).isThrownBy(() -> model.call(PROMPT));
		assertThat(events(Level.WARN)).isEmpty();
		assertThat(events(Level.ERROR)).isEmpty();
		ILoggingEvent last = events(Level.DEBUG).get(2);
		assertThat(last.getFormattedMessage()).matches("Call \\w+ got no answer: CONTENT_FILTERED after \\d+ ms");
		assertThat(fields(last)).containsKey("elapsedMs")
			.containsEntry("outcome", "CONTENT_FILTERED")
			.containsEntry("attempts", 2L);
	}

	@Test
	void changesOfAProviderAreOneLineEach() {
		this.first.thenFail(ScriptedChatModel.failure(FailureKind.RATE_LIMITED, Duration.ofSeconds(90)))
			.thenAnswer("hi");
		TurnedTime time = new TurnedTime();
		FallbackChatModel model = this.builder.clocks(time, time).build();
		model.call(PROMPT);
		time.turn(Duration.ofSeconds(91));
		model.call(PROMPT);
		List<ILoggingEvent> changes = events(Level.INFO).stream()
			.filter((event) -> event.getLoggerName().equals("io.github.llmfallback.providers"))
			.toList();
		assertThat(changes).extracting(ILoggingEvent::getFormattedMessage)
			.containsExactly("first/default is left alone for 1m30s: RATE_LIMITED", "first/default is well again");
		assertThat(fields(changes.get(0))).isEqualTo(
				Map.of("provider", "first", "model", "default", "reason", "RATE_LIMITED", "durationMs", 90_000L));
		assertThat(fields(changes.get(1))).isEqualTo(Map.of("provider", "first", "model", "default"));
	}

	@Test
	void alertsAndOverrunsAreOneWarningEach() {
		long limit = Money.toNanos(new BigDecimal("2"));
		FallbackChatModel model = this.builder
			.budgets(new BudgetSettings("EUR", ZoneOffset.UTC, null, new WindowLimits(limit, null), Map.of(), Map.of(),
					List.of(0.5), UnknownPrice.REJECT, OnStoreFailure.CLOSED))
			.build();
		this.first
			.thenAnswer(ScriptedChatModel.response(new AssistantMessage("hi"), "stop", new DefaultUsage(1, 1_900)));
		model.call(new Prompt("Hi", FallbackChatOptions.builder().maxTokens(1_000).build()));
		List<ILoggingEvent> warnings = events(Level.WARN);
		assertThat(warnings).hasSize(2);
		assertThat(warnings.get(0).getFormattedMessage())
			.startsWith("The DAILY budget 'global' has reached 50 %: 1.901 of 2 EUR spent, it resets at ");
		assertThat(fields(warnings.get(0))).containsEntry("scope", "global")
			.containsEntry("threshold", 0.5)
			.containsEntry("limit", new BigDecimal("2"))
			.containsEntry("spent", new BigDecimal("1.901"))
			.containsKeys("window", "currency", "resetsAt");
		assertThat(warnings.get(1).getFormattedMessage())
			.matches("An attempt cost 0\\.\\d+ EUR more than was reserved for it; that is charged too");
		assertThat(fields(warnings.get(1))).containsEntry("currency", "EUR").containsKey("overrun");
	}

	@Test
	void nothingIsLoggedBelowTheLevelAsked() {
		this.logger.setLevel(Level.WARN);
		this.first.thenFail(FailureKind.RATE_LIMITED);
		this.builder.build().call(PROMPT);
		assertThat(this.appender.list).isEmpty();
	}

	@Test
	void promptAndAnswerAreNotLogged() {
		this.first.thenFail(FailureKind.SERVER_ERROR);
		this.second.thenAnswer("Rayleigh scattering");
		this.builder.build().call(PROMPT);
		assertThat(this.appender.list).isNotEmpty()
			.extracting((event) -> event.getFormattedMessage() + event.getKeyValuePairs())
			.noneMatch((line) -> line.contains("blue") || line.contains("Rayleigh"));
	}

	@Test
	void promptAndAnswerAreLoggedOnceWhereTheApplicationAsksForIt() {
		this.first.thenFail(FailureKind.SERVER_ERROR).thenAnswer("Rayleigh scattering");
		this.second.thenAnswer("Rayleigh scattering");
		FallbackChatModel model = this.builder.logContent(true).build();
		String callId = FallbackMetadata.from(model.call(PROMPT)).callId();
		assertThat(content("prompt")).singleElement().satisfies((line) -> {
			assertThat(line.getFormattedMessage()).isEqualTo("Call " + callId + " asks: Why is the sky blue?");
			assertThat(fields(line)).containsEntry("llm.fallback.call.id", callId)
				.containsEntry("prompt", "Why is the sky blue?");
		});
		assertThat(content("answer")).singleElement().satisfies((line) -> {
			assertThat(line.getLevel()).isEqualTo(Level.DEBUG);
			assertThat(line.getFormattedMessage()).isEqualTo("Call " + callId + " answers: Rayleigh scattering");
			assertThat(line.getMDCPropertyMap()).containsEntry("llm.fallback.call.id", callId);
		});
		this.logger.setLevel(Level.INFO);
		model.call(PROMPT);
		assertThat(content("prompt")).hasSize(1);
	}

	@Test
	void streamedAnswerIsLoggedAsAWhole() {
		this.first.thenStream(ScriptedChatModel.chunk("Rayleigh"), ScriptedChatModel.chunk(" scattering"),
				ScriptedChatModel.end("stop"));
		this.builder.logContent(true).build().stream(PROMPT).blockLast();
		assertThat(content("answer")).singleElement()
			.satisfies((line) -> assertThat(fields(line)).containsEntry("answer", "Rayleigh scattering"));
	}

	@Test
	void whatArrivedOfABrokenStreamIsLogged() {
		this.first.thenStream(Flux.just(ScriptedChatModel.chunk("Ray"), ScriptedChatModel.chunk("leigh"))
			.concatWith(Flux.error(ScriptedChatModel.failure(FailureKind.CONNECTION))));
		Flux<ChatResponse> stream = this.builder.logContent(true).build().stream(PROMPT);
		assertThatExceptionOfType(ProviderCallException.class).isThrownBy(stream::blockLast);
		assertThat(content("answer")).singleElement()
			.satisfies((line) -> assertThat(fields(line)).containsEntry("answer", "Rayleigh"));
	}

	@Test
	void answerThatBeganAnewIsLoggedWithoutItsFirstBeginning() {
		this.first.thenStream(Flux.just(ScriptedChatModel.chunk("Ray"), ScriptedChatModel.chunk("leigh"))
			.concatWith(Flux.error(ScriptedChatModel.failure(FailureKind.CONNECTION))));
		this.second.thenAnswer("Scattering");
		this.builder
			.settings(new CallSettings(RetrySettings.NONE,
					new StreamSettings(Duration.ofSeconds(20), Duration.ofSeconds(30),
							StreamSettings.AfterContent.RESTART),
					AnswerSettings.STRICT, KindOverrides.NONE, WhenUnavailable.TRY_SOONEST))
			.logContent(true)
			.build()
			.stream(PROMPT)
			.blockLast();
		assertThat(content("answer")).singleElement()
			.satisfies((line) -> assertThat(fields(line)).containsEntry("answer", "Scattering"));
	}

	private List<ILoggingEvent> content(String field) {
		return this.appender.list.stream().filter((event) -> fields(event).containsKey(field)).toList();
	}

	private ILoggingEvent only(Level level) {
		assertThat(events(level)).hasSize(1);
		return events(level).get(0);
	}

	private List<String> lines(Level level) {
		return events(level).stream().map(ILoggingEvent::getFormattedMessage).toList();
	}

	private List<ILoggingEvent> events(Level level) {
		return this.appender.list.stream().filter((event) -> event.getLevel() == level).toList();
	}

	private static Map<String, Object> fields(ILoggingEvent event) {
		return event.getKeyValuePairs().stream().collect(Collectors.toMap((pair) -> pair.key, (pair) -> pair.value));
	}

	private static LlmProvider priced(String name, ScriptedChatModel model) {
		return LlmProvider.builder(name, model).costPer1kTokens(BigDecimal.ONE).build();
	}

}
