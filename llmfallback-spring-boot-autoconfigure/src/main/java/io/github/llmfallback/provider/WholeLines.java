package io.github.llmfallback.provider;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.llmfallback.failure.FailureKind;
import org.apache.commons.logging.impl.NoOpLog;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.ai.retry.TransientAiException;
import org.springframework.core.ResolvableType;
import org.springframework.core.codec.StringDecoder;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;

/**
 * Newline-delimited JSON without the broken lines: one of them would end the stream
 * although the rest of the answer is fine. Lines are not logged, for they may hold a key
 * or an answer.
 */
final class WholeLines {

	private static final ResolvableType STRING = ResolvableType.forClass(String.class);

	private static final StringDecoder LINES = StringDecoder.textPlainOnly();

	static {
		LINES.setLogger(new NoOpLog());
	}

	private WholeLines() {
	}

	/**
	 * Filters answers.
	 * @param key what errors must not repeat
	 */
	static ExchangeFilterFunction filter(SentKey key) {
		return (request, next) -> next.exchange(request).map((response) -> {
			MediaType type = response.headers().contentType().orElse(MediaType.APPLICATION_OCTET_STREAM);
			return MediaType.APPLICATION_NDJSON.isCompatibleWith(type)
					? response.mutate().body((content) -> wholeOnly(content, key)).build() : response;
		});
	}

	private static Flux<DataBuffer> wholeOnly(Flux<DataBuffer> body, SentKey key) {
		return Flux.defer(() -> {
			AtomicBoolean dropped = new AtomicBoolean();
			return LINES.decode(body, STRING, MimeTypeUtils.TEXT_PLAIN, null)
				.filter((line) -> isKept(line, dropped))
				.concatMap((line) -> checked(line, key))
				.switchIfEmpty(Flux.defer(() -> nothing(dropped.get())))
				.map((line) -> DefaultDataBufferFactory.sharedInstance
					.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
		});
	}

	private static boolean isKept(String line, AtomicBoolean dropped) {
		boolean whole = JsonEvents.isWhole(line.strip());
		if (!whole) {
			dropped.set(true);
		}
		return whole;
	}

	/**
	 * Ollama tells an error that comes after the status as a line of its own, which
	 * Spring AI takes for an answer without a message.
	 */
	private static Mono<String> checked(String line, SentKey key) {
		boolean error = line.contains("\"error\"") && !line.contains("\"message\"");
		return error ? Mono.error(new TransientAiException(key.hide(line))) : Mono.just(line);
	}

	private static Flux<String> nothing(boolean dropped) {
		return dropped
				? Flux.error(
						new BrokenAnswerException(FailureKind.MALFORMED_RESPONSE, "no line of the stream can be read"))
				: Flux.empty();
	}

}
