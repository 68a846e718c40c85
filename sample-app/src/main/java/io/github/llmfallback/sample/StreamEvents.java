package io.github.llmfallback.sample;

import java.util.ArrayList;
import java.util.List;

import io.github.llmfallback.FallbackMetadata;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.util.StringUtils;

/**
 * The events of a streamed answer: {@code token} for each piece of text, then
 * {@code done} with the metadata, or {@code error} with a problem detail when the answer
 * breaks off. A stream that fails before its first event stays an error, so that the
 * client gets the HTTP status of the problem instead of a stream.
 */
final class StreamEvents {

	private StreamEvents() {
	}

	static Flux<ServerSentEvent<Object>> of(Flux<ChatResponse> chunks) {
		return chunks.concatMapDelayError((chunk) -> Flux.fromIterable(of(chunk)))
			.switchOnFirst((first, events) -> first.hasValue()
					? events.onErrorResume((error) -> Flux.just(event("error", FailureProblem.of(error)))) : events);
	}

	private static List<ServerSentEvent<Object>> of(ChatResponse chunk) {
		List<ServerSentEvent<Object>> events = new ArrayList<>(2);
		Generation generation = chunk.getResult();
		if (generation != null && StringUtils.hasLength(generation.getOutput().getText())) {
			events.add(event("token", new Token(generation.getOutput().getText())));
		}
		FallbackMetadata metadata = FallbackMetadata.from(chunk);
		if (metadata != null) {
			events.add(event("done", ChatAnswer.of(null, metadata)));
		}
		return events;
	}

	private static ServerSentEvent<Object> event(String name, Object data) {
		return ServerSentEvent.builder(data).event(name).build();
	}

	/**
	 * A piece of the answer.
	 *
	 * @param text what to append
	 */
	record Token(String text) {

	}

}
