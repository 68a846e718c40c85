package io.github.llmfallback.sample;

import io.github.llmfallback.FallbackChatClient;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Answers questions, at once or word by word.
 */
@RestController
@RegisterReflectionForBinding(StreamEvents.Token.class)
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
		return StreamEvents.of(this.chatClient.stream(prompt(message)));
	}

	private static Prompt prompt(@Nullable String message) {
		if (!StringUtils.hasText(message)) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "Send a 'message' that is not empty.");
		}
		return new Prompt(message);
	}

}
