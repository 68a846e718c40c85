package io.github.llmfallback;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.health.CircuitState;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever providers stream, and wherever they break: what arrives is the stream of one
 * of them, unaltered, and it is called finished only when it is. Then its place is free
 * for the next one.
 */
class RandomStreamTests {

	private static final int CASES = 3000;

	@Test
	void whatArrivesIsTheStreamOfOneProvider() {
		long seed = new Random().nextLong();
		for (int i = 0; i < CASES; i++) {
			Random random = new Random(seed + i);
			List<Script> scripts = new ArrayList<>();
			for (String name : List.of("a", "b", "c")) {
				scripts.add(Script.random(name, random));
			}
			try {
				check(scripts, random);
			}
			catch (Throwable ex) {
				throw new AssertionError("seed " + (seed + i) + ": " + scripts, ex);
			}
		}
	}

	private static void check(List<Script> scripts, Random random) {
		try (FallbackChatModel model = Providers
			.inOrder(scripts.stream().map(Script::provider).toArray(LlmProvider[]::new))) {
			for (int i = 0; i < 1 + random.nextInt(3); i++) {
				check(model, scripts, random);
				assertThat(model.providers()).extracting(ProviderStatus::inFlight).containsOnly(0);
				assertThat(model.providers()).extracting((provider) -> provider.circuit().state())
					.containsOnly(CircuitState.CLOSED);
			}
		}
	}

	private static void check(FallbackChatModel model, List<Script> scripts, Random random) {
		List<ChatResponse> arrived = new CopyOnWriteArrayList<>();
		Throwable error = null;
		try {
			Flux<ChatResponse> stream = model.stream(new Prompt("Hi"));
			(random.nextBoolean() ? stream : stream.limitRate(1 + random.nextInt(3))).doOnNext(arrived::add)
				.blockLast();
		}
		catch (LlmFallbackException ex) {
			error = ex;
		}
		Script decisive = scripts.stream().filter(Script::binds).findFirst().orElse(null);
		if (decisive == null) {
			assertThat(error).isInstanceOf(AllProvidersFailedException.class);
			assertThat(arrived).isEmpty();
		}
		else if (!decisive.isComplete()) {
			assertThat(error).isInstanceOfSatisfying(ProviderCallException.class,
					(failure) -> assertThat(failure.kind()).isEqualTo(decisive.failure()));
			assertThat(arrived).isNotEmpty().isEqualTo(decisive.chunks().subList(0, arrived.size()));
			assertThat(arrived).noneMatch((chunk) -> FallbackMetadata.from(chunk) != null);
		}
		else {
			assertThat(error).isNull();
			assertThat(FallbackMetadata.from(arrived.get(arrived.size() - 1)).provider()).isEqualTo(decisive.name());
			assertThat(arrived.subList(0, arrived.size() - 1))
				.noneMatch((chunk) -> FallbackMetadata.from(chunk) != null);
			List<List<Generation>> expected = generations(decisive.chunks());
			List<List<Generation>> actual = generations(arrived);
			assertThat(actual.subList(0, expected.size())).isEqualTo(expected);
			assertThat(actual.size() - expected.size()).isBetween(0, 1);
			assertThat(actual.subList(expected.size(), actual.size())).allMatch(List::isEmpty);
		}
	}

	private static List<List<Generation>> generations(List<ChatResponse> chunks) {
		return chunks.stream().map(ChatResponse::getResults).toList();
	}

	/**
	 * A stream to be.
	 */
	private record Script(String name, List<ChatResponse> chunks, @Nullable RuntimeException error, int flavour) {

		static Script random(String name, Random random) {
			List<ChatResponse> chunks = new ArrayList<>();
			int length = random.nextInt(7);
			for (int i = 0; i < length; i++) {
				String text = name + i;
				chunks.add(switch (random.nextInt(6)) {
					case 0 -> ScriptedChatModel.chunk("");
					case 1 -> ScriptedChatModel.usage(i, 1);
					case 2 -> ScriptedChatModel.end("stop");
					case 3 -> ScriptedChatModel.response(new AssistantMessage(text), "STOP", new EmptyUsage());
					default -> ScriptedChatModel.chunk(text);
				});
			}
			RuntimeException error = (random.nextInt(2) == 0) ? ScriptedChatModel.failure(FailureKind.CONNECTION)
					: null;
			return new Script(name, chunks, error, random.nextInt(3));
		}

		/**
		 * Whether nobody else is asked after this one: the answer is complete, or broke
		 * off after content was delivered. Content that may have been the end of the
		 * answer is not delivered before something follows it.
		 */
		boolean binds() {
			long content = this.chunks.stream().filter(Script::hasContent).count();
			return isComplete() || content > 1 || hasUnfinishedContent();
		}

		/**
		 * Whether the answer has content and an end. After an error, a finish reason
		 * proves the end only behind content that came without one.
		 */
		boolean isComplete() {
			boolean finished = this.chunks.stream().anyMatch(Script::isFinished);
			return finished && ((this.error != null) ? isFinishedBehindContent()
					: this.chunks.stream().anyMatch(Script::hasContent));
		}

		FailureKind failure() {
			return (this.error != null) ? FailureKind.CONNECTION : FailureKind.TRUNCATED;
		}

		private boolean hasUnfinishedContent() {
			return lastUnfinishedContent() >= 0;
		}

		private boolean isFinishedBehindContent() {
			return hasUnfinishedContent() && last(Script::isFinished) > lastUnfinishedContent();
		}

		private int lastUnfinishedContent() {
			return last((chunk) -> hasContent(chunk) && !isFinished(chunk));
		}

		private int last(Predicate<ChatResponse> wanted) {
			return IntStream.range(0, this.chunks.size())
				.filter((i) -> wanted.test(this.chunks.get(i)))
				.max()
				.orElse(-1);
		}

		private static boolean isFinished(ChatResponse chunk) {
			return chunk.getResult() != null && chunk.getResult().getMetadata().getFinishReason() != null;
		}

		private static boolean hasContent(ChatResponse chunk) {
			return chunk.getResult() != null && !chunk.getResult().getOutput().getText().isEmpty();
		}

		LlmProvider provider() {
			Flux<ChatResponse> end = (this.error != null) ? Flux.error(this.error) : Flux.empty();
			Flux<ChatResponse> stream = Flux.fromIterable(this.chunks).concatWith(end);
			stream = switch (this.flavour) {
				case 0 -> stream;
				case 1 -> stream.hide();
				default -> stream.publishOn(Schedulers.parallel());
			};
			return LlmProvider.builder(this.name, new ScriptedChatModel().thenStream(stream)).maxConcurrency(1).build();
		}

	}

}
