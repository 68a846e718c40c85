package io.github.llmfallback.provider;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.google.genai.GoogleGenAiChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.util.ClassUtils;

/**
 * How many answers a request asks for. The bound of an answer holds for each of them, and
 * all of them are billed.
 */
final class AnswerCount {

	private static final boolean GEMINI_PRESENT = ClassUtils
		.isPresent("org.springframework.ai.google.genai.GoogleGenAiChatOptions", AnswerCount.class.getClassLoader());

	private AnswerCount() {
	}

	/**
	 * Reads the number.
	 * @param options of any vendor
	 * @return at least 1
	 */
	static int of(ChatOptions options) {
		Integer asked = null;
		if (OptionsTranslator.OPEN_AI_PRESENT) {
			asked = ofOpenAi(options);
		}
		if (asked == null && GEMINI_PRESENT) {
			asked = ofGemini(options);
		}
		return (asked != null) ? Math.max(1, asked) : 1;
	}

	private static @Nullable Integer ofOpenAi(ChatOptions options) {
		return (options instanceof OpenAiChatOptions openAi) ? openAi.getN() : null;
	}

	private static @Nullable Integer ofGemini(ChatOptions options) {
		return (options instanceof GoogleGenAiChatOptions gemini) ? gemini.getCandidateCount() : null;
	}

}
