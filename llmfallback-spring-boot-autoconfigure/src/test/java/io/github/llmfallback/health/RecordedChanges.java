package io.github.llmfallback.health;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Keeps what a listener is told, in words.
 */
final class RecordedChanges implements HealthListener {

	private final List<String> told = new CopyOnWriteArrayList<>();

	@Override
	public void unavailable(HealthChange change) {
		this.told.add("unavailable " + what(change) + " " + change.kind() + " " + change.duration());
	}

	@Override
	public void recovered(HealthChange change) {
		this.told.add("recovered " + what(change));
	}

	/**
	 * What was told since the last time.
	 */
	List<String> take() {
		List<String> taken = List.copyOf(this.told);
		this.told.clear();
		return taken;
	}

	private static String what(HealthChange change) {
		return change.part() + " " + change.key() + "/" + change.model();
	}

}
