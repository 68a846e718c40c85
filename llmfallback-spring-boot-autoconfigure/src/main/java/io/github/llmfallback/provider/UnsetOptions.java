package io.github.llmfallback.provider;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.DefaultChatOptions;
import org.springframework.ai.model.tool.DefaultToolCallingChatOptions;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.util.CollectionUtils;

/**
 * The options that each target is sent by calls that set nothing. They are the same from
 * call to call, as those of chat models are immutable, so they are built once.
 */
final class UnsetOptions {

	/** In these, what is not set is missing; those of a vendor come with its defaults. */
	static final Set<Class<?>> PORTABLE = Set.of(DefaultChatOptions.class, DefaultToolCallingChatOptions.class);

	private final Map<Target, Translation> latest = new ConcurrentHashMap<>();

	/**
	 * Whether a call leaves everything to the provider and the defaults.
	 */
	static boolean isUnset(ChatOptions call) {
		boolean portable = PORTABLE.contains(call.getClass())
				|| (call instanceof VendorOptions vendor && vendor.vendorOptions().isEmpty());
		return portable && call.getMaxTokens() == null && call.getTemperature() == null
				&& call.getStopSequences() == null && call.getTopP() == null && call.getTopK() == null
				&& call.getFrequencyPenalty() == null && call.getPresencePenalty() == null && !hasTools(call)
				&& !hasSchema(call);
	}

	private static boolean hasTools(ChatOptions call) {
		return call instanceof ToolCallingChatOptions tools && !(CollectionUtils.isEmpty(tools.getToolCallbacks())
				&& CollectionUtils.isEmpty(tools.getToolContext()));
	}

	private static boolean hasSchema(ChatOptions call) {
		return call instanceof StructuredOutputChatOptions structured && structured.getOutputSchema() != null;
	}

	/**
	 * The options for a target.
	 * @param target where the call goes
	 * @param own the options of its chat model
	 * @param outputTokens the most tokens of the answer; {@code null} when nobody bounds
	 * them
	 * @param translation builds them
	 */
	ChatOptions get(Target target, ChatOptions own, @Nullable Long outputTokens, Supplier<ChatOptions> translation) {
		Translation known = this.latest.get(target);
		if (known == null || !known.isOf(own, outputTokens)) {
			known = new Translation(own, outputTokens, translation.get());
			this.latest.put(target, known);
		}
		return known.options;
	}

	private record Translation(ChatOptions own, @Nullable Long outputTokens, ChatOptions options) {

		boolean isOf(ChatOptions own, @Nullable Long outputTokens) {
			return this.own == own && Objects.equals(this.outputTokens, outputTokens);
		}

	}

}
