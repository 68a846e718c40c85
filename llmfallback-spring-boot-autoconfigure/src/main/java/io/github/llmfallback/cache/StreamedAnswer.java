package io.github.llmfallback.cache;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.attempt.CallSummary;
import io.github.llmfallback.attempt.StreamDecorator;
import io.github.llmfallback.attempt.Thoughts;
import io.github.llmfallback.pricing.TokenUsage;
import io.github.llmfallback.provider.Target;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.content.Media;
import org.springframework.util.StringUtils;

/**
 * Puts the chunks of a stream together to the answer that a blocking call would have got.
 */
final class StreamedAnswer implements StreamDecorator {

	private final RestartMark restart;

	private final StringBuilder text = new StringBuilder();

	private final Map<String, Object> properties = new LinkedHashMap<>();

	private final Map<String, Object> entries = new LinkedHashMap<>();

	private final List<ToolCall> toolCalls = new ArrayList<>(0);

	private final List<Media> media = new ArrayList<>(0);

	private ChatGenerationMetadata generation = ChatGenerationMetadata.NULL;

	private @Nullable ChatResponseMetadata last;

	private @Nullable Usage usage;

	private boolean whole = true;

	private volatile @Nullable CallSummary summary;

	private volatile @Nullable ChatResponse lastChunk;

	StreamedAnswer(RestartMark restart) {
		this.restart = restart;
	}

	@Override
	public ChatResponse completed(ChatResponse chunk, CallSummary summary) {
		this.summary = summary;
		this.lastChunk = chunk;
		return chunk;
	}

	@Override
	public ChatResponse restarted(ChatResponse chunk) {
		return this.restart.mark(chunk);
	}

	/**
	 * Adds a chunk as it is delivered.
	 */
	void add(ChatResponse chunk) {
		boolean anew = this.restart.isMarked(chunk);
		if (anew) {
			clear();
		}
		this.whole &= AnswerCopy.isPossible(chunk) && chunk.getResults().size() <= 1;
		ChatResponseMetadata metadata = chunk.getMetadata();
		if (this.last == null || !metadata.getId().isEmpty() || !metadata.getModel().isEmpty()) {
			this.last = metadata;
		}
		if (TokenUsage.isReported(metadata.getUsage())) {
			this.usage = metadata.getUsage();
		}
		if (!anew) {
			metadata.entrySet().forEach((entry) -> this.entries.put(entry.getKey(), entry.getValue()));
		}
		chunk.getResults().forEach(this::add);
	}

	/**
	 * What the model thought is none of the answer.
	 */
	private void add(Generation part) {
		AssistantMessage message = part.getOutput();
		if (Thoughts.isThought(message)) {
			return;
		}
		this.text.append((message.getText() != null) ? message.getText() : "");
		this.properties.putAll(message.getMetadata());
		this.toolCalls.addAll(message.getToolCalls());
		this.media.addAll(message.getMedia());
		this.whole &= !isOtherChoice(message) && !isRefusal(message);
		if (StringUtils.hasText(part.getMetadata().getFinishReason())) {
			this.generation = part.getMetadata();
		}
	}

	private static boolean isOtherChoice(AssistantMessage message) {
		return message.getMetadata().get("index") instanceof Number index && index.intValue() != 0;
	}

	private static boolean isRefusal(AssistantMessage message) {
		return message.getMetadata().get("refusal") instanceof String refusal && !refusal.isEmpty();
	}

	private void clear() {
		this.text.setLength(0);
		this.properties.clear();
		this.entries.clear();
		this.toolCalls.clear();
		this.media.clear();
		this.generation = ChatGenerationMetadata.NULL;
		this.last = null;
		this.usage = null;
	}

	/**
	 * Whether a chunk is the very one that ends the answer, not one that says the same.
	 */
	@SuppressWarnings("ReferenceEquality")
	boolean endsWith(ChatResponse chunk) {
		return chunk == this.lastChunk;
	}

	/**
	 * The whole answer, after its last chunk.
	 */
	SharedResult.Answered toResult() {
		CallSummary summary = this.summary;
		Target target = (summary != null) ? summary.answeredBy() : null;
		if (summary == null || target == null) {
			throw new IllegalStateException("the stream ended without an answer");
		}
		return new SharedResult.Answered(new CachedAnswer(summary.callId(), target, toResponse()), summary);
	}

	/**
	 * Whether nothing of the answer was lost on the way: several choices in one stream
	 * cannot be told apart, and a refusal beside the text is no text.
	 */
	boolean isWhole() {
		return this.whole && !(this.text.isEmpty() && this.media.isEmpty() && this.toolCalls.isEmpty());
	}

	private ChatResponse toResponse() {
		ChatResponseMetadata.Builder metadata = ChatResponseMetadata.builder();
		ChatResponseMetadata own = this.last;
		if (own != null) {
			metadata.id(own.getId())
				.model(own.getModel())
				.rateLimit(own.getRateLimit())
				.promptMetadata(own.getPromptMetadata());
		}
		if (this.usage != null) {
			metadata.usage(this.usage);
		}
		this.entries.forEach(metadata::keyValue);
		AssistantMessage message = AssistantMessage.builder()
			.content(this.text.toString())
			.properties(this.properties)
			.toolCalls(List.copyOf(this.toolCalls))
			.media(List.copyOf(this.media))
			.build();
		return new ChatResponse(List.of(new Generation(message, this.generation)), metadata.build());
	}

}
