package io.github.llmfallback.sample.console;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.ProviderStatus;
import org.jspecify.annotations.Nullable;

/**
 * The latest three minutes that somebody watched, one point a second. Thread-safe.
 */
final class History {

	private final Latest<Moment> moments = new Latest<>(180);

	private @Nullable Reading before;

	synchronized Moment add(Instant at, List<ProviderStatus> providers, @Nullable Long p95Ms) {
		Reading reading = new Reading(at, providers);
		Moment moment = new Moment(at, reading.answersPerSecondSince(this.before), reading.spentToday(), p95Ms);
		this.before = reading;
		this.moments.add(moment);
		return moment;
	}

	List<Moment> moments() {
		return this.moments.all();
	}

	/**
	 * What the providers said at one time.
	 */
	private record Reading(Instant at, List<ProviderStatus> providers) {

		Map<String, Double> answersPerSecondSince(@Nullable Reading before) {
			Map<String, Double> answers = new LinkedHashMap<>();
			if (before != null) {
				double seconds = Math.max(1, Duration.between(before.at, this.at).toMillis()) / 1000.0;
				this.providers.forEach((provider) -> {
					long since = provider.calls().succeeded() - before.answers(provider.name());
					answers.put(provider.name(), Math.round(10 * since / seconds) / 10.0);
				});
			}
			return answers;
		}

		private long answers(String name) {
			return this.providers.stream()
				.filter((provider) -> provider.name().equals(name))
				.mapToLong((provider) -> provider.calls().succeeded())
				.sum();
		}

		Map<String, BigDecimal> spentToday() {
			Map<String, BigDecimal> spent = new LinkedHashMap<>();
			this.providers.forEach((provider) -> {
				if (provider.spend() != null) {
					spent.put(provider.name(), provider.spend().today());
				}
			});
			return spent;
		}

	}

}
