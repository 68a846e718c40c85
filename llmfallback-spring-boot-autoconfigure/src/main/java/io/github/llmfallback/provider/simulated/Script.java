package io.github.llmfallback.provider.simulated;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

import org.springframework.ai.chat.model.ChatResponse;

/**
 * How one stream goes.
 *
 * @param silence time until the first chunk, or until the error when there is none
 * @param chunks what arrives
 * @param error how it ends; {@code null} for normal completion
 */
record Script(Duration silence, List<ChatResponse> chunks, @Nullable SimulatedFailureException error) {

	Flux<ChatResponse> play(Duration pace, Scheduler scheduler) {
		Flux<ChatResponse> stream = paced(pace, scheduler);
		if (this.error != null) {
			stream = stream.concatWith(Flux.error(this.error));
		}
		return (this.silence.isZero()) ? stream : stream.delaySubscription(this.silence, scheduler);
	}

	private Flux<ChatResponse> paced(Duration pace, Scheduler scheduler) {
		if (pace.isZero() || this.chunks.size() < 2) {
			return Flux.fromIterable(this.chunks);
		}
		Flux<ChatResponse> others = Flux.fromIterable(this.chunks.subList(1, this.chunks.size()));
		return others.delayElements(pace, scheduler).startWith(this.chunks.get(0));
	}

}
