package io.github.llmfallback;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

import io.github.llmfallback.attempt.AsyncCalls;
import io.github.llmfallback.attempt.AttemptExecution;
import io.github.llmfallback.attempt.AttemptThreads;
import io.github.llmfallback.attempt.BlockingCalls;
import io.github.llmfallback.attempt.CallEngine;
import io.github.llmfallback.attempt.CallFailedException;
import io.github.llmfallback.attempt.CallListener;
import io.github.llmfallback.attempt.CallListeners;
import io.github.llmfallback.attempt.CallResult;
import io.github.llmfallback.attempt.CallSettings;
import io.github.llmfallback.attempt.CallSummary;
import io.github.llmfallback.attempt.CallerThreadExecution;
import io.github.llmfallback.attempt.IsolatedExecution;
import io.github.llmfallback.attempt.RetryBudget;
import io.github.llmfallback.attempt.StreamDecorator;
import io.github.llmfallback.attempt.StreamingCalls;
import io.github.llmfallback.attempt.TargetRetries;
import io.github.llmfallback.failure.FailureClassifiers;
import io.github.llmfallback.observation.CallStatistics;
import io.github.llmfallback.provider.ChatDefaults;
import io.github.llmfallback.provider.OptionsTranslator;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.routing.RoutingStrategies;
import io.github.llmfallback.routing.RoutingStrategy;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.retry.RetryListener;
import org.springframework.util.Assert;

/**
 * A chat model that asks one provider after another until one answers. Every answer
 * carries {@link FallbackMetadata}; a call without an answer ends in an
 * {@link LlmFallbackException}. Safe for use by many threads.
 */
public final class FallbackChatModel implements ChatModel, AutoCloseable {

	private static final FallbackChatOptions NOTHING_SET = FallbackChatOptions.builder().build();

	private final List<Provider> providers;

	private final String strategy;

	private final CallRouter router;

	private final CallStatistics statistics;

	private final BlockingCalls blockingCalls;

	private final StreamingCalls streamingCalls;

	private final AsyncCalls asyncCalls;

	private final AttemptExecution execution;

	private final ExecutorService threads;

	private FallbackChatModel(Builder builder) {
		this.providers = builder.providers.values().stream().map(LlmProvider::provider).toList();
		this.strategy = builder.strategy;
		this.router = new CallRouter(this.providers, new RoutingStrategies(builder.strategies), builder.strategy,
				builder.maxAttempts, builder.timeout);
		this.statistics = new CallStatistics(this.providers);
		List<CallListener> listeners = new ArrayList<>();
		listeners.add(this.statistics);
		listeners.addAll(builder.listeners);
		CallEngine engine = new CallEngine(builder.settings, new RetryBudget(builder.retryBudget),
				new OptionsTranslator(builder.defaults), builder.classifiers, new CallListeners(listeners),
				InstantSource.system(), System::nanoTime);
		this.threads = AttemptThreads.create();
		this.execution = builder.callerThread ? new CallerThreadExecution() : new IsolatedExecution(this.threads);
		this.blockingCalls = new BlockingCalls(engine, this.execution, new TargetRetries(builder.retryListeners));
		this.streamingCalls = new StreamingCalls(engine, this.execution);
		this.asyncCalls = new AsyncCalls(this.threads);
	}

	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Asks the providers in turn.
	 * @param prompt the messages, and {@link FallbackChatOptions} or any other options
	 * @return the first answer
	 * @throws AllProvidersFailedException when nobody answered
	 * @throws ProviderCallException when a provider's failure is one that no other can
	 * cure
	 */
	@Override
	public ChatResponse call(Prompt prompt) {
		CallResult result = this.blockingCalls.call(this.router.route(prompt));
		if (result.response() == null) {
			throw CallFailure.of(result.summary(), isFallbackDisabled(prompt), null);
		}
		return FallbackMetadata.addTo(result.response(), result.summary());
	}

	/**
	 * Asks the providers in turn on another thread.
	 * @param prompt the messages and options
	 * @return completes as {@link #call(Prompt)} returns or throws; cancelling it ends
	 * the call and closes its connection
	 */
	CompletableFuture<ChatResponse> callAsync(Prompt prompt) {
		return this.asyncCalls.start(() -> call(prompt));
	}

	/**
	 * Streams from the first provider that delivers content. Nothing is asked before the
	 * stream is subscribed to, and each subscription asks anew.
	 * @param prompt the messages, and {@link FallbackChatOptions} or any other options
	 * @return the chunks, the last one carrying {@link FallbackMetadata}; ends with the
	 * exceptions of {@link #call(Prompt)}
	 */
	@Override
	public Flux<ChatResponse> stream(Prompt prompt) {
		return Flux.defer(() -> this.streamingCalls.stream(this.router.route(prompt), StreamMetadata.INSTANCE))
			.onErrorMap(CallFailedException.class,
					(failed) -> CallFailure.of(failed.summary(), isFallbackDisabled(prompt), failed.partialText()));
	}

	private static boolean isFallbackDisabled(Prompt prompt) {
		return prompt.getOptions() instanceof FallbackChatOptions options && options.isFallbackDisabled();
	}

	/**
	 * Options in which nothing is set, so that what a call sets is all there is.
	 * @return the same empty options each time
	 */
	@Override
	public FallbackChatOptions getOptions() {
		return NOTHING_SET;
	}

	/**
	 * The name of the strategy that orders the providers of a call.
	 * @return the name as configured
	 */
	public String strategy() {
		return this.strategy;
	}

	/**
	 * The state of every provider.
	 * @return a snapshot in declared order
	 */
	public List<ProviderStatus> providers() {
		return this.providers.stream()
			.map((provider) -> ProviderStatus.of(provider, this.statistics.of(provider)))
			.toList();
	}

	/**
	 * Lets go of the threads that attempts run on. Calls under way end as they would.
	 */
	@Override
	public void close() {
		this.execution.close();
		this.threads.shutdown();
	}

	/**
	 * Adds the metadata of a call to the chunks of its stream.
	 */
	private enum StreamMetadata implements StreamDecorator {

		INSTANCE;

		@Override
		public ChatResponse completed(ChatResponse chunk, CallSummary summary) {
			return FallbackMetadata.addTo(chunk, summary);
		}

		@Override
		public ChatResponse restarted(ChatResponse chunk) {
			return FallbackMetadata.markRestart(chunk);
		}

	}

	/**
	 * Builds a {@link FallbackChatModel}, with or without Spring Boot.
	 */
	public static final class Builder {

		private static final int DEFAULT_MAX_ATTEMPTS = 3;

		private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

		private static final double DEFAULT_RETRY_BUDGET = 0.2;

		private final Map<String, LlmProvider> providers = new LinkedHashMap<>();

		private final Map<String, RoutingStrategy> strategies = new LinkedHashMap<>();

		private final List<CallListener> listeners = new ArrayList<>();

		private String strategy = RoutingStrategies.DEFAULT;

		private int maxAttempts = DEFAULT_MAX_ATTEMPTS;

		private Duration timeout = DEFAULT_TIMEOUT;

		private CallSettings settings = CallSettings.DEFAULT;

		private double retryBudget = DEFAULT_RETRY_BUDGET;

		private List<RetryListener> retryListeners = List.of();

		private boolean callerThread;

		private ChatDefaults defaults = ChatDefaults.NONE;

		private FailureClassifiers classifiers = FailureClassifiers.builtIn();

		private Builder() {
		}

		/**
		 * Adds a provider.
		 * @param provider the provider; at least one is needed
		 * @return this builder
		 * @throws IllegalArgumentException when there is one of that name already
		 */
		public Builder provider(LlmProvider provider) {
			Assert.isTrue(this.providers.putIfAbsent(provider.name(), provider) == null,
					() -> "There is a provider named '" + provider.name() + "' already; give this one another name");
			return this;
		}

		/**
		 * Chooses the strategy that orders the providers of a call.
		 * @param strategy a built-in name or one added by
		 * {@link #strategy(String, RoutingStrategy)}; {@code smart} unless set
		 * @return this builder
		 */
		public Builder strategy(String strategy) {
			this.strategy = strategy;
			return this;
		}

		/**
		 * Adds a strategy that calls can name.
		 * @param name its name
		 * @param strategy orders the providers of a call
		 * @return this builder
		 */
		public Builder strategy(String name, RoutingStrategy strategy) {
			this.strategies.put(name, strategy);
			return this;
		}

		/**
		 * Bounds how many providers a call may ask.
		 * @param maxAttempts at least 1; 3 unless set
		 * @return this builder
		 */
		public Builder maxAttempts(int maxAttempts) {
			Assert.isTrue(maxAttempts >= 1, () -> "'maxAttempts' is " + maxAttempts + " and must be at least 1");
			this.maxAttempts = maxAttempts;
			return this;
		}

		/**
		 * Bounds a whole call: every attempt, pause and retry included.
		 * @param timeout a positive duration; 60 seconds unless set
		 * @return this builder
		 */
		public Builder timeout(Duration timeout) {
			Assert.isTrue(!timeout.isNegative() && !timeout.isZero(),
					() -> "'timeout' is " + timeout + " and must be positive");
			this.timeout = timeout;
			return this;
		}

		/**
		 * Sets how targets are retried, streams watched and answers judged.
		 * @param settings the settings; {@link CallSettings#DEFAULT} unless set
		 * @return this builder
		 */
		public Builder settings(CallSettings settings) {
			this.settings = settings;
			return this;
		}

		/**
		 * Bounds the retries of all calls together.
		 * @param ratio retries per call, from 0 (none at all) to 1; 0.2 unless set
		 * @return this builder
		 */
		public Builder retryBudget(double ratio) {
			this.retryBudget = ratio;
			return this;
		}

		/**
		 * Adds listeners of retries in blocking calls.
		 * @param listeners Spring Retry's listeners
		 * @return this builder
		 */
		public Builder retryListeners(List<RetryListener> listeners) {
			this.retryListeners = List.copyOf(listeners);
			return this;
		}

		/**
		 * Runs attempts on the caller's thread, without a hop. An attempt is then bounded
		 * by its client's own timeout alone.
		 * @param callerThread {@code false} unless set
		 * @return this builder
		 */
		public Builder callerThread(boolean callerThread) {
			this.callerThread = callerThread;
			return this;
		}

		/**
		 * Sets what is used where neither the call nor the provider says anything.
		 * @param defaults the values
		 * @return this builder
		 */
		public Builder defaults(ChatDefaults defaults) {
			this.defaults = defaults;
			return this;
		}

		/**
		 * Replaces the classifiers that tell failures apart.
		 * @param classifiers the classifiers
		 * @return this builder
		 */
		public Builder classifiers(FailureClassifiers classifiers) {
			this.classifiers = classifiers;
			return this;
		}

		/**
		 * Adds a listener.
		 * @param listener learns what happens to calls
		 * @return this builder
		 */
		public Builder listener(CallListener listener) {
			this.listeners.add(listener);
			return this;
		}

		public FallbackChatModel build() {
			Assert.state(!this.providers.isEmpty(), "At least one provider is needed: call 'provider(…)'");
			return new FallbackChatModel(this);
		}

	}

}
