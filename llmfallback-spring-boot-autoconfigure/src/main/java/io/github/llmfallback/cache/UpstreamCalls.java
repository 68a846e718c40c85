package io.github.llmfallback.cache;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.github.llmfallback.attempt.AsyncCalls;
import io.github.llmfallback.attempt.BlockingCalls;
import io.github.llmfallback.attempt.CallFailedException;
import io.github.llmfallback.attempt.CallRequest;
import io.github.llmfallback.attempt.CallResult;
import io.github.llmfallback.attempt.CallSummary;
import io.github.llmfallback.attempt.StreamingCalls;
import io.github.llmfallback.provider.Target;
import reactor.core.Disposable;
import reactor.util.context.ContextView;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Makes the calls that are shared. Each runs on threads of its own, in the context of the
 * caller that it is made for, so that this caller can leave without ending it.
 */
public final class UpstreamCalls {

	private final BlockingCalls blocking;

	private final StreamingCalls streaming;

	private final AsyncCalls async;

	private final RestartMark restart;

	/**
	 * Creates the calls.
	 * @param blocking asks for whole answers
	 * @param streaming asks for answers in chunks; subscribing to it does not block
	 * @param async runs blocking calls
	 * @param restart marks where a stream begins anew
	 */
	public UpstreamCalls(BlockingCalls blocking, StreamingCalls streaming, AsyncCalls async, RestartMark restart) {
		this.blocking = blocking;
		this.streaming = streaming;
		this.async = async;
		this.restart = restart;
	}

	/**
	 * Starts a blocking call. What is asked for is settled by the thread that calls.
	 * @return gives the call up
	 */
	Runnable start(SharedCall call, Supplier<CallRequest> request, Ending ending) {
		CallRequest settled = request.get();
		CompletableFuture<Boolean> running = this.async.start(() -> make(call, settled, ending));
		return () -> running.cancel(true);
	}

	private boolean make(SharedCall call, CallRequest request, Ending ending) {
		try {
			settle(this.blocking.call(request, call.deadline()), ending);
			return true;
		}
		catch (RuntimeException | Error ex) {
			ending.broke(ex);
			return false;
		}
	}

	private static void settle(CallResult call, Ending ending) {
		CallSummary summary = call.summary();
		ChatResponse response = call.response();
		Target target = summary.answeredBy();
		if (response == null || target == null) {
			ending.ended(new SharedResult.Failed(summary, null), false);
			return;
		}
		CachedAnswer answer = new CachedAnswer(summary.callId(), target, response);
		ending.ended(new SharedResult.Answered(answer, summary), answer.isLasting());
	}

	/**
	 * Starts a streaming call. What is asked for is settled by the thread that calls, in
	 * the context of the subscriber.
	 * @return gives the call up
	 */
	Runnable start(SharedCall call, Prompt prompt, Supplier<CallRequest> request, ContextView context, Ending ending) {
		StreamedAnswer answer = new StreamedAnswer(this.restart);
		Disposable running = this.streaming.stream(request, answer, call.deadline())
			.contextWrite((own) -> own.putAll(context))
			.subscribe((chunk) -> received(call, chunk, answer), (error) -> broke(error, ending),
					() -> settle(answer, prompt, ending));
		return running::dispose;
	}

	private static void received(SharedCall call, ChatResponse chunk, StreamedAnswer answer) {
		answer.add(chunk);
		call.received(new SharedChunk(chunk, answer.endsWith(chunk) ? answer.toResult() : null));
	}

	private static void broke(Throwable error, Ending ending) {
		if (error instanceof CallFailedException failed) {
			ending.ended(new SharedResult.Failed(failed.summary(), failed.partialText()), false);
		}
		else {
			ending.broke(error);
		}
	}

	private void settle(StreamedAnswer answer, Prompt prompt, Ending ending) {
		try {
			SharedResult.Answered result = answer.toResult();
			CachedAnswer streamed = result.answer();
			boolean whole = answer.isWhole() && this.streaming.isWhole(streamed.response(), prompt);
			ending.ended(whole ? result : new SharedResult.Streamed(), streamed.isLasting());
		}
		catch (RuntimeException ex) {
			ending.broke(ex);
		}
	}

	/**
	 * Learns how a call ended.
	 */
	interface Ending {

		void ended(SharedResult result, boolean lasting);

		void broke(Throwable error);

	}

}
