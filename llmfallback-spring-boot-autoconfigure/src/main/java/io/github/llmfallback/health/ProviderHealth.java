package io.github.llmfallback.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The health of one provider, its keys and its models. May be used from any thread.
 * Memory depends on the number of keys and models alone.
 */
public final class ProviderHealth {

	private final Circuit circuit;

	private final List<Cooldown> keys;

	private final List<Cooldown> models;

	/** By key, then by model. */
	private final List<Cooldown> pairs;

	private final List<TargetHealth> targets;

	/**
	 * Creates the health of a provider about which nothing bad is known.
	 * @param settings when its circuit opens
	 * @param keys how many keys it has, at least 1
	 * @param models how many models it has, at least 1
	 * @param nanoTime a clock as {@link System#nanoTime()}
	 * @param listener learns every change
	 */
	public ProviderHealth(CircuitSettings settings, int keys, int models, LongSupplier nanoTime,
			HealthListener listener) {
		Assert.isTrue(keys >= 1, () -> "'keys' is " + keys + " and must be at least 1");
		Assert.isTrue(models >= 1, () -> "'models' is " + models + " and must be at least 1");
		this.circuit = new Circuit(settings, nanoTime, listener);
		this.keys = new ArrayList<>();
		this.models = new ArrayList<>();
		this.pairs = new ArrayList<>();
		this.targets = new ArrayList<>();
		for (int model = 0; model < models; model++) {
			this.models.add(new Cooldown(nanoTime, listener, HealthPart.MODEL, HealthChange.NONE, model));
		}
		for (int key = 0; key < keys; key++) {
			this.keys.add(new Cooldown(nanoTime, listener, HealthPart.KEY, key, HealthChange.NONE));
			for (int model = 0; model < models; model++) {
				Cooldown pair = new Cooldown(nanoTime, listener, HealthPart.TARGET, key, model);
				this.pairs.add(pair);
				this.targets.add(new TargetHealth(this.circuit, this.keys.get(key), this.models.get(model), pair));
			}
		}
	}

	/**
	 * The health of one key with one model.
	 * @param key the key's index, from 0
	 * @param model the model's index, from 0
	 * @return always the same object for the same indexes
	 * @throws IndexOutOfBoundsException if there is no such key or model
	 */
	public TargetHealth target(int key, int model) {
		int models = this.models.size();
		return this.targets.get(key * models + Objects.checkIndex(model, models));
	}

	public CircuitStatus circuit() {
		return this.circuit.status();
	}

	/**
	 * How a key stands.
	 * @param key the key's index, from 0
	 */
	public HealthStatus key(int key) {
		int models = this.models.size();
		return HealthStatus.of(this.keys.get(key), this.pairs.subList(key * models, (key + 1) * models));
	}

	/**
	 * How a model stands.
	 * @param model the model's index, from 0
	 */
	public HealthStatus model(int model) {
		int models = this.models.size();
		return HealthStatus.of(this.models.get(model),
				IntStream.range(0, this.keys.size()).mapToObj((key) -> this.pairs.get(key * models + model)).toList());
	}

	/**
	 * The end of the probe that is running.
	 * @return completes, with nothing, when the probe ends one way or another, on the
	 * thread that ends it; is complete when none is running
	 */
	public CompletableFuture<@Nullable Void> probeOutcome() {
		return this.circuit.probeOutcome();
	}

	/**
	 * Forgets everything bad. Requests under way report their outcomes as usual.
	 */
	public void reset() {
		this.keys.forEach(Cooldown::reset);
		this.models.forEach(Cooldown::reset);
		this.pairs.forEach(Cooldown::reset);
		this.circuit.reset();
	}

}
