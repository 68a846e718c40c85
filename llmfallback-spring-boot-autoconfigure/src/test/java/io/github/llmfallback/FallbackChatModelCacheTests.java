package io.github.llmfallback;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.github.llmfallback.attempt.AnswerSettings;
import io.github.llmfallback.attempt.CallSettings;
import io.github.llmfallback.attempt.StreamSettings;
import io.github.llmfallback.attempt.StreamSettings.AfterContent;
import io.github.llmfallback.cache.CacheSettings;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage.ToolResponse;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.function.FunctionToolCallback;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeTypeUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for what {@link FallbackChatModel} answers from the cache, and what it does not.
 */
class FallbackChatModelCacheTests {

	private static final Prompt PROMPT = new Prompt("Why is the sky blue?");

	private static final ToolCallback TOOL = FunctionToolCallback.builder("now", (String zone) -> "noon")
		.description("the time")
		.inputType(String.class)
		.build();

	private final AtomicLong nanoTime = new AtomicLong();

	private final ScriptedChatModel provider = new ScriptedChatModel();

	@AutoClose
	private final FallbackChatModel chatModel = cached(this.provider).build();

	private FallbackChatModelBuilder cached(ScriptedChatModel provider) {
		return FallbackChatModel.builder()
			.retryBudget(0)
			.cacheClock(this.nanoTime::get)
			.cache(new CacheSettings(Duration.ofMinutes(10), 100))
			.provider(LlmProvider.builder("a", provider).costPer1kTokens(BigDecimal.ONE).build())
			.provider(LlmProvider.builder("b", provider).costPer1kTokens(BigDecimal.TEN).build());
	}

	@Test
	void sameQuestionIsAskedOnce() {
		this.provider.thenAnswer("Because.").thenAnswer("Ask again.");

		ChatResponse first = this.chatModel.call(PROMPT);
		ChatResponse second = this.chatModel.call(new Prompt(new String("Why is the sky blue?")));

		assertThat(text(first)).isEqualTo(text(second)).isEqualTo("Because.");
		assertThat(this.provider.requests()).isOne();
		assertThat(second.getMetadata().getUsage()).isEqualTo(first.getMetadata().getUsage());
		FallbackMetadata asked = FallbackMetadata.from(first);
		FallbackMetadata cached = FallbackMetadata.from(second);
		assertThat(asked.cached()).isFalse();
		assertThat(asked.cost()).isEqualByComparingTo("3");
		assertThat(cached.cached()).isTrue();
		assertThat(cached.cost()).isEqualByComparingTo("0");
		assertThat(cached.attempts()).isEmpty();
		assertThat(cached.fallbackCount()).isZero();
		assertThat(cached.provider()).isEqualTo("a");
		assertThat(cached.model()).isEqualTo(asked.model());
		assertThat(cached.callId()).isEqualTo(asked.callId());
		assertThat(cached.elapsed()).isPositive().isLessThan(Duration.ofSeconds(10));
	}

	@ParameterizedTest
	@ValueSource(strings = { "thinking", "isThought", "signature" })
	void whatTheModelThoughtIsNoPartOfTheAnswer(String mark) {
		Object marked = mark.equals("signature") ? "c2ln" : Boolean.TRUE;
		this.provider.thenStream(part("hm", Map.of(mark, marked)), part("Os", Map.of("isThought", false)),
				part("lo", Map.of("isThought", false)), ScriptedChatModel.end("stop"));
		this.chatModel.stream(PROMPT).blockLast();
		ChatResponse cached = this.chatModel.call(PROMPT);
		assertThat(text(cached)).isEqualTo("Oslo");
		assertThat(cached.getResult().getOutput().getMetadata()).doesNotContainEntry(mark, marked);
		assertThat(this.provider.requests()).isOne();
	}

	private static ChatResponse part(String text, Map<String, Object> metadata) {
		AssistantMessage message = AssistantMessage.builder().content(text).properties(metadata).build();
		return new ChatResponse(List.of(new Generation(message)));
	}

	@Test
	void everyCallIsMadeUnlessTheCacheIsOn() {
		try (FallbackChatModel uncached = cached(this.provider).cache(null).build()) {
			uncached.call(PROMPT);
			uncached.call(PROMPT);
			uncached.stream(PROMPT).blockLast();
		}
		assertThat(this.provider.requests()).isEqualTo(3);
	}

	@Test
	void answerIsGivenOutUntilItsTimeIsUp() {
		this.chatModel.call(PROMPT);
		this.nanoTime.addAndGet(Duration.ofMinutes(10).toNanos() - 1);
		this.chatModel.call(PROMPT);
		assertThat(this.provider.requests()).isOne();

		this.nanoTime.addAndGet(1);
		assertThat(FallbackMetadata.from(this.chatModel.call(PROMPT)).cached()).isFalse();
		assertThat(this.provider.requests()).isEqualTo(2);
	}

	@Test
	void noMoreAnswersAreKeptThanConfigured() {
		for (int i = 0; i < 1000; i++) {
			this.chatModel.call(new Prompt("Question " + i));
		}
		assertThat(this.provider.requests()).isEqualTo(1000);
		assertThat(asked(new Prompt("Question 999"))).isFalse();
		int kept = 0;
		for (int i = 999; i >= 0; i--) {
			kept += asked(new Prompt("Question " + i)) ? 0 : 1;
		}
		assertThat(kept).isBetween(1, 100);
	}

	@Test
	void failuresAreNotKept() {
		this.provider.thenFail(FailureKind.INVALID_REQUEST)
			.thenFail(FailureKind.INVALID_REQUEST)
			.thenAnswer("Because.");

		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(ProviderCallException.class).isThrownBy(() -> this.chatModel.call(PROMPT))
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_REQUEST))
				.satisfies((ex) -> assertThat(ex.attempts()).hasSize(1));
		}
		assertThat(text(this.chatModel.call(PROMPT))).isEqualTo("Because.");
		assertThat(this.provider.requests()).isEqualTo(3);
	}

	@Test
	void brokenStreamIsNotKept() {
		this.provider
			.thenStream(Flux.just(ScriptedChatModel.chunk("Half an "))
				.concatWith(Flux.error(ScriptedChatModel.failure(FailureKind.SERVER_ERROR))))
			.thenAnswer("Because.");

		assertThatExceptionOfType(LlmFallbackException.class)
			.isThrownBy(() -> this.chatModel.stream(PROMPT).blockLast())
			.satisfies((ex) -> assertThat(ex.partialText()).isEqualTo("Half an "));
		assertThat(text(this.chatModel.call(PROMPT))).isEqualTo("Because.");
	}

	@Test
	void streamedAnswerIsKeptOnlyWhenItFitsTheSchema() {
		Prompt prompt = new Prompt("Where?", FallbackChatOptions.builder().outputSchema("""
				{ "type": "object", "required": ["city"] }""").build());
		this.provider.thenAnswer("Paris")
			.thenStream(ScriptedChatModel.chunk("{ \"city\": "), ScriptedChatModel.text("\"Paris\" }"));
		assertThat(texts(this.chatModel.stream(prompt).collectList().block())).isEqualTo("Paris");
		assertThat(texts(this.chatModel.stream(prompt).collectList().block())).isEqualTo("{ \"city\": \"Paris\" }");
		assertThat(text(this.chatModel.call(prompt))).isEqualTo("{ \"city\": \"Paris\" }");
		assertThat(this.provider.requests()).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void acceptedStreamWithoutAnEndIsNotKept(boolean broken) {
		this.provider
			.thenStream(Flux.just(ScriptedChatModel.chunk("Half an "))
				.concatWith(broken ? Flux.error(ScriptedChatModel.failure(FailureKind.TRUNCATED)) : Flux.empty()))
			.thenAnswer("Because.");
		CallSettings settings = CallSettings.DEFAULT;
		try (FallbackChatModel model = cached(this.provider)
			.settings(new CallSettings(settings.retry(), settings.stream(), new AnswerSettings(false, false, true),
					settings.overrides(), settings.whenUnavailable()))
			.build()) {
			assertThat(texts(model.stream(PROMPT).collectList().block())).isEqualTo("Half an ");
			assertThat(text(model.call(PROMPT))).isEqualTo("Because.");
			assertThat(text(model.call(PROMPT))).isEqualTo("Because.");
		}
		assertThat(this.provider.requests()).isEqualTo(2);
	}

	@Test
	void streamThatEndsInARefusalIsNotKept() {
		AssistantMessage refusal = AssistantMessage.builder()
			.content("")
			.properties(Map.of("refusal", " say that."))
			.build();
		this.provider
			.thenStream(ScriptedChatModel.chunk("Well, "),
					ScriptedChatModel.response(refusal, "stop", new EmptyUsage()))
			.thenAnswer("Because.");
		this.chatModel.stream(PROMPT).blockLast();
		assertThat(text(this.chatModel.call(PROMPT))).isEqualTo("Because.");
	}

	@Test
	void streamedAnswerServesCallsAndStreams() {
		this.provider.thenStream(ScriptedChatModel.chunk("Because "), ScriptedChatModel.chunk("of Rayleigh."),
				ScriptedChatModel.end("stop"), ScriptedChatModel.usage(7, 9));

		List<ChatResponse> live = this.chatModel.stream(PROMPT).collectList().block();
		assertThat(live).hasSizeGreaterThan(2);
		assertThat(FallbackMetadata.from(live.get(live.size() - 1)).cached()).isFalse();
		assertThat(FallbackMetadata.from(live.get(live.size() - 1)).attempts()).hasSize(1);

		ChatResponse called = this.chatModel.call(PROMPT);
		List<ChatResponse> replayed = this.chatModel.stream(PROMPT).collectList().block();
		ChatResponse last = replayed.get(replayed.size() - 1);
		assertThat(text(called)).isEqualTo(texts(replayed)).isEqualTo("Because of Rayleigh.");
		assertThat(called.getResult().getMetadata().getFinishReason()).isEqualTo("stop");
		assertThat(called.getMetadata().getUsage().getTotalTokens()).isEqualTo(16);
		assertThat(last.getMetadata().getUsage().getTotalTokens()).isEqualTo(16);
		assertThat(FallbackMetadata.from(called).cached()).isTrue();
		assertThat(FallbackMetadata.from(last).cached()).isTrue();
		assertThat(FallbackMetadata.from(last).cost()).isEqualByComparingTo("0");
		assertThat(FallbackMetadata.from(last).provider()).isEqualTo("a");
		assertThat(this.provider.requests()).isOne();
	}

	@Test
	void calledAnswerServesStreams() {
		this.provider.thenAnswer("Because.");
		this.chatModel.call(PROMPT);

		List<ChatResponse> replayed = this.chatModel.stream(PROMPT).collectList().block();

		assertThat(texts(replayed)).isEqualTo("Because.");
		assertThat(FallbackMetadata.from(replayed.get(replayed.size() - 1)).cached()).isTrue();
		assertThat(this.provider.requests()).isOne();
	}

	@Test
	void eachSubscriptionLooksAgain() {
		Flux<ChatResponse> stream = this.chatModel.stream(PROMPT);
		assertThat(this.provider.requests()).isZero();
		assertThat(FallbackMetadata.from(stream.blockLast()).cached()).isFalse();
		assertThat(FallbackMetadata.from(stream.blockLast()).cached()).isTrue();
	}

	@Test
	void streamThatBeganAnewIsKeptWithoutItsFirstBeginning() {
		ScriptedChatModel scripted = new ScriptedChatModel()
			.thenStream(Flux.just(ScriptedChatModel.chunk("Because I "))
				.concatWith(Flux.error(ScriptedChatModel.failure(FailureKind.SERVER_ERROR))))
			.thenStream(ScriptedChatModel.chunk("It "), ScriptedChatModel.text("scatters."));
		CallSettings settings = CallSettings.DEFAULT;
		StreamSettings stream = new StreamSettings(Duration.ofSeconds(20), Duration.ofSeconds(30),
				AfterContent.RESTART);
		try (FallbackChatModel model = cached(scripted)
			.settings(new CallSettings(settings.retry(), stream, settings.answers(), settings.overrides(),
					settings.whenUnavailable()))
			.build()) {
			List<ChatResponse> live = model.stream(PROMPT).collectList().block();
			assertThat(live).anyMatch(FallbackMetadata::isRestart);
			ChatResponse cached = model.call(PROMPT);
			assertThat(text(cached)).isEqualTo("It scatters.");
			assertThat(FallbackMetadata.isRestart(cached)).isFalse();
			assertThat(FallbackMetadata.from(cached).provider()).isEqualTo("b");
		}
	}

	static Stream<UnaryOperator<FallbackChatOptions.Builder>> optionsThatChangeTheAnswer() {
		return Stream.of((options) -> options.temperature(0.5), (options) -> options.maxTokens(10),
				(options) -> options.stopSequences(List.of("x")), (options) -> options.topK(3),
				(options) -> options.topP(0.3), (options) -> options.frequencyPenalty(0.1),
				(options) -> options.presencePenalty(0.1), (options) -> options.outputSchema("{}"),
				(options) -> options.strategy("declared-order"), (options) -> options.providers("b"),
				(options) -> options.providers("a", "b"), (options) -> options.fallbackDisabled(true),
				(options) -> options.model("other"),
				(options) -> options.combineWith(OpenAiChatOptions.builder().seed(7)),
				(options) -> options.combineWith(OpenAiChatOptions.builder().seed(8)));
	}

	@Test
	void allOptionsThatChangeTheAnswerAreAskedApart() {
		this.provider.thenAnswer("{}");
		ask(null);
		ask(FallbackChatOptions.builder().build());
		optionsThatChangeTheAnswer()
			.forEach((change) -> assertThat(ask(change.apply(FallbackChatOptions.builder()).build())).isTrue());
		optionsThatChangeTheAnswer()
			.forEach((change) -> assertThat(ask(change.apply(FallbackChatOptions.builder()).build())).isFalse());
	}

	@Test
	void howLongAndHowOftenToTryIsNotPartOfTheQuestion() {
		assertThat(ask(FallbackChatOptions.builder().build())).isTrue();
		assertThat(ask(FallbackChatOptions.builder().timeout(Duration.ofSeconds(5)).build())).isFalse();
		assertThat(ask(FallbackChatOptions.builder().maxAttempts(1).build())).isFalse();
	}

	@Test
	void optionsOfVendorsAndPortableOnesAreComparedByContent() {
		assertThat(ask(OpenAiChatOptions.builder().temperature(0.1).build())).isTrue();
		assertThat(ask(OpenAiChatOptions.builder().temperature(0.1).build())).isFalse();
		assertThat(ask(OpenAiChatOptions.builder().temperature(0.2).build())).isTrue();
		assertThat(ask(AnthropicChatOptions.builder().temperature(0.1).build())).isTrue();
		assertThat(ask(AnthropicChatOptions.builder().temperature(0.1).build())).isFalse();
		assertThat(ask(ChatOptions.builder().temperature(0.1).build())).isTrue();
		assertThat(ask(ChatOptions.builder().temperature(0.1).build())).isFalse();
	}

	@Test
	void questionWithToolsIsAlwaysAsked() {
		for (ChatOptions options : List.<ChatOptions>of(FallbackChatOptions.builder().toolCallbacks(TOOL).build(),
				ToolCallingChatOptions.builder().toolCallbacks(TOOL).build(),
				OpenAiChatOptions.builder().toolCallbacks(List.of(TOOL)).build())) {
			assertThat(ask(options)).isTrue();
			assertThat(ask(options)).isTrue();
		}
	}

	@Test
	void rehearsalIsNeverAnsweredFromTheCacheNorKept() {
		ask(FallbackChatOptions.builder().build());
		FallbackChatOptions rehearsal = FallbackChatOptions.builder()
			.simulateFailures(Map.of("a", FailureKind.RATE_LIMITED))
			.build();
		for (int i = 0; i < 2; i++) {
			FallbackMetadata metadata = FallbackMetadata.from(this.chatModel.call(new Prompt("Hi", rehearsal)));
			assertThat(metadata.cached()).isFalse();
			assertThat(metadata.provider()).isEqualTo("b");
		}
	}

	@Test
	void answerThatCallsToolsIsNotKept() {
		this.provider.thenAnswer(ScriptedChatModel.toolCall("1", "now", "{}"));
		this.chatModel.call(PROMPT);
		this.chatModel.stream(PROMPT).blockLast();
		this.chatModel.call(PROMPT);
		assertThat(this.provider.requests()).isEqualTo(3);
	}

	static List<List<Message>> differentMessages() {
		List<List<Message>> all = new ArrayList<>();
		all.add(List.of(new UserMessage("a")));
		all.add(List.of(new SystemMessage("a")));
		all.add(List.of(new AssistantMessage("a")));
		all.add(List.of(new UserMessage("ab")));
		all.add(List.of(new UserMessage("a"), new UserMessage("b")));
		all.add(List.of(new UserMessage("b"), new UserMessage("a")));
		all.add(List.of(new SystemMessage("a"), new UserMessage("b")));
		all.add(List.of(new SystemMessage("b"), new UserMessage("b")));
		all.add(List.of(UserMessage.builder().text("a").metadata(Map.of("k", "v")).build()));
		all.add(List.of(media(new byte[] { 1 })));
		all.add(List.of(media(new byte[] { 2 })));
		all.add(List.of(media("data")));
		all.add(List.of(UserMessage.builder()
			.text("a")
			.media(new Media(MimeTypeUtils.IMAGE_GIF, URI.create("http://localhost/a.gif")))
			.build()));
		all.add(List.of(new UserMessage("x".repeat(5000))));
		all.add(List.of(new UserMessage("x".repeat(4999) + "y")));
		all.add(List.of(new UserMessage("x".repeat(4999) + '\ud800')));
		all.add(List.of(new UserMessage("x".repeat(4999) + '\ud801')));
		all.add(List.of(AssistantMessage.builder()
			.content("a")
			.toolCalls(List.of(new AssistantMessage.ToolCall("1", "function", "now", "{}")))
			.build()));
		all.add(List.of(toolResponse("noon")));
		all.add(List.of(toolResponse("midnight")));
		return all;
	}

	@Test
	void everyPartOfEveryMessageIsPartOfTheQuestion() {
		for (List<Message> messages : differentMessages()) {
			assertThat(asked(new Prompt(messages))).as(messages.toString()).isTrue();
		}
		for (List<Message> messages : differentMessages()) {
			assertThat(asked(new Prompt(messages))).as(messages.toString()).isFalse();
		}
	}

	@Test
	void messageOfAnUnknownTypeIsAlwaysAsked() {
		class Signed extends UserMessage {

			Signed() {
				super("Hi");
			}

		}
		assertThat(asked(new Prompt(new Signed()))).isTrue();
		assertThat(asked(new Prompt(new Signed()))).isTrue();
	}

	@Test
	void nobodyCanChangeWhatOthersGet() {
		Map<String, Object> properties = new HashMap<>(Map.of("k", "v"));
		byte[] bytes = { 1, 2 };
		AssistantMessage message = AssistantMessage.builder()
			.content("Because.")
			.properties(properties)
			.media(new ArrayList<>(List.of(new Media(MimeTypeUtils.IMAGE_PNG, new ByteArrayResource(bytes)))))
			.build();
		this.provider.thenAnswer(new ChatResponse(List.of(new Generation(message,
				ChatGenerationMetadata.builder().finishReason("stop").metadata("m", 1).build()))));

		for (int i = 0; i < 3; i++) {
			ChatResponse response = (i == 2) ? this.chatModel.stream(PROMPT).blockLast() : this.chatModel.call(PROMPT);
			AssistantMessage output = response.getResult().getOutput();
			assertThat(output.getMetadata()).containsEntry("k", "v").doesNotContainKey("mine");
			assertThat(output.getMedia()).singleElement()
				.satisfies((media) -> assertThat(media.getDataAsByteArray()).containsExactly(1, 2));
			assertThat(response.getResult().getMetadata().<Integer>get("m")).isEqualTo(1);
			output.getMetadata().put("mine", true);
			output.getMetadata().remove("k");
			output.getMedia().get(0).getDataAsByteArray()[0] = 9;
			response.getResult().getMetadata().entrySet().forEach(changing());
		}
		assertThat(this.provider.requests()).isOne();
	}

	private static Consumer<Map.Entry<String, Object>> changing() {
		return (entry) -> entry.setValue(99);
	}

	@Test
	void oneWhoAsksCannotChangeTheQuestionAfterwards() {
		Map<String, Object> metadata = new HashMap<>(Map.of("k", "v"));
		UserMessage message = UserMessage.builder().text("Hi").metadata(metadata).build();
		assertThat(asked(new Prompt(message))).isTrue();
		message.getMetadata().put("k", "w");
		assertThat(asked(new Prompt(message))).isTrue();
		assertThat(asked(new Prompt(UserMessage.builder().text("Hi").metadata(metadata).build()))).isFalse();
	}

	@Test
	void answerOfAVendorsOwnTypeIsGivenAsItIsAndNotKept() {
		class Reasoned extends AssistantMessage {

			Reasoned() {
				super("Because.", Map.of(), List.of(), List.of());
			}

		}
		Reasoned message = new Reasoned();
		this.provider.thenAnswer(ScriptedChatModel.response(message, "stop", new DefaultUsage(1, 1)));
		assertThat(this.chatModel.call(PROMPT).getResult().getOutput()).isSameAs(message);
		assertThat(this.chatModel.stream(PROMPT).blockLast().getResult().getOutput()).isSameAs(message);
		assertThat(this.chatModel.call(PROMPT).getResult().getOutput()).isSameAs(message);
		assertThat(this.provider.requests()).isEqualTo(3);
	}

	@Test
	void severalChoicesInOneStreamAreNotKept() {
		AssistantMessage other = AssistantMessage.builder().content("No.").properties(Map.of("index", 1)).build();
		this.provider.thenStream(ScriptedChatModel.chunk("Yes."),
				ScriptedChatModel.response(other, "stop", new EmptyUsage()));
		this.chatModel.stream(PROMPT).blockLast();
		this.chatModel.stream(PROMPT).blockLast();
		assertThat(this.provider.requests()).isEqualTo(2);
	}

	@Test
	void unknownNamesAreRejectedAsWithoutACache() {
		assertThatIllegalArgumentException().isThrownBy(() -> ask(FallbackChatOptions.builder().strategy("x").build()))
			.withMessageContaining("Unknown routing strategy");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.chatModel
				.stream(new Prompt("Hi", FallbackChatOptions.builder().providers("nobody").build()))
				.blockLast())
			.withMessageContaining("nobody");
	}

	@Test
	void everyOptionIsKnownToBePartOfTheQuestionOrNot() {
		Set<String> known = new TreeSet<>(Set.of("getOutputSchema", "getStrategy", "getProviders", "getMaxAttempts",
				"getTimeout", "getSimulateFailures", "isFallbackDisabled", "vendorOptions", "mutate", "equals",
				"hashCode", "builder"));
		known.add("getTags");
		assertThat(FallbackChatOptions.class.getDeclaredMethods())
			.filteredOn((method) -> !method.isSynthetic() && Modifier.isPublic(method.getModifiers()))
			.extracting(Method::getName)
			.isSubsetOf(known);
	}

	@Test
	void settingsAreChecked() {
		assertThatIllegalArgumentException().isThrownBy(() -> new CacheSettings(Duration.ZERO, 1))
			.withMessageContaining("'ttl'");
		assertThatIllegalArgumentException().isThrownBy(() -> new CacheSettings(Duration.ofMillis(-1), 1))
			.withMessageContaining("'ttl'");
		assertThatIllegalArgumentException().isThrownBy(() -> new CacheSettings(Duration.ofMillis(1), 0))
			.withMessageContaining("'maximumSize'");
	}

	private boolean ask(ChatOptions options) {
		return asked(new Prompt("Hi", options));
	}

	private boolean asked(Prompt prompt) {
		int before = this.provider.requests();
		boolean cached = FallbackMetadata.from(this.chatModel.call(prompt)).cached();
		assertThat(this.provider.requests() - before).isEqualTo(cached ? 0 : 1);
		return !cached;
	}

	private static UserMessage media(Object data) {
		return UserMessage.builder()
			.text("a")
			.media(Media.builder().mimeType(MimeTypeUtils.IMAGE_PNG).data(data).build())
			.build();
	}

	private static ToolResponseMessage toolResponse(String text) {
		return ToolResponseMessage.builder().responses(List.of(new ToolResponse("1", "now", text))).build();
	}

	private static String text(ChatResponse response) {
		return response.getResult().getOutput().getText();
	}

	private static String texts(List<ChatResponse> chunks) {
		StringBuilder text = new StringBuilder();
		chunks.stream().filter((chunk) -> chunk.getResult() != null).forEach((chunk) -> text.append(text(chunk)));
		return text.toString();
	}

}
