package io.github.llmfallback.provider.simulated;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.github.llmfallback.failure.FailureKind;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

/**
 * Chance follows from the seed alone.
 */
class SimulatedChanceTests {

	private static final Prompt PROMPT = new Prompt("hello there");

	private static final int THREADS = 8;

	private static final Map<FailureKind, Double> MANY_FAILURES = Map.of(FailureKind.RATE_LIMITED, 0.2,
			FailureKind.TIMEOUT, 0.1, FailureKind.EMPTY_RESPONSE, 0.1, FailureKind.SERVER_ERROR, 0.1);

	@Test
	void requestsHaveTheSameFatesWhateverThreadsSendThem() throws Exception {
		int perThread = 500;
		List<String> sequential = new ArrayList<>();
		Requests one = new Requests(42);
		for (int i = 0; i < THREADS * perThread; i++) {
			sequential.add(one.next());
		}
		Requests shared = new Requests(42);
		CyclicBarrier start = new CyclicBarrier(THREADS);
		Callable<List<String>> sender = () -> {
			start.await();
			return IntStream.range(0, perThread).mapToObj((i) -> shared.next()).toList();
		};
		List<String> concurrent = new ArrayList<>();
		ExecutorService executor = Executors.newFixedThreadPool(THREADS);
		try {
			for (Future<List<String>> fates : executor
				.invokeAll(IntStream.range(0, THREADS).mapToObj((i) -> sender).toList())) {
				concurrent.addAll(fates.get());
			}
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(new TreeSet<>(concurrent)).hasSize(THREADS * perThread).isEqualTo(new TreeSet<>(sequential));
	}

	@Test
	void fatesOfASeedNeverChange() {
		Requests requests = new Requests(42);
		assertThat(List.of(requests.fate(), requests.fate(), requests.fate(), requests.fate(), requests.fate()))
			.containsExactly("RATE_LIMITED PT0.09023879S", "TIMEOUT PT1M", "RATE_LIMITED PT0.318007549S",
					"TIMEOUT PT1M", "SERVER_ERROR PT0.702696217S");
	}

	@Test
	void streamsAndCallsShareTheirFates() {
		SimulatedChatModel calling = SimulatedChatModel.builder().provider("acme").seed(3).build();
		SimulatedChatModel streaming = SimulatedChatModel.builder().provider("acme").seed(3).build();
		for (int i = 0; i < 20; i++) {
			String streamed = streaming.stream(PROMPT)
				.map((chunk) -> String.valueOf(chunk.getResults().get(0).getOutput().getText()))
				.reduce("", String::concat)
				.block();
			assertThat(calling.call("hello there")).isEqualTo(streamed);
		}
	}

	@Test
	void forcedFailureDoesNotShiftTheFatesOfLaterRequests() {
		Requests undisturbed = new Requests(42);
		Requests disturbed = new Requests(42);
		for (int i = 0; i < 100; i++) {
			String expected = undisturbed.next();
			if (i % 10 == 0) {
				disturbed.model.failWith(FailureKind.UNKNOWN);
				assertThat(disturbed.next()).contains("UNKNOWN");
				disturbed.model.heal();
			}
			else {
				assertThat(disturbed.next()).isEqualTo(expected);
			}
		}
	}

	@Test
	void otherSeedsMeanOtherFates() {
		assertThat(fates(new Requests(1), 50)).isNotEqualTo(fates(new Requests(2), 50));
	}

	@Test
	void providersWithoutSeedDoNotFailInStep() {
		assertThat(failures("openai")).isEqualTo(failures("openai")).isNotEqualTo(failures("anthropic"));
	}

	@Test
	void failuresComeAsOftenAsConfigured() {
		int requests = 20_000;
		Map<FailureKind, Double> probabilities = Map.of(FailureKind.RATE_LIMITED, 0.05, FailureKind.SERVER_ERROR, 0.2,
				FailureKind.CONNECTION, 0.01, FailureKind.AUTHENTICATION, 0.0);
		SimulatedChatModel model = SimulatedChatModel.builder()
			.provider("acme")
			.seed(42)
			.failures(probabilities)
			.build();
		Map<FailureKind, Integer> seen = new EnumMap<>(FailureKind.class);
		for (int i = 0; i < requests; i++) {
			try {
				model.call(PROMPT);
			}
			catch (SimulatedFailureException ex) {
				seen.merge(ex.failure().kind(), 1, Integer::sum);
			}
		}
		assertThat(seen.keySet()).isSubsetOf(probabilities.keySet());
		probabilities.forEach((kind, probability) -> {
			double sigma = Math.sqrt(requests * probability * (1 - probability));
			assertThat((double) seen.getOrDefault(kind, 0)).as(kind.name())
				.isCloseTo(requests * probability, offset(4 * sigma));
		});
	}

	@Test
	void certainFailureAlwaysComes() {
		SimulatedChatModel model = SimulatedChatModel.builder()
			.provider("acme")
			.failures(Map.of(FailureKind.SERVER_ERROR, 1.0))
			.build();
		assertThat(IntStream.range(0, 1000).filter((i) -> failureOf(model) == FailureKind.SERVER_ERROR).count())
			.isEqualTo(1000);
	}

	@Test
	void latencyIsEvenlySpreadOverItsRange() {
		List<Duration> slept = new ArrayList<>();
		Duration min = Duration.ofMillis(100);
		Duration max = Duration.ofMillis(300);
		SimulatedChatModel model = SimulatedChatModel.builder()
			.provider("acme")
			.seed(42)
			.latency(min, max)
			.sleeper(slept::add)
			.build();
		int requests = 20_000;
		for (int i = 0; i < requests; i++) {
			model.call(PROMPT);
		}
		assertThat(slept).hasSize(requests).allSatisfy((latency) -> assertThat(latency).isBetween(min, max));
		double sigmaOfMean = 200 / Math.sqrt(12) / Math.sqrt(requests);
		assertThat(slept.stream().mapToDouble(SimulatedChanceTests::millis).average().orElseThrow()).isCloseTo(200,
				offset(4 * sigmaOfMean));
		long inFirstQuarter = slept.stream().filter((latency) -> millis(latency) < 150).count();
		assertThat((double) inFirstQuarter).isCloseTo(requests / 4.0, offset(4 * Math.sqrt(requests * 0.25 * 0.75)));
	}

	private static double millis(Duration duration) {
		return duration.toNanos() / 1e6;
	}

	private static List<String> fates(Requests requests, int count) {
		return IntStream.range(0, count).mapToObj((i) -> requests.next()).toList();
	}

	private static List<String> failures(String provider) {
		SimulatedChatModel model = SimulatedChatModel.builder()
			.provider(provider)
			.failures(Map.of(FailureKind.SERVER_ERROR, 0.5))
			.build();
		return IntStream.range(0, 100).mapToObj((i) -> String.valueOf(failureOf(model))).toList();
	}

	private static FailureKind failureOf(SimulatedChatModel model) {
		try {
			model.call(PROMPT);
			return null;
		}
		catch (SimulatedFailureException ex) {
			return ex.failure().kind();
		}
	}

	/**
	 * Sends requests and describes what became of each: its number, outcome and waiting
	 * time.
	 */
	private static final class Requests {

		private final ThreadLocal<Duration> slept = ThreadLocal.withInitial(() -> Duration.ZERO);

		private final SimulatedChatModel model;

		private Requests(long seed) {
			this.model = SimulatedChatModel.builder()
				.provider("acme")
				.seed(seed)
				.latency(Duration.ofMillis(1), Duration.ofSeconds(1))
				.failures(MANY_FAILURES)
				.sleeper(this.slept::set)
				.build();
		}

		private String fate() {
			String fate = next();
			return fate.substring(0, fate.indexOf(' ')) + " " + fate.substring(fate.lastIndexOf("PT"));
		}

		private String next() {
			try {
				ChatResponse response = this.model.call(PROMPT);
				return response.getMetadata().getId() + " " + response.getResults() + " " + this.slept.get();
			}
			catch (SimulatedFailureException ex) {
				return ex.failure().kind() + " " + ex.failure() + " " + this.slept.get();
			}
		}

	}

}
