package io.github.llmfallback;

import io.github.llmfallback.attempt.CallSummary;
import io.github.llmfallback.provider.Target;
import org.jspecify.annotations.Nullable;

/**
 * Where an answer comes from. Few applications ask, so the metadata of a call is put
 * together when one does.
 */
final class AnswerOrigin {

	private final CallSummary summary;

	private final Target target;

	private volatile @Nullable FallbackMetadata metadata;

	AnswerOrigin(CallSummary summary, Target target) {
		this.summary = summary;
		this.target = target;
	}

	FallbackMetadata metadata() {
		FallbackMetadata known = this.metadata;
		if (known == null) {
			known = FallbackMetadata.of(this.summary, this.target);
			this.metadata = known;
		}
		return known;
	}

	@Override
	public String toString() {
		return metadata().toString();
	}

}
