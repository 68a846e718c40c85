package io.github.llmfallback.sample;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells a visitor of the bare address what there is.
 */
@RestController
class WelcomeController {

	private static final String WELCOME = """
			LLM Fallback for Spring: a chat service that keeps answering.

			ask     curl localhost:8080/chat -H 'Content-Type: application/json' -d '{"message": "Why is the sky blue?"}'
			stream  curl -N 'localhost:8080/chat/stream?message=Hello'
			look    curl localhost:8080/actuator/llmfallback
			""";

	@GetMapping(path = "/", produces = MediaType.TEXT_PLAIN_VALUE)
	String welcome() {
		return WELCOME;
	}

}
