package io.github.llmfallback.provider;

import java.util.List;

import io.github.llmfallback.pricing.OutputBound;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.util.ClassUtils;
import org.springframework.util.CollectionUtils;

/**
 * Rebuilds the options of a call as options of the provider's own type. Spring AI
 * replaces a model's options with those of the prompt and rejects or ignores those of
 * another vendor, so every provider needs its own: its configured ones, overlaid with
 * what the call sets. A model name never travels: the target decides it.
 */
public final class OptionsTranslator {

	static final boolean OPEN_AI_PRESENT = ClassUtils.isPresent("org.springframework.ai.openai.OpenAiChatOptions",
			OptionsTranslator.class.getClassLoader());

	private static final ChatOptions NOTHING_SET = ChatOptions.builder().build();

	private final ChatDefaults defaults;

	private final UnsetOptions unset = new UnsetOptions();

	public OptionsTranslator(ChatDefaults defaults) {
		this.defaults = defaults;
	}

	/**
	 * The prompt to send to a target.
	 * @param prompt the call's prompt
	 * @param target where it goes
	 * @return the same messages with options of the target's own type; an output schema
	 * these cannot hold is asked for in the last user message
	 */
	public Prompt translate(Prompt prompt, Target target) {
		return translate(prompt, target, null);
	}

	/**
	 * The prompt to send to a target.
	 * @param prompt the call's prompt
	 * @param target where it goes
	 * @param outputTokens the most tokens of all answers together, whatever anybody sets:
	 * what {@link #outputBound} says; {@code null} to leave it to the call, the provider
	 * and the defaults
	 * @return the same messages with options of the target's own type
	 */
	public Prompt translate(Prompt prompt, Target target, @Nullable Long outputTokens) {
		ChatOptions own = target.key().chatModel().getOptions();
		ChatOptions call = (prompt.getOptions() != null) ? prompt.getOptions() : NOTHING_SET;
		ChatOptions options = UnsetOptions.isUnset(call)
				? this.unset.get(target, own, outputTokens, () -> merge(own, NOTHING_SET, target, outputTokens))
				: merge(own, call, target, outputTokens);
		return SchemaInstruction.addTo(new Prompt(prompt.getInstructions(), options), call);
	}

	private ChatOptions merge(ChatOptions own, ChatOptions call, Target target, @Nullable Long outputTokens) {
		ChatOptions.Builder<?> builder = isComplete(call, own) ? call.mutate() : foreign(own, call);
		ChatOptions fallback = withOwnKind(own, call);
		overlayPortable(builder, call, fallback);
		String model = target.model().isNamed() ? target.model().name() : own.getModel();
		overlayMaxTokens(builder, call, fallback, target.provider().type(), model, outputTokens);
		builder.model(model);
		return builder.build();
	}

	/**
	 * Whether the options of the call leave nothing to be filled in.
	 */
	private static boolean isComplete(ChatOptions call, ChatOptions own) {
		return call.getClass() == own.getClass() && !UnsetOptions.PORTABLE.contains(call.getClass());
	}

	private static ChatOptions.Builder<?> foreign(ChatOptions own, ChatOptions call) {
		ChatOptions.Builder<?> builder = base(own, call);
		if (call instanceof VendorOptions vendor) {
			combineWithOwnKind(builder, vendor.vendorOptions());
		}
		overlayTools(builder, call);
		overlayOutputSchema(builder, call);
		return builder;
	}

	/**
	 * A chat model whose own options have no place for tools gets the portable type that
	 * has one when the call has tools, or they would be lost on the way.
	 */
	private static ChatOptions.Builder<?> base(ChatOptions own, ChatOptions call) {
		ChatOptions.Builder<?> builder = own.mutate();
		if (builder instanceof ToolCallingChatOptions.Builder || !hasTools(call)) {
			return builder;
		}
		return ToolCallingChatOptions.builder().combineWith(builder);
	}

	private static boolean hasTools(ChatOptions call) {
		return call instanceof ToolCallingChatOptions tools && !CollectionUtils.isEmpty(tools.getToolCallbacks());
	}

	/**
	 * What the target is asked with where the call sets nothing portable.
	 */
	private static ChatOptions withOwnKind(ChatOptions own, ChatOptions call) {
		if (!(call instanceof VendorOptions vendor) || vendor.vendorOptions().isEmpty()) {
			return own;
		}
		ChatOptions.Builder<?> builder = own.mutate();
		combineWithOwnKind(builder, vendor.vendorOptions());
		return builder.build();
	}

	private static void combineWithOwnKind(ChatOptions.Builder<?> builder, List<ChatOptions.Builder<?>> vendorOptions) {
		for (ChatOptions.Builder<?> vendor : vendorOptions) {
			if (vendor.getClass() == builder.getClass()) {
				builder.combineWith(vendor);
			}
		}
	}

	private void overlayPortable(ChatOptions.Builder<?> builder, ChatOptions call, ChatOptions fallback) {
		Double temperature = first(call.getTemperature(), fallback.getTemperature());
		builder.temperature(first(temperature, this.defaults.temperature()));
		builder.stopSequences(distinct(first(call.getStopSequences(), fallback.getStopSequences())));
		builder.topP(first(call.getTopP(), fallback.getTopP()));
		builder.topK(first(call.getTopK(), fallback.getTopK()));
		builder.frequencyPenalty(first(call.getFrequencyPenalty(), fallback.getFrequencyPenalty()));
		builder.presencePenalty(first(call.getPresencePenalty(), fallback.getPresencePenalty()));
	}

	private void overlayMaxTokens(ChatOptions.Builder<?> builder, ChatOptions call, ChatOptions fallback, String type,
			@Nullable String model, @Nullable Long outputTokens) {
		Integer configured = first(maxTokens(fallback), this.defaults.maxTokens());
		Integer wanted = (outputTokens != null)
				? Integer.valueOf(Math.toIntExact(outputTokens / answers(call, fallback)))
				: first(maxTokens(call), configured);
		if (wanted != null
				&& !(OPEN_AI_PRESENT && OpenAiMaxTokens.write(builder, wanted, type, model, call, fallback))) {
			builder.maxTokens(wanted);
		}
	}

	/**
	 * The most tokens that a target would answer a prompt with.
	 * @param prompt the call's prompt
	 * @param target where it goes
	 * @return what the call sets, or the provider, or the defaults, but not more than the
	 * model can; {@value OutputBound#DEFAULT} where nobody says anything. As many times
	 * that as answers are asked for. A client that cannot be built says nothing: the
	 * attempt will tell why
	 */
	public long outputBound(Prompt prompt, Target target) {
		ChatOptions call = (prompt.getOptions() != null) ? prompt.getOptions() : NOTHING_SET;
		ChatOptions fallback = withOwnKind(ownOptions(target), call);
		long bound = OutputBound.of(target.model().maxOutputTokens(), maxTokens(call), maxTokens(fallback),
				this.defaults.maxTokens());
		return Math.min(bound, Integer.MAX_VALUE) * answers(call, fallback);
	}

	private static ChatOptions ownOptions(Target target) {
		try {
			return target.key().chatModel().getOptions();
		}
		catch (RuntimeException | LinkageError ex) {
			return NOTHING_SET;
		}
	}

	private static int answers(ChatOptions call, ChatOptions fallback) {
		return AnswerCount.of(isComplete(call, fallback) ? call : fallback);
	}

	private static @Nullable Integer maxTokens(ChatOptions options) {
		return (OPEN_AI_PRESENT) ? OpenAiMaxTokens.read(options) : options.getMaxTokens();
	}

	private static void overlayTools(ChatOptions.Builder<?> builder, ChatOptions call) {
		if (call instanceof ToolCallingChatOptions tools
				&& builder instanceof ToolCallingChatOptions.Builder<?> target) {
			if (!CollectionUtils.isEmpty(tools.getToolCallbacks())) {
				target.toolCallbacks(tools.getToolCallbacks());
			}
			if (!CollectionUtils.isEmpty(tools.getToolContext())) {
				target.toolContext(tools.getToolContext());
			}
		}
	}

	/**
	 * Only schemas travel: Ollama also says {@code json} where others have a schema.
	 */
	private static void overlayOutputSchema(ChatOptions.Builder<?> builder, ChatOptions call) {
		if (call instanceof StructuredOutputChatOptions structured
				&& builder instanceof StructuredOutputChatOptions.Builder<?> target) {
			String schema = structured.getOutputSchema();
			if (schema != null && schema.stripLeading().startsWith("{")) {
				target.outputSchema(schema);
			}
		}
	}

	private static @Nullable List<String> distinct(@Nullable List<String> values) {
		return (values != null) ? values.stream().distinct().toList() : null;
	}

	private static <T> @Nullable T first(@Nullable T preferred, @Nullable T other) {
		return (preferred != null) ? preferred : other;
	}

}
