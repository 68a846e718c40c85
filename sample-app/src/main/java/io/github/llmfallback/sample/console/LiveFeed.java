package io.github.llmfallback.sample.console;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import io.github.llmfallback.actuate.LlmFallbackDescriptor;
import io.github.llmfallback.actuate.LlmFallbackEndpoint;
import io.github.llmfallback.budget.BudgetAlert;
import io.github.llmfallback.observation.ProviderRecovered;
import io.github.llmfallback.observation.ProviderUnavailable;
import io.github.llmfallback.sample.console.Happenings.Handover;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.stereotype.Component;

/**
 * Looks once a second for all pages that are open, and not at all when none is. The load
 * ends when the last page has been closed for five seconds, which is long enough to load
 * it again.
 */
@Component
@RegisterReflectionForBinding({ ConsoleSnapshot.class, ConsoleHistory.class, Handover.class, BudgetAlert.class,
		ProviderUnavailable.class, ProviderRecovered.class })
class LiveFeed {

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private static final Duration GRACE = Duration.ofSeconds(5);

	private final LlmFallbackEndpoint endpoint;

	private final Workbench workbench;

	private final Purse purse;

	private final LoadGenerator load;

	private final Happenings happenings;

	private final InstantSource clock;

	private final History history = new History();

	private final Flux<ConsoleSnapshot> snapshots;

	private final Sinks.Empty<Void> closed = Sinks.empty();

	LiveFeed(LlmFallbackEndpoint endpoint, Workbench workbench, Purse purse, LoadGenerator load, Happenings happenings,
			InstantSource clock) {
		this.endpoint = endpoint;
		this.workbench = workbench;
		this.purse = purse;
		this.load = load;
		this.happenings = happenings;
		this.clock = clock;
		this.snapshots = Flux.interval(Duration.ZERO, INTERVAL)
			.doOnSubscribe((subscription) -> happenings.forgetHandovers())
			.onBackpressureDrop()
			.publishOn(Schedulers.boundedElastic(), 1)
			.map((beat) -> look())
			.doFinally((end) -> load.stop())
			.replay(1)
			.refCount(1, GRACE);
	}

	private ConsoleSnapshot look() {
		this.happenings.tellHandovers();
		Instant now = this.clock.instant();
		LlmFallbackDescriptor fallback = this.endpoint.llmFallback();
		LoadReport report = this.load.report();
		return new ConsoleSnapshot(now, fallback, this.workbench.simulations(),
				this.purse.shortages(fallback.budgets()), report,
				this.history.add(now, fallback.providers(), report.p95Ms()));
	}

	/**
	 * The events of one page: {@code history} once, then {@code snapshot} every second
	 * and {@code happening} as it happens, until the application ends.
	 */
	Flux<ServerSentEvent<Object>> events() {
		return Flux
			.merge(Flux.defer(() -> Flux.just(past())), this.happenings.live().map((it) -> event("happening", it)),
					this.snapshots.onBackpressureLatest().map((it) -> event("snapshot", it)))
			.takeUntilOther(this.closed.asMono());
	}

	private ServerSentEvent<Object> past() {
		return event("history", new ConsoleHistory(this.history.moments(), this.happenings.latest()));
	}

	private static ServerSentEvent<Object> event(String name, Object data) {
		return ServerSentEvent.builder(data).event(name).build();
	}

	/**
	 * Lets the server end: it waits for requests under way.
	 */
	@EventListener(ContextClosedEvent.class)
	void close() {
		this.closed.tryEmitEmpty();
	}

}
