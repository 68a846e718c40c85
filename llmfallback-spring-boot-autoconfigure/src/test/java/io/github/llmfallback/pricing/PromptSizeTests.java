package io.github.llmfallback.pricing;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tokenizer.JTokkitTokenCountEstimator;
import org.springframework.ai.tool.function.FunctionToolCallback;
import org.springframework.util.MimeTypeUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

/**
 * Tests for {@link PromptSize}.
 */
class PromptSizeTests {

	private static final long EMPTY = PromptSize.of(new Prompt(List.of())).atMost();

	private static final long MESSAGE = PromptSize.of(new Prompt("")).atMost() - EMPTY;

	@ParameterizedTest
	@ValueSource(strings = { "The quick brown fox jumps over the lazy dog. ",
			"\u654f\u6377\u7684\u68d5\u8272\u72d0\u72f8", "caf\u00e9 cr\u00e8me \u4f60\u597d and so on " })
	void samplesTellWhatReadingEverythingDoes(String piece) {
		PromptSize size = PromptSize.of(new Prompt(piece.repeat(10_000)));
		assertThat(size.sampled()).isCloseTo(size.billable(), withinPercentage(5));
	}

	@Test
	void samplesAreTakenOfEachText() {
		Prompt prompt = new Prompt(List.of(new SystemMessage("a".repeat(50_000)),
				new UserMessage("\u4f60".repeat(50_000)), new UserMessage("b")));
		PromptSize size = PromptSize.of(prompt);
		assertThat(size.sampled()).isCloseTo(size.billable(), withinPercentage(5));
	}

	@Test
	void shortTextIsASampleOfItself() {
		PromptSize size = PromptSize.of(new Prompt("caf\u00e9"));
		assertThat(size.sampled()).isEqualTo(size.billable());
		assertThat(PromptSize.of(new Prompt(List.of())).sampled()).isEqualTo(EMPTY);
	}

	@ParameterizedTest
	@EnumSource(names = { "CL100K_BASE", "O200K_BASE" })
	void boundsHoldForTextsOfAllScripts(EncodingType type) {
		Encoding encoding = Encodings.newLazyEncodingRegistry().getEncoding(type);
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		for (int i = 0; i < 1_500; i++) {
			String text = text(random);
			PromptSize size = PromptSize.of(new Prompt(text));
			assertThat((long) encoding.countTokensOrdinary(text)).as("seed %d, text %d", seed, i)
				.isLessThanOrEqualTo(size.counted())
				.isLessThanOrEqualTo(text.getBytes(StandardCharsets.UTF_8).length)
				.isGreaterThanOrEqualTo(text.isEmpty() ? 0 : size.atLeast());
			assertThat(size.counted()).as("seed %d, text %d", seed, i)
				.isGreaterThanOrEqualTo(size.atLeast())
				.isLessThanOrEqualTo(size.atMostByBytes());
			assertThat(size.atMostByBytes()).as("seed %d, text %d", seed, i)
				.isGreaterThanOrEqualTo(EMPTY + MESSAGE + text.getBytes(StandardCharsets.UTF_8).length)
				.isLessThanOrEqualTo(size.atMost());
		}
	}

	@Test
	void longestTokensAreWithinTheLowerBound() {
		Encoding encoding = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
		for (char character : " \n\t=-_*#/.a0".toCharArray()) {
			String text = String.valueOf(character).repeat(10_000);
			assertThat(PromptSize.of(new Prompt(text)).atLeast()).isLessThanOrEqualTo(encoding.countTokens(text));
		}
	}

	@Test
	void reasoningThatIsSentBackIsText() {
		AssistantMessage message = AssistantMessage.builder()
			.content("Oslo")
			.properties(Map.of("reasoningContent", "Which city?"))
			.build();
		assertThat(PromptSize.of(new Prompt(message)).atMostByBytes())
			.isEqualTo(PromptSize.of(new Prompt(new AssistantMessage("Oslo" + "Which city?"))).atMostByBytes());
	}

	@Test
	void bytesOfWellFormedTextAreExact() {
		String text = "a\u007f\u0080\u07ff\u0800\uffff😀";
		assertThat(PromptSize.of(new Prompt(text)).atMostByBytes())
			.isEqualTo(EMPTY + MESSAGE + text.getBytes(StandardCharsets.UTF_8).length);
	}

	@Test
	void surrogatesWithoutTheirPairCountAsReplacements() {
		String text = "\ud83d\ud83d\ude00\ude00a\ud83d";
		assertThat(PromptSize.of(new Prompt(text)).atMostByBytes()).isEqualTo(EMPTY + MESSAGE + 3 + 4 + 3 + 1 + 3);
		assertThat(PromptSize.of(new Prompt(text)).counted()).isPositive();
	}

	@Test
	void everyTextCounts() {
		Prompt prompt = new Prompt(new SystemMessage("s".repeat(400)), new UserMessage("u".repeat(40)),
				AssistantMessage.builder()
					.content("a".repeat(20))
					.toolCalls(List.of(new AssistantMessage.ToolCall("id", "function", "name", "{\"a\":1}")))
					.build(),
				ToolResponseMessage.builder()
					.responses(List.of(new ToolResponseMessage.ToolResponse("id", "name", "{\"b\":2}")))
					.build());
		long texts = 400 + 40 + 20 + 2 * (2 + 4 + 7);
		assertThat(PromptSize.of(prompt).likely()).isEqualTo(1 + texts / 4);
		assertThat(PromptSize.of(prompt).atMostByBytes()).isGreaterThan(EMPTY + 4 * MESSAGE + texts);
	}

	@Test
	void toolsCount() {
		ToolCallingChatOptions options = ToolCallingChatOptions.builder()
			.toolCallbacks(FunctionToolCallback.builder("weather", (Map<String, Object> input) -> "fine")
				.description("d".repeat(1_000))
				.inputType(Map.class)
				.build())
			.build();
		assertThat(PromptSize.of(new Prompt("Hi", options)).likely())
			.isGreaterThan(PromptSize.of(new Prompt("Hi")).likely() + 250);
		assertThat(PromptSize.of(new Prompt("Hi", options)).counted())
			.isGreaterThan(PromptSize.of(new Prompt("Hi")).counted() + 1_000);
		assertThat(PromptSize.of(new Prompt("Hi", ToolCallingChatOptions.builder().build())).atMost())
			.isEqualTo(PromptSize.of(new Prompt("Hi")).atMost());
	}

	@Test
	void outputSchemaCounts() {
		ChatOptions options = StructuredOutputChatOptions.builder().outputSchema("{}".repeat(400)).build();
		assertThat(PromptSize.of(new Prompt("Hi", options)).atMostByBytes())
			.isGreaterThan(PromptSize.of(new Prompt("Hi")).atMostByBytes() + 800);
		assertThat(PromptSize.of(new Prompt("Hi", StructuredOutputChatOptions.builder().build())).atMost())
			.isEqualTo(PromptSize.of(new Prompt("Hi")).atMost());
	}

	@Test
	void mediaCountAFlatAmount() {
		Media picture = new Media(MimeTypeUtils.IMAGE_PNG, URI.create("http://localhost/a.png"));
		UserMessage message = UserMessage.builder().text("").media(picture, picture).build();
		assertThat(PromptSize.of(new Prompt(message)).counted()).isEqualTo(EMPTY + MESSAGE + 30_000);
	}

	@Test
	void emptyPromptIsNotNothing() {
		PromptSize size = PromptSize.of(new Prompt(List.of()));
		assertThat(size.atLeast()).isOne();
		assertThat(size.likely()).isOne();
		assertThat(size.counted()).isEqualTo(size.atMost()).isPositive();
	}

	@Test
	void boundsAreFoundWithoutCounting() {
		AtomicInteger counted = new AtomicInteger();
		PromptSize size = PromptSize.of(new Prompt("Hello"), counting(counted));
		assertThat(size.atMost()).isPositive();
		assertThat(size.atMostByBytes()).isPositive();
		assertThat(size.atLeast()).isPositive();
		assertThat(size.likely()).isPositive();
		assertThat(counted).hasValue(0);
	}

	@Test
	void tokensAreCountedOnce() {
		AtomicInteger counted = new AtomicInteger();
		PromptSize size = PromptSize.of(new Prompt("Hello"), counting(counted));
		assertThat(size.counted()).isEqualTo(size.counted());
		assertThat(counted).hasValue(1);
	}

	@Test
	void longTextsAreCountedInPieces() {
		String text = "a" + "😀".repeat(10_000) + "a";
		long tokens = new JTokkitTokenCountEstimator().estimate(text);
		assertThat(PromptSize.of(new Prompt(text)).counted()).isBetween(2 * tokens, 2 * tokens + EMPTY + MESSAGE + 100);
	}

	@Test
	void specialTokensSpelledOutAreText() {
		PromptSize size = PromptSize.of(new Prompt("Say <|endoftext|> please"));
		assertThat(size.counted()).isEqualTo(size.atMostByBytes());
	}

	private static JTokkitTokenCountEstimator counting(AtomicInteger counted) {
		return new JTokkitTokenCountEstimator() {

			@Override
			public int estimate(String text) {
				counted.incrementAndGet();
				return super.estimate(text);
			}

		};
	}

	private static String text(Random random) {
		int length = random.nextInt(1 << random.nextInt(1, 10));
		int script = random.nextInt(Script.values().length + 1);
		List<Script> scripts = (script < Script.values().length) ? List.of(Script.values()[script])
				: List.of(Script.values());
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < length; i++) {
			Script one = scripts.get(random.nextInt(scripts.size()));
			int repeated = (random.nextInt(20) == 0) ? random.nextInt(40) : 1;
			text.append(Character.toString(random.nextInt(one.first, one.last + 1)).repeat(repeated));
		}
		return text.toString();
	}

	/**
	 * Ranges of code points.
	 */
	private enum Script {

		ASCII(0x20, 0x7e), CONTROLS(0, 0x1f), SPACES(0x2000, 0x200b), LATIN(0xa0, 0x24f), COMBINING(0x300, 0x36f),
		GREEK_AND_CYRILLIC(0x370, 0x52f), ARABIC(0x600, 0x6ff), DEVANAGARI(0x900, 0x97f), THAI(0xe00, 0xe7f),
		KANA(0x3040, 0x30ff), HAN(0x4e00, 0x9fff), HANGUL(0xac00, 0xd7a3), LIGATURES(0xfb50, 0xfdff),
		EMOJI(0x1f300, 0x1faff), OLD(0x10000, 0x10fff), ANY(0, 0xd7ff), ANY_ABOVE(0xe000, 0x10ffff);

		private final int first;

		private final int last;

		Script(int first, int last) {
			this.first = first;
			this.last = last;
		}

	}

}
