package io.github.llmfallback.provider.simulated;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.springframework.util.Assert;

/**
 * The simulated providers of an application by name, for whoever wants to disturb and
 * heal them. Thread-safe.
 */
public final class SimulatedProviders {

	private final Map<String, SimulatedChatModel> models = new ConcurrentHashMap<>();

	/**
	 * Adds a provider.
	 * @param name its unique name
	 * @param model its chat model
	 * @throws IllegalArgumentException when the name is taken
	 */
	public void register(String name, SimulatedChatModel model) {
		Assert.isTrue(this.models.putIfAbsent(name, model) == null,
				() -> "there is already a simulated provider named '" + name + "'");
	}

	/**
	 * Finds a provider, or adds it when there is none of that name yet.
	 * @param name its unique name
	 * @param model makes its chat model; called at most once for each name
	 * @return the registered chat model
	 */
	public SimulatedChatModel getOrRegister(String name, Supplier<SimulatedChatModel> model) {
		return this.models.computeIfAbsent(name, (key) -> model.get());
	}

	/**
	 * Finds a provider.
	 * @param name its name
	 * @return its chat model, or empty when there is none of that name
	 */
	public Optional<SimulatedChatModel> get(String name) {
		return Optional.ofNullable(this.models.get(name));
	}

	/**
	 * The names of all providers.
	 * @return a snapshot in alphabetical order
	 */
	public List<String> names() {
		return this.models.keySet().stream().sorted().toList();
	}

}
