package io.github.llmfallback.provider;

import java.time.Duration;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * A small application of its own: asks each given provider once in a call and once in a
 * stream, with a key and without, and ends.
 */
final class VendorProgram {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private VendorProgram() {
	}

	/**
	 * Runs it.
	 * @param args names of presets, each followed by its base URL
	 */
	public static void main(String[] args) {
		for (int i = 0; i < args.length; i += 2) {
			Preset preset = Preset.valueOf(args[i]);
			ask(preset.create(preset.settings(args[i + 1], Preset.KEY, null, null, TIMEOUT)));
			ask(preset.create(preset.settings(args[i + 1], null, null, null, TIMEOUT)));
		}
	}

	private static void ask(ChatModel model) {
		Prompt prompt = new Prompt("a private question");
		model.call(prompt);
		UpstreamScope.stream(() -> model.stream(prompt)).blockLast(TIMEOUT);
	}

}
