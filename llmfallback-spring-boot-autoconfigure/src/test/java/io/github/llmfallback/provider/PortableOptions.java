package io.github.llmfallback.provider;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.model.tool.DefaultToolCallingChatOptions;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;

/**
 * Call options that belong to no vendor and hold only what was set.
 */
final class PortableOptions extends DefaultToolCallingChatOptions
		implements StructuredOutputChatOptions, VendorOptions {

	private final @Nullable String outputSchema;

	private final List<ChatOptions.Builder<?>> vendorOptions;

	private PortableOptions(ToolCallingChatOptions options, @Nullable String outputSchema,
			List<ChatOptions.Builder<?>> vendorOptions) {
		super(options.getToolCallbacks(), options.getToolContext(), options.getModel(), options.getFrequencyPenalty(),
				options.getMaxTokens(), options.getPresencePenalty(), options.getStopSequences(),
				options.getTemperature(), options.getTopK(), options.getTopP());
		this.outputSchema = outputSchema;
		this.vendorOptions = vendorOptions;
	}

	static Builder options() {
		return new Builder();
	}

	@Override
	public @Nullable String getOutputSchema() {
		return this.outputSchema;
	}

	@Override
	public List<ChatOptions.Builder<?>> vendorOptions() {
		return this.vendorOptions;
	}

	@Override
	public Builder mutate() {
		return new Builder().outputSchema(this.outputSchema).combineWith(super.mutate());
	}

	static final class Builder extends DefaultToolCallingChatOptions.Builder<Builder>
			implements StructuredOutputChatOptions.Builder<Builder> {

		private @Nullable String outputSchema;

		private List<ChatOptions.Builder<?>> vendorOptions = List.of();

		@Override
		public Builder outputSchema(@Nullable String outputSchema) {
			this.outputSchema = outputSchema;
			return this;
		}

		Builder vendorOptions(ChatOptions.Builder<?>... vendorOptions) {
			this.vendorOptions = List.of(vendorOptions);
			return this;
		}

		@Override
		public PortableOptions build() {
			return new PortableOptions(super.build(), this.outputSchema, this.vendorOptions);
		}

	}

}
