package io.github.llmfallback.autoconfigure;

/**
 * Properties of what is logged.
 */
public class LoggingProperties {

	/**
	 * Whether prompts and answers are logged, at DEBUG.
	 */
	private boolean content;

	public boolean isContent() {
		return this.content;
	}

	public void setContent(boolean content) {
		this.content = content;
	}

}
