package io.github.llmfallback.attempt;

import io.github.llmfallback.provider.Target;
import org.jspecify.annotations.Nullable;

import org.springframework.retry.RetryContext;
import org.springframework.retry.RetryPolicy;
import org.springframework.retry.context.RetryContextSupport;

/**
 * Retries for as long as the journey stays at its target.
 *
 * @param journey decides
 */
@SuppressWarnings("serial")
record JourneyRetryPolicy(Journey journey) implements RetryPolicy {

	@Override
	public boolean canRetry(RetryContext context) {
		return this.journey.isRetry();
	}

	@Override
	public RetryContext open(@Nullable RetryContext parent) {
		RetryContext context = new RetryContextSupport(parent);
		Target target = this.journey.target();
		context.setAttribute(RetryContext.NAME, String.valueOf(target));
		return context;
	}

	@Override
	public void close(RetryContext context) {
	}

	@Override
	public void registerThrowable(RetryContext context, @Nullable Throwable throwable) {
		((RetryContextSupport) context).registerThrowable(throwable);
	}

}
