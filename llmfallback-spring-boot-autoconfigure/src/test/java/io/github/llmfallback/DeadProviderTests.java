package io.github.llmfallback;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

import io.github.llmfallback.ProviderStatus.Status;
import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.provider.RetrySettings;
import io.github.llmfallback.testsupport.FaultyServer;
import io.github.llmfallback.testsupport.TurnedTime;
import io.github.llmfallback.testsupport.Vendor;
import io.github.llmfallback.testsupport.VendorServer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A provider that is dead is left alone, and comes back soon after it heals.
 */
class DeadProviderTests {

	private static final int CALLS = 1_000;

	private static final int TWO_PERCENT = CALLS / 50;

	private final TurnedTime time = new TurnedTime();

	@Test
	void deadProviderSeesTwoPercentOfTheCallsAtMostAndComesBackWithinOneOpenPeriod() {
		try (VendorServer dead = VendorServer.start(Vendor.OPENAI).fails(500);
				VendorServer healthy = VendorServer.start(Vendor.OPENAI).answers("hi");
				FallbackChatModel model = model(RetrySettings.NONE, dead, healthy)) {
			for (int i = 0; i < CALLS; i++) {
				assertThat(GatedModels.answeredBy(model)).isEqualTo("healthy");
				this.time.turn(Duration.ofMillis(100));
			}
			System.out.println("dead primary, 100 s: " + dead.count() + " requests of " + CALLS + " calls");
			assertThat(dead.count()).isLessThanOrEqualTo(TWO_PERCENT);

			dead.answers("well again");
			Duration open = Duration.between(this.time.instant(), model.providers().get(0).availableAt());
			this.time.turn(open);
			assertThat(GatedModels.answeredBy(model)).isEqualTo("dead");
			assertThat(GatedModels.answeredBy(model)).isEqualTo("dead");
		}
	}

	@Test
	void retriesDoNotChangeThat() {
		try (VendorServer dead = VendorServer.start(Vendor.OPENAI).fails(500);
				VendorServer healthy = VendorServer.start(Vendor.OPENAI).answers("hi");
				FallbackChatModel model = model(new RetrySettings(1, Duration.ofMillis(1), 1, Duration.ofMillis(1), 0),
						dead, healthy)) {
			for (int i = 0; i < CALLS; i++) {
				assertThat(GatedModels.answeredBy(model)).isEqualTo("healthy");
			}
			System.out.println("dead primary, retries: " + dead.count() + " requests of " + CALLS + " calls");
			assertThat(dead.count()).isLessThanOrEqualTo(TWO_PERCENT);

			dead.answers("well again");
			this.time.turn(Duration.ofSeconds(30));
			assertThat(GatedModels.answeredBy(model)).isEqualTo("dead");
			assertThat(model.providers().get(0).status()).isEqualTo(Status.UP);
		}
	}

	/**
	 * The figures of both take turns, so that what disturbs one disturbs the other.
	 */
	@Test
	void hangingProviderCostsNothingOnceItsCircuitIsOpen() {
		try (FaultyServer hanging = FaultyServer.stallingBeforeHeaders();
				VendorServer healthy = VendorServer.start(Vendor.OPENAI).answers("hi");
				FallbackChatModel both = GatedModels.builder(WhenUnavailable.TRY_SOONEST,
						LlmProvider.builder("hanging", GatedModels.openAi(Vendor.OPENAI.baseUrl(hanging.url()), "key"))
							.timeout(Duration.ofMillis(100))
							.build(),
						healthy(healthy))
					.build();
				FallbackChatModel alone = GatedModels.builder(WhenUnavailable.TRY_SOONEST, healthy(healthy)).build()) {
			while (both.providers().get(0).status() == Status.UP) {
				assertThat(GatedModels.answeredBy(both)).isEqualTo("healthy");
			}
			int requests = hanging.requests();
			measure(both, 300);
			measure(alone, 300);
			long[] nanosOfBoth = new long[CALLS];
			long[] nanosAlone = new long[CALLS];
			for (int i = 0; i < CALLS; i++) {
				nanosOfBoth[i] = measure(both, 1);
				nanosAlone[i] = measure(alone, 1);
			}
			System.out.printf("hanging primary: %d requests; p50 %.3f ms, alone %.3f ms; p99 %.3f ms, alone %.3f ms%n",
					requests, millis(nanosOfBoth, 0.5), millis(nanosAlone, 0.5), millis(nanosOfBoth, 0.99),
					millis(nanosAlone, 0.99));
			assertThat(hanging.requests()).isEqualTo(requests).isLessThanOrEqualTo(TWO_PERCENT);
			assertThat(millis(nanosOfBoth, 0.5)).isLessThan(2 * millis(nanosAlone, 0.5) + 1);
			assertThat(millis(nanosOfBoth, 0.99)).isLessThan(2 * millis(nanosAlone, 0.99) + 10);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void quotaTheKeyHasUsedUpIsNoFaultOfTheProvider() {
		try (VendorServer server = VendorServer.start(Vendor.OPENAI)
			.responds(429, Map.of(), "{\"error\":{\"code\":\"insufficient_quota\",\"message\":\"no credit\"}}");
				VendorServer healthy = VendorServer.start(Vendor.OPENAI).answers("hi");
				FallbackChatModel model = model(RetrySettings.NONE, server, healthy)) {
			for (int i = 0; i < 100; i++) {
				assertThat(GatedModels.answeredBy(model)).isEqualTo("healthy");
			}
			assertThat(server.count()).isEqualTo(1);
			assertThat(model.providers().get(0).status()).isEqualTo(Status.COOLING);
			this.time.turn(Duration.ofMinutes(31));
			GatedModels.answeredBy(model);
			assertThat(server.count()).isEqualTo(2);
		}
	}

	private FallbackChatModel model(RetrySettings retry, VendorServer dead, VendorServer healthy) {
		return GatedModels
			.builder(WhenUnavailable.TRY_SOONEST, retry,
					LlmProvider.builder("dead", GatedModels.openAi(dead.baseUrl(), "key")).build(), healthy(healthy))
			.clocks(this.time, this.time)
			.build();
	}

	private static LlmProvider healthy(VendorServer server) {
		return LlmProvider.builder("healthy", GatedModels.openAi(server.baseUrl(), "key")).build();
	}

	private static long measure(FallbackChatModel model, int calls) {
		long start = System.nanoTime();
		for (int i = 0; i < calls; i++) {
			model.call(GatedModels.PROMPT);
		}
		return System.nanoTime() - start;
	}

	private static double millis(long[] nanos, double quantile) {
		long[] sorted = nanos.clone();
		Arrays.sort(sorted);
		return sorted[(int) (quantile * (sorted.length - 1))] / 1e6;
	}

}
