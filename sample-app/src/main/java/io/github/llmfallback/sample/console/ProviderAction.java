package io.github.llmfallback.sample.console;

/**
 * What the buttons of a provider do.
 */
enum ProviderAction {

	/** Break it. */
	BREAK,

	/** Let it be well again. What was learnt about its health stays. */
	HEAL,

	/** Let calls use it. */
	ENABLE,

	/** Keep calls from it. */
	DISABLE,

	/** Forget that it was unwell. */
	RESET

}
