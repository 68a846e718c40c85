package io.github.llmfallback.sample.console;

import java.util.List;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.ProviderRegistry;
import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import io.github.llmfallback.provider.simulated.SimulatedProviders;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/**
 * Breaks and heals the simulated providers, and steers all of them.
 */
@Component
class Workbench {

	private final ProviderRegistry registry;

	private final SimulatedProviders simulated;

	Workbench(FallbackChatModel chatModel, SimulatedProviders simulated) {
		this.registry = chatModel.registry();
		this.simulated = simulated;
	}

	/**
	 * Does what a button says.
	 * @param provider the name of a provider
	 * @param command the button
	 * @throws ResponseStatusException 404 when there is none of that name, 400 when it
	 * cannot be broken or healed, or when the command lacks something
	 */
	void perform(String provider, ProviderCommand command) {
		if (this.registry.status(provider).isEmpty()) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no provider '" + provider + "'.");
		}
		if (command.action() == null) {
			throw badRequest("Send an 'action'.");
		}
		switch (command.action()) {
			case BREAK -> breakIt(provider, command);
			case HEAL -> model(provider).heal();
			case ENABLE -> this.registry.enable(provider);
			case DISABLE -> this.registry.disable(provider);
			case RESET -> this.registry.resetHealth(provider);
		}
	}

	private void breakIt(String provider, ProviderCommand command) {
		if (command.fault() == null) {
			throw badRequest("Send a 'fault'.");
		}
		command.fault().breakIt(model(provider));
	}

	private SimulatedChatModel model(String provider) {
		return this.simulated.get(provider)
			.orElseThrow(() -> badRequest("'" + provider + "' is real. Only simulated providers can be broken."));
	}

	private static ResponseStatusException badRequest(String message) {
		return new ResponseStatusException(HttpStatus.BAD_REQUEST, message);
	}

	List<Simulation> simulations() {
		return this.simulated.names()
			.stream()
			.map((name) -> new Simulation(name, this.simulated.get(name).map(Fault::of).orElse(null)))
			.toList();
	}

}
