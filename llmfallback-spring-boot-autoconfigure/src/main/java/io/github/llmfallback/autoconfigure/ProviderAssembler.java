package io.github.llmfallback.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.admission.GateSettings;
import io.github.llmfallback.provider.AdjustedChatModel;
import io.github.llmfallback.provider.ChatDefaults;
import io.github.llmfallback.provider.ChatModelFactory;
import io.github.llmfallback.provider.ChatModelSettings;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.ProviderKey;
import io.github.llmfallback.provider.ProviderModel;
import io.github.llmfallback.provider.ProviderType;
import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import io.github.llmfallback.provider.simulated.SimulatedChatModelBuilder;
import io.github.llmfallback.provider.simulated.SimulatedProviders;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.util.StringUtils;

/**
 * Builds the providers that the properties describe. Nothing is built unless everything
 * is right.
 */
final class ProviderAssembler {

	private final Map<String, ProviderProperties> properties;

	private final LlmFallbackProperties common;

	private final ChatModelBeans chatModels;

	private final List<ChatModelFactory> factories;

	private final SimulatedProviders simulated;

	ProviderAssembler(Map<String, ProviderProperties> properties, LlmFallbackProperties common,
			ChatModelBeans chatModels, List<ChatModelFactory> factories, SimulatedProviders simulated) {
		this.properties = properties;
		this.common = common;
		this.chatModels = chatModels;
		this.factories = factories;
		this.simulated = simulated;
	}

	/**
	 * Looks for everything that would keep {@link #assemble()} from working.
	 */
	void check(ConfigurationProblems problems) {
		ProviderCheck check = new ProviderCheck(this.chatModels, this.factories, problems);
		this.properties.forEach(check::check);
	}

	List<LlmProvider> assemble() {
		List<LlmProvider> providers = new ArrayList<>();
		this.properties.forEach((name, provider) -> providers.add(assemble(name, provider)));
		return providers;
	}

	private LlmProvider assemble(String name, ProviderProperties properties) {
		String bean = properties.getChatModel();
		return StringUtils.hasText(bean) ? decorate(name, bean, properties)
				: build(name, ProviderSettings.type(name, properties).orElseThrow(), properties);
	}

	private LlmProvider decorate(String name, String bean, ProviderProperties properties) {
		ChatModel decorated = this.chatModels.get(bean);
		ProviderType vendor = ProviderType.of(decorated).orElse(null);
		ChatModel chatModel = adjusted(decorated, properties);
		List<ProviderModel> models = ProviderSettings.models(properties, vendor);
		if (models.isEmpty()) {
			models = List
				.of(ProviderSettings.model(ProviderModel.configuredIn(chatModel, null).name(), properties, vendor));
		}
		return provider(name, Provider.Builder.CHAT_MODEL, properties, models,
				List.of(new ProviderKey(null, () -> chatModel)));
	}

	private static ChatModel adjusted(ChatModel chatModel, ProviderProperties properties) {
		ChatDefaults configured = new ChatDefaults(properties.getTemperature(), properties.getMaxTokens());
		return configured.equals(ChatDefaults.NONE) ? chatModel : new AdjustedChatModel(chatModel, configured);
	}

	private LlmProvider build(String name, ProviderType type, ProviderProperties properties) {
		List<ProviderModel> models = ProviderSettings.models(properties, type);
		if (models.isEmpty()) {
			models = List.of(ProviderSettings.model(name, properties, type));
		}
		return provider(name, type.id(), properties, models, keys(name, type, properties, models.get(0).name()));
	}

	private LlmProvider provider(String name, String type, ProviderProperties properties, List<ProviderModel> models,
			List<ProviderKey> keys) {
		GateSettings gate = new GateSettings(properties.getCircuitBreaker().toSettings(),
				properties.getRateLimit().toSettings(), properties.getMaxConcurrency());
		return LlmProvider.of(Provider.builder(name)
			.type(type)
			.enabled(properties.isEnabled())
			.priority(properties.getPriority())
			.weight(properties.getWeight())
			.timeout(properties.getTimeout())
			.retry(properties.getRetry().toSettings(this.common.getRetry()))
			.models(models)
			.keys(keys)
			.build(), gate);
	}

	private List<ProviderKey> keys(String name, ProviderType type, ProviderProperties properties, String model) {
		if (type == ProviderType.SIMULATED) {
			ChatModel chatModel = simulated(name, properties, model);
			return List.of(new ProviderKey(null, () -> chatModel));
		}
		List<String> secrets = ProviderSettings.keys(properties);
		if (secrets.isEmpty()) {
			return List.of(key(null, settings(name, type, properties, model, null)));
		}
		List<ProviderKey> keys = new ArrayList<>(secrets.size());
		for (String secret : secrets) {
			keys.add(key(name + "#" + (keys.size() + 1), settings(name, type, properties, model, secret)));
		}
		return keys;
	}

	private ChatModel simulated(String name, ProviderProperties properties, String model) {
		ProviderProperties.Simulated settings = properties.getSimulated();
		SimulatedChatModelBuilder builder = SimulatedChatModel.builder()
			.provider(name)
			.model(model)
			.latency(settings.getLatency(), Objects.requireNonNullElse(settings.getMaxLatency(), settings.getLatency()))
			.pace(settings.getPace())
			.failures(settings.getFailures())
			.maxTokens(properties.getMaxTokens());
		if (settings.getSeed() != null) {
			builder.seed(settings.getSeed());
		}
		SimulatedChatModel chatModel = builder.build();
		this.simulated.register(name, chatModel);
		return chatModel;
	}

	private ProviderKey key(@Nullable String alias, ChatModelSettings settings) {
		ChatModelFactory factory = this.factories.stream()
			.filter((candidate) -> candidate.supports(settings.type()))
			.findFirst()
			.orElseThrow();
		return new ProviderKey(alias, () -> factory.create(settings));
	}

	/**
	 * The defaults are settled here too, because some vendors' options are never silent
	 * and would hide that nobody set them.
	 */
	private ChatModelSettings settings(String name, ProviderType type, ProviderProperties properties, String model,
			@Nullable String secret) {
		LlmFallbackProperties.Defaults defaults = this.common.getDefaults();
		Double temperature = properties.getTemperature();
		Integer maxTokens = properties.getMaxTokens();
		return new ChatModelSettings(name, type, ProviderSettings.baseUrl(properties, type), secret, model,
				(temperature != null) ? temperature : defaults.getTemperature(),
				(maxTokens != null) ? maxTokens : defaults.getMaxTokens(), properties.getTimeout(),
				this.common.getStream().getIdleTimeout());
	}

}
