package io.github.llmfallback.testsupport;

import org.jspecify.annotations.Nullable;

/**
 * What a model says, apart from the vendor it says it through.
 *
 * @param text its words; empty for none
 * @param toolCall the tool it wants called; {@code null} for none
 * @param finish why it ended
 * @param promptTokens reported input
 * @param completionTokens reported output
 */
public record Answer(String text, @Nullable ToolCall toolCall, Finish finish, int promptTokens, int completionTokens) {

	public static Answer text(String text) {
		return new Answer(text, null, Finish.STOP, 11, 7);
	}

	public static Answer toolCall(String name, String jsonArguments) {
		return new Answer("", new ToolCall("call_1", name, jsonArguments), Finish.TOOL_CALL, 11, 7);
	}

	public Answer finish(Finish finish) {
		return new Answer(this.text, this.toolCall, finish, this.promptTokens, this.completionTokens);
	}

	public Answer usage(int promptTokens, int completionTokens) {
		return new Answer(this.text, this.toolCall, this.finish, promptTokens, completionTokens);
	}

	int totalTokens() {
		return this.promptTokens + this.completionTokens;
	}

	/**
	 * The text as a model would stream it.
	 */
	String[] pieces() {
		return this.text.isEmpty() ? new String[0] : this.text.split("(?<= )");
	}

	/**
	 * Why a model stops.
	 */
	public enum Finish {

		STOP, LENGTH, TOOL_CALL, FILTERED

	}

	/**
	 * A tool call.
	 *
	 * @param id identifies it in the conversation
	 * @param name the tool
	 * @param arguments its arguments as JSON
	 */
	public record ToolCall(String id, String name, String arguments) {

	}

}
