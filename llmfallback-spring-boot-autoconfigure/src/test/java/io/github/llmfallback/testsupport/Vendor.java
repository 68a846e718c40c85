package io.github.llmfallback.testsupport;

/**
 * The families of wire formats.
 */
public enum Vendor {

	OPENAI(new OpenAiWireFormat()),

	ANTHROPIC(new AnthropicWireFormat()),

	GEMINI(new GeminiWireFormat()),

	OLLAMA(new OllamaWireFormat());

	private final WireFormat format;

	Vendor(WireFormat format) {
		this.format = format;
	}

	WireFormat format() {
		return this.format;
	}

	/**
	 * What a client is configured with to reach a server.
	 * @param server the server's address, without a path
	 * @return the base URL as this vendor's clients want it
	 */
	public String baseUrl(String server) {
		return server + this.format.basePath();
	}

	/**
	 * The body of an answer to a blocking request.
	 */
	public String blocking(Answer answer) {
		return this.format.blocking(answer);
	}

	/**
	 * The body of a streamed answer.
	 */
	public String streaming(Answer answer) {
		return this.format.streaming(answer);
	}

	public String streamingContentType() {
		return this.format.streamingContentType();
	}

	/**
	 * The body of the vendor's usual error for a status.
	 */
	public String error(int status) {
		return this.format.error(status);
	}

}
