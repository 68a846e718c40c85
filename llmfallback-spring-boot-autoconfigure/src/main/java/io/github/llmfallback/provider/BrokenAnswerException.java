package io.github.llmfallback.provider;

import java.io.IOException;

import io.github.llmfallback.failure.ClassifiedException;
import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.failure.FailureKind;

/**
 * An HTTP answer with status 200 that is none. Vendors' clients would report it as an
 * empty answer or as a complete one.
 */
@SuppressWarnings("serial")
final class BrokenAnswerException extends IOException implements ClassifiedException {

	private final FailureKind kind;

	BrokenAnswerException(FailureKind kind, String message) {
		super(message);
		this.kind = kind;
	}

	@Override
	public Failure failure() {
		return Failure.of(this.kind, String.valueOf(getMessage()), this);
	}

}
