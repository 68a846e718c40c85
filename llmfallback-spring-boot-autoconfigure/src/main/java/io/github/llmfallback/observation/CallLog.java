package io.github.llmfallback.observation;

import java.time.Duration;

import io.github.llmfallback.attempt.Attempt;
import io.github.llmfallback.attempt.CallListener;
import io.github.llmfallback.attempt.CallSummary;
import io.github.llmfallback.attempt.CallSummary.Ending;
import io.github.llmfallback.attempt.Failover;
import io.github.llmfallback.attempt.Outcome;
import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.pricing.Money;
import io.github.llmfallback.pricing.TokenUsage;
import io.github.llmfallback.provider.Target;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs calls: a line at INFO for each failover, one at DEBUG for each attempt and skip.
 * The call's id is in the logging context. A call without an answer is a line at DEBUG
 * only, because its exception tells the application the same and the application knows
 * whether that matters.
 */
public final class CallLog implements CallListener {

	/** The name of the logger. */
	public static final String LOGGER = "io.github.llmfallback.calls";

	private static final Logger logger = LoggerFactory.getLogger(LOGGER);

	@Override
	public void attemptFinished(Attempt attempt) {
		if (!logger.isDebugEnabled()) {
			return;
		}
		if (attempt.outcome() instanceof Outcome.Skipped skipped) {
			log(skipped, attempt.target());
		}
		else {
			log(attempt);
		}
	}

	@Override
	public void callFinished(CallSummary summary) {
		if (logger.isInfoEnabled()) {
			summary.failovers().forEach((failover) -> log(failover, summary.callId()));
		}
		if (summary.ending() != Ending.ANSWERED && logger.isDebugEnabled()) {
			logger.atDebug()
				.addKeyValue("outcome", summary.outcome())
				.addKeyValue("attempts", attempts(summary))
				.addKeyValue("elapsedMs", summary.elapsed().toMillis())
				.log("Call {} got no answer: {} after {} ms", summary.callId(), summary.outcome(),
						summary.elapsed().toMillis());
		}
	}

	@Override
	public void callUnanswered(String outcome, Ending ending, Duration elapsed) {
		logger.atDebug()
			.addKeyValue("outcome", outcome)
			.addKeyValue("attempts", 0L)
			.addKeyValue("elapsedMs", elapsed.toMillis())
			.log("Call that joined an identical one got no answer: {} after {} ms", outcome, elapsed.toMillis());
	}

	private static long attempts(CallSummary summary) {
		return summary.attempts().stream().filter(Attempt::isAsked).count();
	}

	private static void log(Failover failover, String callId) {
		String from = failover.from().target().provider().name();
		String to = failover.to().target().provider().name();
		String reason = failover.from().outcome().name();
		logger.atInfo()
			.addKeyValue("from", from)
			.addKeyValue("to", to)
			.addKeyValue("reason", reason)
			.log("Call {} left {} for {}: {}{}", callId, from, to, reason, detail(failover.from()));
	}

	private static void log(Outcome.Skipped skipped, Target target) {
		LoggingEventBuilder event = about(target, skipped);
		Duration availableIn = skipped.availableIn();
		if (availableIn != null) {
			event = event.addKeyValue("retryAfterMs", availableIn.toMillis());
		}
		event.log("Skipped {}: {}", target, skipped.name());
	}

	private static void log(Attempt attempt) {
		Target target = attempt.target();
		long elapsed = attempt.elapsed().toMillis();
		LoggingEventBuilder event = about(target, attempt.outcome()).addKeyValue("elapsedMs", elapsed);
		if (attempt.firstToken() != null) {
			event = event.addKeyValue("firstTokenMs", attempt.firstToken().toMillis());
		}
		if (attempt.retryAfter() != null) {
			event = event.addKeyValue("retryAfterMs", attempt.retryAfter().toMillis());
		}
		TokenUsage usage = attempt.usage();
		if (usage != null) {
			event = event.addKeyValue("inputTokens", usage.allInputTokens())
				.addKeyValue("outputTokens", usage.outputTokens());
		}
		if (attempt.cost() != null) {
			event = event.addKeyValue("cost", Money.toDecimal(attempt.cost()));
		}
		event.log("Attempt at {}: {}{} in {} ms", target, attempt.outcome().name(), detail(attempt), elapsed);
	}

	private static LoggingEventBuilder about(Target target, Outcome outcome) {
		LoggingEventBuilder event = logger.atDebug()
			.addKeyValue("provider", target.provider().name())
			.addKeyValue("model", target.model().name());
		if (target.key().alias() != null) {
			event = event.addKeyValue("key", target.key().alias());
		}
		return event.addKeyValue("outcome", outcome.name());
	}

	private static String detail(Attempt attempt) {
		Failure failure = failure(attempt.outcome());
		return (failure != null) ? " (" + failure.message() + ")" : "";
	}

	private static @Nullable Failure failure(Outcome outcome) {
		return (outcome instanceof Outcome.Failed failed) ? failed.failure() : null;
	}

}
