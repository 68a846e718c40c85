package io.github.llmfallback.sample;

import io.github.llmfallback.FallbackChatClient;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.util.StringUtils;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers questions, at once or word by word.
 */
@RestController
class ChatController {

	private final FallbackChatClient chatClient;

	ChatController(FallbackChatClient chatClient) {
		this.chatClient = chatClient;
	}

	@PostMapping("/chat")
	ChatAnswer chat(@RequestBody ChatRequest request) {
		return ChatAnswer.of(this.chatClient.call(prompt(request.message())));
	}

	@GetMapping(path = "/chat/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<ServerSentEvent<Object>> stream(@RequestParam String message) {
		return this.chatClient.stream(prompt(message))
			.concatMapIterable(StreamEvents::of)
			.onErrorResume((error) -> Flux.just(StreamEvents.failed(error)));
	}

	private static Prompt prompt(@Nullable String message) {
		if (!StringUtils.hasText(message)) {
			ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST,
					"Send a JSON object with a 'message' that is not empty.");
			problem.setTitle("The message is missing");
			throw new ErrorResponseException(HttpStatus.BAD_REQUEST, problem, null);
		}
		return new Prompt(message);
	}

}
