package io.github.llmfallback.provider.simulated;

import java.time.Duration;
import java.util.Random;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of one request. It follows from the seed and the number of the request
 * alone: no request can change the fate of another.
 *
 * @param request the number of the request, counted from 1
 * @param disturbance what goes wrong; {@code null} when the request succeeds
 * @param latency time until the answer begins or the error arrives
 * @param variant which of the possible texts is answered
 */
record Fate(long request, @Nullable Disturbance disturbance, Duration latency, int variant) {

	/**
	 * Draws a fate with {@link Random}, whose numbers are specified and thus the same on
	 * every Java version.
	 */
	static Fate of(SimulatedSettings settings, long request) {
		Random random = new Random(mix(settings.seed() ^ mix(request)));
		Disturbance disturbance = settings.failures().at(random.nextDouble());
		long spread = settings.maxLatency().minus(settings.minLatency()).toNanos();
		Duration latency = settings.minLatency().plusNanos((long) (random.nextDouble() * spread));
		return new Fate(request, disturbance, latency, random.nextInt(Integer.MAX_VALUE));
	}

	/**
	 * Spreads neighbouring numbers over all 64 bits (the finishing step of MurmurHash3).
	 */
	private static long mix(long value) {
		long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
		mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
		return mixed ^ (mixed >>> 33);
	}

	Fate disturbedBy(Disturbance forced) {
		return new Fate(this.request, forced, this.latency, this.variant);
	}

}
