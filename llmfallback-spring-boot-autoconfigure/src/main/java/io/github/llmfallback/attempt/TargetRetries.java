package io.github.llmfallback.attempt;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.github.llmfallback.failure.Failure;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.retry.RetryContext;
import org.springframework.retry.RetryListener;
import org.springframework.retry.TerminatedRetryException;
import org.springframework.retry.backoff.BackOffInterruptedException;
import org.springframework.retry.backoff.Sleeper;
import org.springframework.retry.backoff.ThreadWaitSleeper;
import org.springframework.retry.support.RetryTemplate;

/**
 * Asks a target again that has failed, on Spring Retry. The decisions stay with the
 * journey; Spring Retry waits, repeats and tells the application's listeners. Entered
 * only after a first failure, so that calls that need no retry do not pay for it.
 */
public final class TargetRetries {

	private static final Log logger = LogFactory.getLog(TargetRetries.class);

	private final RetryListener[] listeners;

	private final Sleeper sleeper;

	/**
	 * Creates the retries.
	 * @param listeners told about every failure that a retry follows or might have
	 * followed; one that refuses to open, or sets a context exhausted, keeps the target
	 * from being asked again
	 */
	public TargetRetries(List<RetryListener> listeners) {
		this(listeners, new ThreadWaitSleeper());
	}

	TargetRetries(List<RetryListener> listeners, Sleeper sleeper) {
		this.listeners = listeners.toArray(RetryListener[]::new);
		this.sleeper = sleeper;
	}

	/**
	 * Repeats the attempt for as long as the journey stays at its target.
	 * @param journey has just failed and is to be retried
	 * @param attempt asks the target and records the outcome
	 * @return the answer, also where a listener failed on it, or {@code null} when the
	 * journey moved on
	 * @throws InterruptedException when the caller was interrupted while waiting
	 */
	@Nullable ChatResponse retry(Journey journey, Supplier<@Nullable ChatResponse> attempt) throws InterruptedException {
		RetryTemplate template = new RetryTemplate();
		template.setListeners(this.listeners);
		template.setRetryPolicy(new JourneyRetryPolicy(journey));
		template.setBackOffPolicy(new JourneyBackOffPolicy(journey, this.sleeper));
		ChatResponse answer = execute(template, journey, attempt);
		if (journey.isRetry()) {
			journey.giveUpTarget();
		}
		return answer;
	}

	/**
	 * An answer is paid for, so it is given whatever the template makes of it.
	 */
	private static @Nullable ChatResponse execute(RetryTemplate template, Journey journey,
			Supplier<@Nullable ChatResponse> attempt) throws InterruptedException {
		AtomicReference<@Nullable ChatResponse> answer = new AtomicReference<>();
		try {
			return template.execute((context) -> attempt(context, journey, attempt, answer),
					(context) -> keep(answer.get(), context.getLastThrowable()));
		}
		catch (TerminatedRetryException ex) {
			return null;
		}
		catch (BackOffInterruptedException ex) {
			Thread.interrupted();
			throw new InterruptedException();
		}
		catch (RuntimeException | Error ex) {
			ChatResponse kept = keep(answer.get(), ex);
			if (kept == null) {
				throw ex;
			}
			return kept;
		}
	}

	private static @Nullable ChatResponse keep(@Nullable ChatResponse answer, @Nullable Throwable failure) {
		if (answer != null) {
			logger.warn("A listener of retries failed", failure);
		}
		return answer;
	}

	/**
	 * The first failure has happened already: it is only told again, for the template to
	 * count it and to wait.
	 */
	private static ChatResponse attempt(RetryContext context, Journey journey, Supplier<@Nullable ChatResponse> attempt,
			AtomicReference<@Nullable ChatResponse> kept) {
		ChatResponse answer = (context.getRetryCount() > 0) ? attempt.get() : null;
		if (answer == null) {
			throw new AttemptFailedException(journey.failure());
		}
		kept.set(answer);
		return answer;
	}

	/**
	 * Carries a failure through Spring Retry to the listeners.
	 */
	@SuppressWarnings("serial")
	private static final class AttemptFailedException extends RuntimeException {

		AttemptFailedException(@Nullable Failure failure) {
			super(String.valueOf(failure), (failure != null) ? failure.cause() : null, false, false);
		}

	}

}
