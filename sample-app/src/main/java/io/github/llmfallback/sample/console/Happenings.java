package io.github.llmfallback.sample.console;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.llmfallback.budget.BudgetAlert;
import io.github.llmfallback.observation.ProviderFailedOver;
import io.github.llmfallback.observation.ProviderRecovered;
import io.github.llmfallback.observation.ProviderUnavailable;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.Sinks.EmitFailureHandler;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The events of the library, as they happen and the latest ones once more. A load makes
 * calls leave a provider many times a second; these are counted and told together.
 */
@Component
class Happenings {

	private static final int MOST_UNREAD = 40;

	private final InstantSource clock;

	private final Sinks.Many<Happening> live = Sinks.many().multicast().directBestEffort();

	private final Latest<Happening> alerts = new Latest<>(10);

	private final Latest<Happening> changes = new Latest<>(20);

	private final Map<Handover, Integer> handovers = new LinkedHashMap<>();

	Happenings(InstantSource clock) {
		this.clock = clock;
	}

	@EventListener
	void alert(BudgetAlert event) {
		tell(happening(event), this.alerts);
	}

	@EventListener({ ProviderUnavailable.class, ProviderRecovered.class })
	void changed(Object event) {
		tell(happening(event), this.changes);
	}

	@EventListener
	void failedOver(ProviderFailedOver event) {
		synchronized (this.handovers) {
			this.handovers.merge(new Handover(event.from(), event.to(), event.reason()), 1, Integer::sum);
		}
	}

	/**
	 * Begins to count anew who is left behind: what nobody saw is no news later.
	 */
	void forgetHandovers() {
		takeHandovers();
	}

	/**
	 * Tells who was left behind since this was done before.
	 */
	void tellHandovers() {
		Map<Handover, Integer> counts = takeHandovers();
		Instant now = this.clock.instant();
		counts.forEach((handover, count) -> tell(Happening.of(now, handover, count)));
	}

	private Map<Handover, Integer> takeHandovers() {
		synchronized (this.handovers) {
			Map<Handover, Integer> counts = new LinkedHashMap<>(this.handovers);
			this.handovers.clear();
			return counts;
		}
	}

	private Happening happening(Object event) {
		return Happening.of(this.clock.instant(), event, 1);
	}

	private void tell(Happening happening, Latest<Happening> memory) {
		memory.add(happening);
		tell(happening);
	}

	private void tell(Happening happening) {
		this.live.emitNext(happening, EmitFailureHandler.busyLooping(Duration.ofMillis(100)));
	}

	/**
	 * The latest alerts and changes of health, oldest first.
	 */
	List<Happening> latest() {
		return Stream.concat(this.alerts.all().stream(), this.changes.all().stream())
			.sorted(Comparator.comparing(Happening::at))
			.toList();
	}

	/**
	 * What happens from now on. Who reads too slowly misses the oldest.
	 */
	Flux<Happening> live() {
		return this.live.asFlux().onBackpressureBuffer(MOST_UNREAD, (missed) -> {
		}, BufferOverflowStrategy.DROP_OLDEST);
	}

	/**
	 * Calls that left one provider for another.
	 */
	record Handover(String from, String to, String reason) {

	}

}
