package io.github.llmfallback.sample;

import io.github.llmfallback.provider.ChatModelFactory;
import io.github.llmfallback.provider.ChatModelSettings;
import io.github.llmfallback.provider.ProviderType;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Makes the vendors' types known as long as the library has no factories of its own, and
 * comes after them once it has.
 */
@Component
@Order
class StandInFactory implements ChatModelFactory {

	@Override
	public boolean supports(ProviderType type) {
		return type != ProviderType.SIMULATED;
	}

	@Override
	public ChatModel create(ChatModelSettings settings) {
		throw new UnsupportedOperationException("no client for " + settings);
	}

}
