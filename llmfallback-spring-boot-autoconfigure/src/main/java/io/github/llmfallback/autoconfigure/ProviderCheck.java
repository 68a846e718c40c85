package io.github.llmfallback.autoconfigure;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.github.llmfallback.provider.ChatModelFactory;
import io.github.llmfallback.provider.ProviderType;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Finds everything wrong with the configured providers.
 */
final class ProviderCheck {

	private final ChatModelBeans chatModels;

	private final List<ChatModelFactory> factories;

	private final ConfigurationProblems problems;

	ProviderCheck(ChatModelBeans chatModels, List<ChatModelFactory> factories, ConfigurationProblems problems) {
		this.chatModels = chatModels;
		this.factories = factories;
		this.problems = problems;
	}

	void check(String name, ProviderProperties provider) {
		String path = LlmFallbackProperties.PREFIX + ".providers." + name;
		if (StringUtils.hasText(provider.getChatModel())) {
			checkChatModel(path, provider, provider.getChatModel());
		}
		else {
			checkType(name, path, provider);
		}
		checkModels(path, provider);
		checkNumbers(path, provider);
		checkPrices(path, provider);
		new GateCheck(this.problems).check(path, provider);
		new SimulatedCheck(this.problems).check(path + ".simulated", provider.getSimulated());
	}

	private void checkChatModel(String path, ProviderProperties provider, String bean) {
		this.problems.addUnless(this.chatModels.names().contains(bean), path + ".chat-model",
				"there is no ChatModel bean " + Quotation.of("of the name", bean),
				"Name one of " + this.chatModels.names());
		this.problems.addUnless(!StringUtils.hasText(provider.getType()), path + ".type", "'chat-model' is set as well",
				"Keep one of the two: 'chat-model' asks an existing bean, 'type' builds a client");
		checkUnused(path + ".base-url", StringUtils.hasText(provider.getBaseUrl()));
		checkUnused(path + ".api-key", StringUtils.hasText(provider.getApiKey()));
		checkUnused(path + ".api-keys", !provider.getApiKeys().isEmpty());
	}

	private void checkUnused(String property, boolean set) {
		this.problems.addUnless(!set, property, "a provider with 'chat-model' does not use it",
				"Leave it out and configure the bean, or set 'type' instead of 'chat-model'");
	}

	private void checkType(String name, String path, ProviderProperties provider) {
		Optional<ProviderType> type = ProviderSettings.type(name, provider);
		if (type.isEmpty()) {
			String reason = StringUtils.hasText(provider.getType())
					? Quotation.of("the type", provider.getType()) + " is unknown"
					: "the type is missing and the name '" + name + "' is not one";
			this.problems.add(path + ".type", reason, "Use one of " + String.join(", ", ProviderType.ids())
					+ ", or set 'chat-model' to the name of a bean");
			return;
		}
		checkModule(path, type.get());
		new KeyCheck(this.problems).check(path, provider, type.get());
		new BaseUrlCheck(this.problems).check(path + ".base-url", provider.getBaseUrl(), type.get());
		new ClientTimeoutCheck(this.problems).check(path + ".timeout", provider.getTimeout());
		boolean modelRequired = type.get() != ProviderType.SIMULATED;
		this.problems.addUnless(!modelRequired || ProviderSettings.hasModel(provider), path + ".model",
				"no model is set", "Set the model to ask for, or list several under 'models'");
	}

	private void checkModule(String path, ProviderType type) {
		String module = type.module();
		boolean present = module == null || this.factories.stream().anyMatch((factory) -> factory.supports(type));
		this.problems.addUnless(present, path + ".type", "type '" + type.id() + "' needs a module that is missing",
				"Add the dependency org.springframework.ai:" + module);
	}

	private void checkModels(String path, ProviderProperties provider) {
		Set<String> names = new HashSet<>();
		if (StringUtils.hasText(provider.getModel())) {
			checkResolved(path + ".model", provider.getModel());
			names.add(provider.getModel());
		}
		for (int i = 0; i < provider.getModels().size(); i++) {
			String property = path + ".models[" + i + "]";
			String model = provider.getModels().get(i).getName();
			if (!StringUtils.hasText(model)) {
				this.problems.add(property + ".name", "the model has no name", "Set the name the vendor knows it by");
				continue;
			}
			checkResolved(property + ".name", model);
			checkLimits(property, provider.getModels().get(i));
			this.problems.addUnless(names.add(model), property, "the model '" + model + "' is listed twice",
					"List each model once");
		}
	}

	private void checkLimits(String property, ModelProperties model) {
		checkLimit(property + ".context-window", model.getContextWindow());
		checkLimit(property + ".max-tokens", model.getMaxTokens());
	}

	private void checkLimit(String property, @Nullable Long tokens) {
		this.problems.addUnless(tokens == null || tokens >= 1, property, "'" + tokens + "' allows no token",
				"Set a positive number of tokens, or leave it out");
	}

	private void checkResolved(String property, String value) {
		if (Placeholder.isUnresolved(value)) {
			this.problems.add(Placeholder.problem(property, value));
		}
	}

	private void checkNumbers(String path, ProviderProperties provider) {
		this.problems.addUnless(isPositive(provider.getTimeout()), path + ".timeout",
				"'" + provider.getTimeout() + "' leaves no time for an answer", "Set a positive duration such as 30s");
		Integer maxRetries = provider.getRetry().getMaxRetries();
		this.problems.addUnless(maxRetries == null || maxRetries >= 0, path + ".retry.max-retries",
				"'" + maxRetries + "' is negative", "Set 0 for no retries, or a small number");
		Duration delay = provider.getRetry().getDelay();
		this.problems.addUnless(delay == null || !delay.isNegative(), path + ".retry.delay",
				"'" + delay + "' is negative", "Set a duration such as 500ms, or 0");
		checkMaxTokens(path + ".max-tokens", provider.getMaxTokens(), this.problems);
		checkLimit(path + ".context-window", provider.getContextWindow());
		checkTemperature(path + ".temperature", provider.getTemperature(), this.problems);
	}

	private static boolean isPositive(Duration duration) {
		return !duration.isZero() && !duration.isNegative();
	}

	static void checkMaxTokens(String property, @Nullable Integer maxTokens, ConfigurationProblems problems) {
		problems.addUnless(maxTokens == null || maxTokens >= 1, property, "'" + maxTokens + "' allows no answer",
				"Set at least 1, or leave it out");
	}

	static void checkTemperature(String property, @Nullable Double temperature, ConfigurationProblems problems) {
		problems.addUnless(temperature == null || (temperature >= 0 && temperature <= 2), property,
				"'" + temperature + "' is out of range", "Set a number from 0 to 2, or leave it out");
	}

	private void checkPrices(String path, ProviderProperties provider) {
		checkPrice(path + ".cost-per-1k-tokens", provider.getCostPer1kTokens());
		checkCost(path + ".cost", provider.getCost());
		boolean both = provider.getCostPer1kTokens() != null && provider.getCost().isSet();
		this.problems.addUnless(!both, path + ".cost", "'cost-per-1k-tokens' is set as well",
				"Keep one of the two: one price for everything, or a price for each part");
		for (int i = 0; i < provider.getModels().size(); i++) {
			checkCost(path + ".models[" + i + "].cost", provider.getModels().get(i).getCost());
		}
	}

	private void checkCost(String path, CostProperties cost) {
		checkPrice(path + ".input-per-1k-tokens", cost.getInputPer1kTokens());
		checkPrice(path + ".output-per-1k-tokens", cost.getOutputPer1kTokens());
		checkPrice(path + ".cached-input-per-1k-tokens", cost.getCachedInputPer1kTokens());
		checkPrice(path + ".cache-write-per-1k-tokens", cost.getCacheWritePer1kTokens());
		checkPrice(path + ".per-request", cost.getPerRequest());
	}

	private void checkPrice(String property, @Nullable BigDecimal price) {
		this.problems.addUnless(price == null || (price.signum() >= 0 && price.compareTo(CostProperties.MOST) <= 0),
				property, "'" + price + "' is not a price", "Set a decimal from 0 to " + CostProperties.MOST);
	}

}
