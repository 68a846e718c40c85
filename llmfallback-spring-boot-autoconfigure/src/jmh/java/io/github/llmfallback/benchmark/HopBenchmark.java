package io.github.llmfallback.benchmark;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.github.llmfallback.FallbackChatModel;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * What it costs that an attempt runs on a thread of its own. A few hundred calls of each
 * kind by turns, because how long a thread takes to wake up changes from one second to
 * the next and from one JVM to another by more than what is measured.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 300)
@Measurement(iterations = 300)
public class HopBenchmark {

	private static final int CALLS = 500;

	private final Prompt prompt = new Prompt("What is the capital of France?");

	private final ChatModel bare = FakeModels.answering();

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final FallbackChatModel callerThread = Wrappers.over(this.bare).callerThread(true).build();

	private final FallbackChatModel isolated = Wrappers.over(this.bare).build();

	@Benchmark
	public void byTurns(Turns turns, Blackhole blackhole) throws Exception {
		turns.bareExecutor = nanos(() -> this.executor.submit(() -> this.bare.call(this.prompt)).get(), blackhole);
		turns.isolated = nanos(() -> this.isolated.call(this.prompt), blackhole);
		turns.callerThread = nanos(() -> this.callerThread.call(this.prompt), blackhole);
	}

	private static long nanos(Callable<?> call, Blackhole blackhole) throws Exception {
		long start = System.nanoTime();
		for (int i = 0; i < CALLS; i++) {
			blackhole.consume(call.call());
		}
		return (System.nanoTime() - start) / CALLS;
	}

	@TearDown
	public void close() {
		this.executor.shutdown();
		this.callerThread.close();
		this.isolated.close();
	}

	/** Nanoseconds that a call took. */
	@State(Scope.Thread)
	@AuxCounters(AuxCounters.Type.EVENTS)
	public static class Turns {

		/** On a thread of a bare executor, without anything of ours. */
		public long bareExecutor;

		/** On a thread of its own. */
		public long isolated;

		/** On the caller's thread. */
		public long callerThread;

	}

}
