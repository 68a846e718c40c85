package io.github.llmfallback.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.llmfallback.attempt.CallSummary;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RecentCallDescriptorTests {

	@Test
	void callThatNobodyCouldAnswerHasNoProvider() {
		RecentCallDescriptor call = RecentCallDescriptor.of(new CallSummary("1", Instant.EPOCH, Duration.ofMillis(3),
				List.of(), CallSummary.Ending.EXHAUSTED, null));
		assertThat(call.outcome()).isEqualTo("NO_PROVIDER");
		assertThat(call.provider()).isNull();
		assertThat(call.model()).isNull();
		assertThat(call.elapsedMs()).isEqualTo(3);
		assertThat(call.cost()).isZero();
		assertThat(call.attempts()).isEmpty();
	}

}
