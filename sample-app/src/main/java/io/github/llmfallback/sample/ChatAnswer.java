package io.github.llmfallback.sample;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.llmfallback.FallbackMetadata;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/**
 * An answer and how it came about.
 *
 * @param answer the text; left out at the end of a stream, which has sent it already
 * @param provider who answered
 * @param model the model that answered
 * @param attempts every attempt in order
 * @param fallbacks how many providers were left behind
 * @param cost of all attempts; {@code null} when unknown
 * @param elapsedMs how long the call took
 */
record ChatAnswer(@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String answer, String provider, String model,
		List<AttemptView> attempts, int fallbacks, @Nullable BigDecimal cost, long elapsedMs) {

	static ChatAnswer of(ChatResponse response) {
		Generation generation = Objects.requireNonNull(response.getResult());
		FallbackMetadata metadata = Objects.requireNonNull(FallbackMetadata.from(response));
		return of(generation.getOutput().getText(), metadata);
	}

	static ChatAnswer of(@Nullable String answer, FallbackMetadata metadata) {
		return new ChatAnswer(answer, metadata.provider(), metadata.model(),
				metadata.attempts().stream().map(AttemptView::of).toList(), metadata.fallbackCount(), metadata.cost(),
				metadata.elapsed().toMillis());
	}

}
