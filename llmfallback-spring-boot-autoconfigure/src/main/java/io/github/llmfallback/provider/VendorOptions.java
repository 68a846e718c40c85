package io.github.llmfallback.provider;

import java.util.List;

import org.springframework.ai.chat.prompt.ChatOptions;

/**
 * Call options that also carry options of particular vendors. They reach only the
 * providers of that vendor; every other provider gets the portable ones.
 */
public interface VendorOptions {

	/**
	 * The vendors' builders as the application gave them.
	 * @return builders that are read, never changed
	 */
	List<ChatOptions.Builder<?>> vendorOptions();

}
