package io.github.llmfallback;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

import io.github.llmfallback.attempt.CallSummary;
import io.github.llmfallback.cache.CachedAnswer;
import io.github.llmfallback.pricing.Money;
import io.github.llmfallback.provider.Target;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.model.ChatResponse;

/**
 * How an answer came about. Every response of a {@link FallbackChatModel} carries it; of
 * a stream, the last chunk does.
 *
 * @param callId identifies the call in logs and in the endpoint; an answer from the cache
 * has that of the call that brought it
 * @param provider who answered
 * @param model the model that answered
 * @param keyAlias the key that was used; {@code null} for a provider without keys
 * @param attempts every attempt in order, the successful one last; empty for an answer
 * from the cache
 * @param fallbackCount how many providers were left behind; 0 when nobody but the first
 * one was asked
 * @param cost of all attempts together, in the configured currency; {@code null} when the
 * price or the tokens of an attempt are unknown
 * @param cached whether another call brought the answer: it came from the cache, or an
 * identical call was under way. It costs nothing then
 * @param elapsed from the call to the answer
 */
public record FallbackMetadata(String callId, String provider, String model, @Nullable String keyAlias,
		List<AttemptRecord> attempts, int fallbackCount, @Nullable BigDecimal cost, boolean cached, Duration elapsed) {

	private static final String KEY = "llm.fallback";

	private static final String RESTART_KEY = "llm.fallback.restart";

	public FallbackMetadata {
		attempts = List.copyOf(attempts);
	}

	/**
	 * Reads the metadata of a response.
	 * @param response a response of a {@link FallbackChatModel}
	 * @return its metadata, or {@code null} when the response comes from elsewhere or is
	 * a chunk of a stream before the last
	 */
	public static @Nullable FallbackMetadata from(ChatResponse response) {
		Object origin = response.getMetadata().get(KEY);
		return (origin instanceof AnswerOrigin answer) ? answer.metadata() : (FallbackMetadata) origin;
	}

	/**
	 * Whether the answer begins anew with this chunk of a stream: an application that has
	 * shown text so far takes it back. Happens only with
	 * {@code llm.fallback.stream.after-content=restart}.
	 * @param chunk a chunk of a stream
	 * @return {@code true} for the first chunk of the new answer
	 */
	public static boolean isRestart(ChatResponse chunk) {
		return Boolean.TRUE.equals(chunk.getMetadata().get(RESTART_KEY));
	}

	/**
	 * Adds to an answer that was asked for by another call how this one got it.
	 */
	static ChatResponse addCached(ChatResponse response, CachedAnswer answer, Duration elapsed) {
		Target target = answer.target();
		FallbackMetadata metadata = new FallbackMetadata(answer.callId(), target.provider().name(),
				target.model().name(), target.key().alias(), List.of(), 0, BigDecimal.ZERO, true, elapsed);
		return with(response, KEY, metadata);
	}

	static ChatResponse markRestart(ChatResponse chunk) {
		return with(chunk, RESTART_KEY, true);
	}

	/**
	 * Adds the metadata of an answered call to its response.
	 */
	static ChatResponse addTo(ChatResponse response, CallSummary summary) {
		Target target = summary.answeredBy();
		return (target != null) ? with(response, KEY, new AnswerOrigin(summary, target)) : response;
	}

	/**
	 * The metadata of a call.
	 * @param target who answered it
	 */
	static FallbackMetadata of(CallSummary summary, Target target) {
		Long cost = summary.cost();
		return new FallbackMetadata(summary.callId(), target.provider().name(), target.model().name(),
				target.key().alias(), AttemptRecord.of(summary.attempts()), summary.fallbackCount(),
				(cost != null) ? Money.toDecimal(cost) : null, false, summary.elapsed());
	}

	private static ChatResponse with(ChatResponse response, String key, Object value) {
		ChatResponseMetadata about = response.getMetadata();
		ChatResponseMetadata.Builder metadata = ChatResponseMetadata.builder()
			.id(about.getId())
			.model(about.getModel())
			.rateLimit(about.getRateLimit())
			.usage(about.getUsage())
			.promptMetadata(about.getPromptMetadata());
		if (!about.isEmpty()) {
			about.entrySet().forEach((entry) -> metadata.keyValue(entry.getKey(), entry.getValue()));
		}
		return new ChatResponse(response.getResults(), metadata.keyValue(key, value).build());
	}

}
