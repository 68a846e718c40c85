package io.github.llmfallback.concurrent;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Stripes}.
 */
class StripesTests {

	@Test
	void threadAlwaysHasTheSamePart() {
		Stripes<Object> stripes = new Stripes<>(Object::new);
		assertThat(stripes.own()).isSameAs(stripes.own()).isIn(stripes.all());
	}

	@Test
	void partsAreDistinct() {
		AtomicInteger made = new AtomicInteger();
		Stripes<Integer> stripes = new Stripes<>(made::incrementAndGet);
		assertThat(stripes.all()).doesNotHaveDuplicates().hasSize(made.get());
		assertThat(Integer.bitCount(made.get())).isOne();
	}

	@Test
	void threadsAreSpreadOverAllParts() throws Exception {
		Stripes<LongAdder> stripes = new Stripes<>(LongAdder::new);
		Set<LongAdder> used = ConcurrentHashMap.newKeySet();
		int threads = 64;
		for (int i = 0; i < threads; i++) {
			Thread thread = new Thread(() -> {
				stripes.own().increment();
				used.add(stripes.own());
			});
			thread.start();
			thread.join();
		}
		assertThat(used).containsExactlyInAnyOrderElementsOf(stripes.all());
		assertThat(stripes.all().stream().mapToLong(LongAdder::sum).sum()).isEqualTo(threads);
	}

}
