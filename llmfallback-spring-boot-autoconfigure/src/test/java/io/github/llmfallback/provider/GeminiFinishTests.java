package io.github.llmfallback.provider;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The end of a stream, and nothing before it, says why the model stopped.
 */
class GeminiFinishTests {

	@Test
	void onlyTheEndSaysStop() {
		assertThat(reasons(Flux.just(chunk("STOP"), chunk("STOP")))).containsExactly("", "", "STOP");
	}

	@ParameterizedTest
	@ValueSource(strings = { "SAFETY", "MAX_TOKENS" })
	void anotherReasonIsTheLast(String reason) {
		assertThat(reasons(Flux.just(chunk("STOP"), chunk(reason), chunk("STOP")))).containsExactly("", reason, "");
	}

	@Test
	void chunkWithoutAReasonPasses() {
		assertThat(reasons(Flux.just(chunk("")))).containsExactly("", "STOP");
	}

	@Test
	void eachSubscriptionHasItsOwnEnd() {
		Flux<ChatResponse> chunks = GeminiFinish.onLastChunk(Flux.just(chunk("SAFETY")));
		assertThat(chunks.collectList().block()).hasSize(1);
		assertThat(chunks.collectList().block()).hasSize(1);
	}

	@Test
	void failedStreamHasNoEnd() {
		List<ChatResponse> seen = new ArrayList<>();
		GeminiFinish.onLastChunk(Flux.concat(Flux.just(chunk("STOP")), Flux.error(new IllegalStateException())))
			.subscribe(seen::add, (error) -> {
			});
		assertThat(seen).hasSize(1);
	}

	private static List<String> reasons(Flux<ChatResponse> chunks) {
		return GeminiFinish.onLastChunk(chunks).map(GeminiFinishTests::reason).collectList().block();
	}

	private static String reason(ChatResponse chunk) {
		String reason = chunk.getResult().getMetadata().getFinishReason();
		return (reason != null) ? reason : "";
	}

	private static ChatResponse chunk(String reason) {
		return new ChatResponse(List.of(new Generation(new AssistantMessage("word"),
				ChatGenerationMetadata.builder().finishReason(reason).build())));
	}

}
