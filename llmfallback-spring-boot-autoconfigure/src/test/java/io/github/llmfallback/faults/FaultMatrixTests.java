package io.github.llmfallback.faults;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.LlmFallbackException;
import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.attempt.AnswerSettings;
import io.github.llmfallback.attempt.CallSettings;
import io.github.llmfallback.attempt.KindOverrides;
import io.github.llmfallback.attempt.StreamSettings;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.AnthropicChatModelFactory;
import io.github.llmfallback.provider.ChatModelFactory;
import io.github.llmfallback.provider.ChatModelSettings;
import io.github.llmfallback.provider.GeminiChatModelFactory;
import io.github.llmfallback.provider.OllamaChatModelFactory;
import io.github.llmfallback.provider.OpenAiChatModelFactory;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.ProviderKey;
import io.github.llmfallback.provider.ProviderModel;
import io.github.llmfallback.provider.ProviderType;
import io.github.llmfallback.provider.RetrySettings;
import io.github.llmfallback.testsupport.Vendor;
import io.github.llmfallback.testsupport.VendorServer;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever goes wrong at a provider, of whichever family, the failure has the right kind
 * and the right thing follows.
 */
class FaultMatrixTests {

	private static final String SECOND_ANSWER = "The second provider's answer";

	private static final String FIRST = "first";

	private static final String SECOND = "second";

	private static final Prompt PROMPT = new Prompt("Hello");

	private static final Map<Vendor, ChatModelFactory> FACTORIES = factories();

	private static final Map<Vendor, VendorServer> SERVERS = new EnumMap<>(Vendor.class);

	private static final FaultMatrix MATRIX = new FaultMatrix();

	@BeforeAll
	static void startServersAndLoadClients() {
		for (Vendor vendor : Vendor.values()) {
			VendorServer server = VendorServer.start(vendor).answers("Ready");
			SERVERS.put(vendor, server);
			ChatModel model = chatModel(vendor, server.baseUrl(), Patience.NORMAL);
			model.call(PROMPT);
			model.stream(PROMPT).blockLast(Patience.LONG);
		}
	}

	@AfterAll
	static void documentedTableIsWhatWasSeen() throws IOException {
		SERVERS.values().forEach(VendorServer::close);
		if (MATRIX.isComplete()) {
			assertThat(MATRIX.write())
				.as("docs/fault-matrix.md shows what was seen; -Dfault-matrix.update=true writes it anew")
				.isTrue();
		}
	}

	static Stream<Arguments> cases() {
		return Arrays.stream(Fault.values())
			.flatMap((fault) -> Arrays.stream(Vendor.values())
				.flatMap((vendor) -> fault.modes().stream().map((mode) -> Arguments.of(fault, vendor, mode))));
	}

	@ParameterizedTest
	@MethodSource("cases")
	void faultHasItsKindAndWhatFollowsIsRight(Fault fault, Vendor vendor, Mode mode) throws Exception {
		VendorServer first = server(vendor);
		VendorServer second = server(next(vendor)).answers(SECOND_ANSWER);
		try (Upstream upstream = fault.upstream(first, mode);
				FallbackChatModel model = model(vendor, upstream.baseUrl(), second, fault.patience())) {
			Result result = ask(model, mode);
			MATRIX.record(fault, vendor, mode, result.describe());
			Ending ending = ending(fault, vendor, mode);
			FailureKind kind = fault.kind(vendor, mode);
			assertThat(result.describe()).as(() -> result.attempts() + " " + result.failure())
				.isEqualTo(Result.describe(String.valueOf(kind), ending));
			assertThat(result.attempts()).hasSize((ending == Ending.FALLBACK) ? 2 : 1);
			assertThat(result.attempts().get(0).provider()).isEqualTo(FIRST);
			assertThat(upstream.requests()).isIn(1, Upstream.UNCOUNTED);
			assertThat(second.count()).isEqualTo((ending == Ending.FALLBACK) ? 1 : 0);
			assertThat(result.text()).matches(expectedText(ending));
			if (fault == Fault.TOO_MANY_REQUESTS_FOR_SECONDS) {
				assertThat(result.attempts().get(0).retryAfter()).hasSeconds(7);
			}
		}
		finally {
			second.reset();
		}
	}

	private static Ending ending(Fault fault, Vendor vendor, Mode mode) {
		FailureKind kind = fault.kind(vendor, mode);
		if (kind == null) {
			return Ending.ANSWER;
		}
		if (fault.isPartial(mode)) {
			return Ending.PARTIAL;
		}
		if (fault.patience().equals(Patience.SHORT_CALL)) {
			return Ending.EXHAUSTED;
		}
		return (kind == FailureKind.INVALID_REQUEST) ? Ending.STOP : Ending.FALLBACK;
	}

	private static String expectedText(Ending ending) {
		return switch (ending) {
			case ANSWER -> Pattern.quote(Bodies.WORDS.text());
			case FALLBACK -> Pattern.quote(SECOND_ANSWER);
			case PARTIAL -> "(?:Hello|One word).*";
			case STOP, EXHAUSTED -> "";
		};
	}

	private static Result ask(FallbackChatModel model, Mode mode) {
		try {
			List<ChatResponse> chunks = (mode == Mode.STREAM)
					? Objects.requireNonNull(model.stream(PROMPT).collectList().block(Patience.LONG))
					: List.of(model.call(PROMPT));
			return Result.of(chunks);
		}
		catch (LlmFallbackException ex) {
			return Result.of(ex);
		}
	}

	private static VendorServer server(Vendor vendor) {
		VendorServer server = Objects.requireNonNull(SERVERS.get(vendor));
		server.reset();
		return server;
	}

	private static Vendor next(Vendor vendor) {
		return Vendor.values()[(vendor.ordinal() + 1) % Vendor.values().length];
	}

	private static FallbackChatModel model(Vendor vendor, String baseUrl, VendorServer second, Patience patience) {
		StreamSettings streams = new StreamSettings(Patience.LONG, patience.idle(), StreamSettings.AfterContent.ERROR);
		return FallbackChatModel.builder()
			.strategy("declared-order")
			.timeout(patience.call())
			.settings(new CallSettings(RetrySettings.NONE, streams, AnswerSettings.STRICT, KindOverrides.NONE,
					WhenUnavailable.TRY_SOONEST))
			.provider(provider(FIRST, vendor, baseUrl, patience))
			.provider(provider(SECOND, second.vendor(), second.baseUrl(), Patience.NORMAL))
			.build();
	}

	private static LlmProvider provider(String name, Vendor vendor, String baseUrl, Patience patience) {
		return LlmProvider.of(Provider.builder(name)
			.type(type(vendor).id())
			.timeout(patience.attempt())
			.models(List.of(new ProviderModel("model", null)))
			.keys(List.of(new ProviderKey(name + "#1", () -> chatModel(vendor, baseUrl, patience))))
			.build());
	}

	private static ChatModel chatModel(Vendor vendor, String baseUrl, Patience patience) {
		ChatModelFactory factory = Objects.requireNonNull(FACTORIES.get(vendor));
		return factory.create(new ChatModelSettings("test", type(vendor), baseUrl, "key-for-tests", "model", null, null,
				patience.attempt()));
	}

	private static ProviderType type(Vendor vendor) {
		return ProviderType.valueOf(vendor.name());
	}

	private static Map<Vendor, ChatModelFactory> factories() {
		ObservationRegistry none = ObservationRegistry.NOOP;
		return Map.of(Vendor.OPENAI, new OpenAiChatModelFactory(none, null), Vendor.ANTHROPIC,
				new AnthropicChatModelFactory(none, null), Vendor.GEMINI, new GeminiChatModelFactory(none, null),
				Vendor.OLLAMA, new OllamaChatModelFactory(none, null));
	}

}
