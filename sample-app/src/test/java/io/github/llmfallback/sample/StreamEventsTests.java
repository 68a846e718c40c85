package io.github.llmfallback.sample;

import java.time.Duration;
import java.util.List;

import io.github.llmfallback.sample.StreamEvents.Token;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;

import static org.assertj.core.api.Assertions.assertThat;

class StreamEventsTests {

	@Test
	void visitorWhoReadsSlowlyGetsEveryTokenBeforeTheError() {
		Flux<ChatResponse> broken = Flux.just(chunk("Once "), chunk("upon "), chunk("a "))
			.concatWith(Flux.error(new IllegalStateException("gone")));

		List<String> events = StreamEvents.of(broken)
			.concatMap((event) -> Mono.just(String.valueOf(event.event())).delayElement(Duration.ofMillis(5)), 1)
			.collectList()
			.block();

		assertThat(events).containsExactly("token", "token", "token", "error");
	}

	@Test
	void nativeImageCanWriteATokenWhichNoSignatureNames() throws NoSuchMethodException {
		RuntimeHints hints = new RuntimeHints();
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(hints, ChatController.class);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Token.class.getDeclaredMethod("text")))
			.accepts(hints);
	}

	private static ChatResponse chunk(String text) {
		return new ChatResponse(List.of(new Generation(new AssistantMessage(text))));
	}

}
