package io.github.llmfallback.sample.console;

import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LoadFiguresTests {

	private final LoadFigures figures = new LoadFigures();

	@Test
	void nothingHappenedYet() {
		assertThat(this.figures.report(0)).isEqualTo(new LoadReport(0, 0, 0, 0, 0, null));
	}

	@Test
	void everyCallIsCountedOnce() {
		for (int i = 0; i < 4; i++) {
			this.figures.started();
		}
		this.figures.ended(true, 10);
		this.figures.ended(true, 20);
		this.figures.ended(false, 30);
		this.figures.heldBack();

		assertThat(this.figures.report(7)).isEqualTo(new LoadReport(7, 2, 1, 1, 1, 30L));
	}

	@Test
	void ninetyFiveOfAHundredCallsWereAsFast() {
		LongStream.rangeClosed(1, 100).map((ms) -> 101 - ms).forEach(this::call);

		assertThat(this.figures.report(50).p95Ms()).isEqualTo(95);
	}

	@Test
	void onlyCallsSinceTheReportBeforeCountForTheLatency() {
		call(1000);
		this.figures.report(50);
		call(10);

		assertThat(this.figures.report(50).p95Ms()).isEqualTo(10);
		assertThat(this.figures.report(50).p95Ms()).isNull();
	}

	private void call(long elapsedMs) {
		this.figures.started();
		this.figures.ended(true, elapsedMs);
	}

}
