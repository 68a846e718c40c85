package io.github.llmfallback.faults;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

import io.github.llmfallback.AllProvidersFailedException;
import io.github.llmfallback.AttemptRecord;
import io.github.llmfallback.FallbackMetadata;
import io.github.llmfallback.LlmFallbackException;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatResponse;

/**
 * What was seen, or has to be.
 *
 * @param ending what the application got
 * @param attempts on record
 * @param text all of it that arrived
 * @param failure what was thrown; {@code null} for an answer
 */
record Result(Ending ending, List<AttemptRecord> attempts, String text, @Nullable LlmFallbackException failure) {

	static Result of(List<ChatResponse> chunks) {
		FallbackMetadata metadata = Objects.requireNonNull(FallbackMetadata.from(chunks.get(chunks.size() - 1)));
		String text = chunks.stream()
			.flatMap((chunk) -> chunk.getResults().stream())
			.map((generation) -> Objects.requireNonNullElse(generation.getOutput().getText(), ""))
			.collect(Collectors.joining());
		return new Result((metadata.fallbackCount() > 0) ? Ending.FALLBACK : Ending.ANSWER, metadata.attempts(), text,
				null);
	}

	static Result of(LlmFallbackException failure) {
		String text = failure.partialText();
		Ending ending = (failure instanceof AllProvidersFailedException) ? Ending.EXHAUSTED
				: (text != null) ? Ending.PARTIAL : Ending.STOP;
		return new Result(ending, failure.attempts(), (text != null) ? text : "", failure);
	}

	/**
	 * The kind of the first failure and what followed.
	 */
	String describe() {
		return describe(this.attempts.get(0).outcome(), this.ending);
	}

	static String describe(String outcome, Ending ending) {
		String followed = ending.name().toLowerCase(Locale.ROOT);
		return (ending == Ending.ANSWER) ? followed : "`" + outcome + "` " + followed;
	}

}
