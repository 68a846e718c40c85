package io.github.llmfallback.sample.console;

import io.github.llmfallback.FallbackChatClient;
import reactor.core.publisher.Flux;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * What the page asks of the server. Everything that changes something takes JSON or is a
 * {@code DELETE}, neither of which a page from elsewhere can send.
 */
@RestController
@RequestMapping("/console")
class ConsoleController {

	private final LiveFeed feed;

	private final Workbench workbench;

	private final LoadGenerator load;

	private final FallbackChatClient chatClient;

	ConsoleController(LiveFeed feed, Workbench workbench, LoadGenerator load, FallbackChatClient chatClient) {
		this.feed = feed;
		this.workbench = workbench;
		this.load = load;
		this.chatClient = chatClient;
	}

	@GetMapping(path = "/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<ServerSentEvent<Object>> live() {
		return this.feed.events();
	}

	@PostMapping(path = "/providers/{provider}", consumes = MediaType.APPLICATION_JSON_VALUE)
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void provider(@PathVariable String provider, @RequestBody ProviderCommand command) {
		this.workbench.perform(provider, command);
	}

	@PostMapping(path = "/load", consumes = MediaType.APPLICATION_JSON_VALUE)
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void load(@RequestBody LoadCommand command) {
		if (command.callsPerSecond() < 0 || command.callsPerSecond() > LoadGenerator.MOST_PER_SECOND) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST,
					"'callsPerSecond' is from 0 to " + LoadGenerator.MOST_PER_SECOND + ".");
		}
		this.load.set(command.callsPerSecond());
	}

	@DeleteMapping("/spend")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void resetSpend() {
		this.chatClient.resetSpend();
	}

}
