package io.github.llmfallback.calls;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackChatModelBuilder;
import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.attempt.AnswerSettings;
import io.github.llmfallback.attempt.Attempt;
import io.github.llmfallback.attempt.CallListener;
import io.github.llmfallback.attempt.CallSettings;
import io.github.llmfallback.attempt.CallSummary;
import io.github.llmfallback.attempt.KindOverrides;
import io.github.llmfallback.attempt.Outcome;
import io.github.llmfallback.attempt.StreamSettings;
import io.github.llmfallback.attempt.StreamSettings.AfterContent;
import io.github.llmfallback.provider.RetrySettings;
import io.github.llmfallback.provider.Target;

import org.springframework.ai.chat.model.ChatModel;

/**
 * Models for tests, and what their listener was told.
 */
final class Calls implements CallListener {

	final AtomicInteger started = new AtomicInteger();

	final List<Attempt> finished = new CopyOnWriteArrayList<>();

	final List<CallSummary> ended = new CopyOnWriteArrayList<>();

	@Override
	public void attemptStarted(Target target) {
		this.started.incrementAndGet();
	}

	@Override
	public void attemptFinished(Attempt attempt) {
		if (!(attempt.outcome() instanceof Outcome.Skipped)) {
			this.finished.add(attempt);
		}
	}

	@Override
	public void callFinished(CallSummary summary) {
		this.ended.add(summary);
	}

	List<String> outcomes() {
		return this.finished.stream().map((attempt) -> attempt.outcome().name()).toList();
	}

	FallbackChatModelBuilder builder(ChatModel... chatModels) {
		FallbackChatModelBuilder builder = FallbackChatModel.builder()
			.strategy("declared-order")
			.settings(settings(RetrySettings.NONE, StreamSettings.DEFAULT))
			.listener(this);
		String name = "a";
		for (ChatModel chatModel : chatModels) {
			builder.provider(LlmProvider.builder(name, chatModel).build());
			name = String.valueOf((char) (name.charAt(0) + 1));
		}
		return builder;
	}

	static CallSettings settings(RetrySettings retry, StreamSettings stream) {
		return new CallSettings(retry, stream, AnswerSettings.STRICT, KindOverrides.NONE, WhenUnavailable.TRY_SOONEST);
	}

	static CallSettings after(AfterContent afterContent) {
		return settings(RetrySettings.NONE,
				new StreamSettings(Duration.ofSeconds(20), Duration.ofSeconds(30), afterContent));
	}

	static CallSettings watching(Duration firstToken, Duration idle) {
		return settings(RetrySettings.NONE, new StreamSettings(firstToken, idle, AfterContent.ERROR));
	}

}
