package io.github.llmfallback.autoconfigure;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.github.llmfallback.provider.ChatModelFactory;
import io.github.llmfallback.provider.ChatModelSettings;
import io.github.llmfallback.provider.ProviderType;
import io.github.llmfallback.provider.simulated.SimulatedChatModel;

import org.springframework.ai.chat.model.ChatModel;

/**
 * Builds chat models that answer by themselves and remembers what they were to be.
 */
class RecordingFactory implements ChatModelFactory {

	final List<ChatModelSettings> created = new ArrayList<>();

	private final Set<ProviderType> types;

	RecordingFactory() {
		this(EnumSet.complementOf(EnumSet.of(ProviderType.SIMULATED)));
	}

	RecordingFactory(Set<ProviderType> types) {
		this.types = types;
	}

	@Override
	public boolean supports(ProviderType type) {
		return this.types.contains(type);
	}

	@Override
	public ChatModel create(ChatModelSettings settings) {
		this.created.add(settings);
		return SimulatedChatModel.builder().provider(settings.provider()).model(settings.model()).build();
	}

}
