package io.github.llmfallback.sample;

import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows the console to a browser, and tells everybody else what there is.
 */
@RestController
class WelcomeController {

	private static final String WELCOME = """
			LLM Fallback for Spring: a chat service that keeps answering.

			watch   open localhost:8080 in a browser
			ask     curl localhost:8080/chat -H 'Content-Type: application/json' -d '{"message": "Why is the sky blue?"}'
			stream  curl -N 'localhost:8080/chat/stream?message=Hello'
			look    curl localhost:8080/actuator/llmfallback
			""";

	@GetMapping("/")
	ResponseEntity<Object> welcome(@RequestHeader HttpHeaders headers) {
		return headers.getAccept().stream().anyMatch(MediaType.TEXT_HTML::equalsTypeAndSubtype)
				? ResponseEntity.ok().contentType(MediaType.TEXT_HTML).body(new ClassPathResource("static/index.html"))
				: ResponseEntity.ok().contentType(MediaType.TEXT_PLAIN).body(WELCOME);
	}

}
