package io.github.llmfallback.benchmark;

import java.util.ArrayList;
import java.util.List;

import io.github.llmfallback.benchmark.Comparison.Guard;

/**
 * What is promised, and how far a figure may move before the build fails. Times are never
 * compared with a constant there, because machines differ: they are compared with what a
 * user would otherwise run, measured in the same run.
 */
final class Comparisons {

	private static final double MICROSECOND = 1_000;

	private final BenchmarkResults results;

	private final List<Comparison> comparisons = new ArrayList<>();

	private Comparisons(BenchmarkResults results) {
		this.results = results;
	}

	/**
	 * The lines whose benchmarks have run.
	 */
	static List<Comparison> of(BenchmarkResults results) {
		Comparisons all = new Comparisons(results);
		all.happyPath("HappyPathBenchmark.wrapper", "HappyPathBenchmark.handWritten");
		all.hop("HopBenchmark.byTurns");
		all.threads("ThreadsBenchmark.wrapperByTwo", "ThreadsBenchmark.wrapperByOne");
		all.failover("FailoverBenchmark.firstFails", "FailoverBenchmark.firstAnswers");
		all.stream("StreamBenchmark.wrapper", "StreamBenchmark.bare", "StreamBenchmark.handWritten");
		all.longPrompt("LongPromptBenchmark.longPrompt", "LongPromptBenchmark.shortPrompt");
		all.growth("GrowthBenchmark.wrapper 100 smart", "GrowthBenchmark.wrapper 1 smart", "smart");
		all.growth("GrowthBenchmark.wrapper 100 least-latency", "GrowthBenchmark.wrapper 1 least-latency",
				"least-latency");
		all.start("StartBenchmark.start");
		all.cacheHit("CacheBenchmark.hit", "CacheBenchmark.handWritten");
		return all.comparisons;
	}

	private void happyPath(String wrapper, String handWritten) {
		if (this.results.contain(wrapper, handWritten)) {
			this.comparisons.add(Comparison.ratio("1. Happy path: time beside a hand-written chain",
					this.results.mean(wrapper), this.results.mean(handWritten), 1, 3.3));
			this.comparisons.add(Comparison.ratio("1. Happy path: bytes beside a hand-written chain",
					this.results.bytes(wrapper), this.results.bytes(handWritten), 1.5, 1.6));
		}
	}

	private void hop(String benchmark) {
		if (this.results.contain(benchmark)) {
			Figure isolated = this.results.median(benchmark, "isolated", "ns");
			Figure callerThread = this.results.median(benchmark, "callerThread", "ns");
			this.comparisons.add(Comparison.ratio("2. Isolated mode: the hop beside a bare executor",
					isolated.minus(callerThread), this.results.median(benchmark, "bareExecutor", "ns"), 1.3, 1.4));
		}
	}

	private void threads(String byTwo, String byOne) {
		if (this.results.contain(byTwo, byOne)) {
			Figure two = this.results.mean(byTwo);
			Figure one = this.results.mean(byOne);
			double ratio = two.ratioTo(one);
			this.comparisons.add(new Comparison("3. Throughput of two threads beside one", two.toString(),
					one.toString(), ratio, "at least 1.8 times", ratio >= 1.8, Guard.atLeast(0.7)));
		}
	}

	private void failover(String fails, String answers) {
		if (this.results.contain(fails, answers)) {
			Figure answered = this.results.mean(answers);
			this.comparisons.add(Comparison.added("4. Failover from a provider that fails at once",
					this.results.mean(fails), answered, 3 * MICROSECOND, answered, 4));
		}
	}

	private void stream(String wrapper, String bare, String handWritten) {
		if (this.results.contain(wrapper, bare, handWritten)) {
			this.comparisons.add(Comparison.added("5. A chunk of a stream: time (ratio to a hand-written timeout)",
					this.results.mean(wrapper), this.results.mean(bare), 200, this.results.mean(handWritten), 0.6));
			this.comparisons.add(Comparison.added("5. A chunk of a stream: bytes (ratio to a hand-written timeout)",
					this.results.bytes(wrapper), this.results.bytes(bare), 150, this.results.bytes(handWritten), 0.5));
		}
	}

	private void longPrompt(String longPrompt, String shortPrompt) {
		if (this.results.contain(longPrompt, shortPrompt)) {
			Figure shortly = this.results.mean(shortPrompt);
			this.comparisons.add(Comparison.added("6. A prompt of 100,000 tokens beside one of ten",
					this.results.mean(longPrompt), shortly, 20 * MICROSECOND, shortly, 3));
		}
	}

	private void growth(String many, String one, String strategy) {
		if (this.results.contain(many, one)) {
			this.comparisons.add(Comparison.ratio("7. 100 providers beside one, " + strategy, this.results.mean(many),
					this.results.mean(one), 2, 2.2));
		}
	}

	private void start(String benchmark) {
		if (this.results.contain(benchmark)) {
			Figure bare = this.results.median(benchmark, "without", "ms");
			this.comparisons.add(Comparison.added("8. Start with four vendor providers beside none",
					this.results.median(benchmark, "with", "ms"), bare, 150, bare, 1.15));
		}
	}

	private void cacheHit(String hit, String handWritten) {
		if (this.results.contain(hit, handWritten)) {
			Figure measured = this.results.mean(hit);
			Figure beside = this.results.mean(handWritten);
			this.comparisons
				.add(new Comparison("9. Cache hit beside a hand-written chain", measured.toString(), beside.toString(),
						measured.ratioTo(beside), "under 1.50 µs", measured.value() < 1.5 * MICROSECOND, Guard.atMost(1)));
		}
	}

}
