package io.github.llmfallback.attempt;

import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Streams from one target after another until one delivers content. From then on the
 * stream is that target's alone, unless the settings say that another may take over.
 */
public final class StreamingCalls {

	private final CallEngine engine;

	private final AttemptExecution execution;

	private final StreamSteps steps;

	private final AnswerJudge judge;

	/**
	 * Creates the calls.
	 * @param engine what they share with blocking calls
	 * @param execution where attempts run
	 * @param threads run what may wait for a database, at once and without queueing
	 */
	public StreamingCalls(CallEngine engine, AttemptExecution execution, Executor threads) {
		this.engine = engine;
		this.execution = execution;
		this.steps = new StreamSteps(threads);
		this.judge = new AnswerJudge(engine.settings().answers());
	}

	/**
	 * Makes a streaming call, anew for each subscriber.
	 * @param request settles what is asked for, where the thread carries what the
	 * subscriber does
	 * @param decorator adds what the application wants to know
	 * @return the chunks; a failed call ends with {@link CallFailedException}
	 */
	public Flux<ChatResponse> stream(Supplier<CallRequest> request, StreamDecorator decorator) {
		return stream(request, decorator, this.engine::deadline);
	}

	/**
	 * Makes a streaming call with a deadline of its own.
	 * @param request settles what is asked for, where the thread carries what the
	 * subscriber does; its timeout is not looked at
	 * @param decorator adds what the application wants to know
	 * @param deadline when the call has to end
	 * @return the chunks, for one subscriber
	 */
	public Flux<ChatResponse> stream(Supplier<CallRequest> request, StreamDecorator decorator, Deadline deadline) {
		return stream(request, decorator, (settled) -> deadline);
	}

	/**
	 * Whether the answer of a stream is one that a blocking call could have got: it has
	 * come to its end, and is in the form that was asked for.
	 * @param answer what the chunks of the stream amount to
	 * @param prompt what was asked
	 */
	public boolean isWhole(ChatResponse answer, Prompt prompt) {
		return this.judge.isWhole(answer, prompt.getOptions());
	}

	private Flux<ChatResponse> stream(Supplier<CallRequest> request, StreamDecorator decorator,
			Function<CallRequest, Deadline> deadline) {
		return Flux.deferContextual((context) -> CallerContext.within(context, () -> {
			CallRequest settled = request.get();
			return new StreamCall(this.engine, this.execution, this.steps, this.judge, decorator, settled,
					deadline.apply(settled));
		}).stream());
	}

}
