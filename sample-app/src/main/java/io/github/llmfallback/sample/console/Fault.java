package io.github.llmfallback.sample.console;

import java.time.Duration;
import java.util.Arrays;

import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import org.jspecify.annotations.Nullable;

/**
 * How a simulated provider can be broken.
 */
enum Fault {

	/** Answers 500. */
	SERVER_ERROR(FailureKind.SERVER_ERROR),

	/** Answers 429 and asks to come back in ten seconds. */
	RATE_LIMIT(FailureKind.RATE_LIMITED),

	/** Says nothing until the caller gives up. */
	HANG(FailureKind.TIMEOUT),

	/** Answers with something that is no answer. */
	GARBAGE(FailureKind.MALFORMED_RESPONSE),

	/** Breaks streams after five words; answers that are not streamed are whole. */
	CUT(FailureKind.CONNECTION);

	private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

	private static final int WORDS_BEFORE_CUT = 5;

	private final FailureKind kind;

	Fault(FailureKind kind) {
		this.kind = kind;
	}

	void breakIt(SimulatedChatModel model) {
		switch (this) {
			case RATE_LIMIT -> model.failWith(this.kind, RETRY_AFTER);
			case CUT -> model.breakAfter(WORDS_BEFORE_CUT);
			default -> model.failWith(this.kind);
		}
	}

	/**
	 * How a provider is broken at present.
	 * @return {@code null} when it is not, or in a way that the console does not offer
	 */
	static @Nullable Fault of(SimulatedChatModel model) {
		return model.forcedFailure()
			.flatMap((kind) -> Arrays.stream(values()).filter((fault) -> fault.kind == kind).findFirst())
			.orElse(null);
	}

}
