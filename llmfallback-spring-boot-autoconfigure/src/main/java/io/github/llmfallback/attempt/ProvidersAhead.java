package io.github.llmfallback.attempt;

import java.util.List;
import java.util.function.Predicate;

import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.Target;

/**
 * The providers of a route that a call has not come to yet, and how many it may still
 * ask. One that does not let the call in is not asked, and one that the route names again
 * has had its turn.
 */
final class ProvidersAhead {

	private final List<Provider> route;

	private final int mayAsk;

	private int next;

	private int asked;

	ProvidersAhead(List<Provider> route, int mayAsk) {
		this.route = route;
		this.mayAsk = mayAsk;
	}

	/**
	 * Whether another provider may be asked, wherever it stands.
	 */
	boolean mayAskAnother() {
		return this.asked < this.mayAsk;
	}

	void asked() {
		this.asked++;
	}

	boolean hasNext() {
		while (this.next < this.route.size() && isRepeated(this.next)) {
			this.next++;
		}
		return this.next < this.route.size();
	}

	private boolean isRepeated(int index) {
		Provider provider = this.route.get(index);
		for (int i = 0; i < index; i++) {
			if (this.route.get(i).equals(provider)) {
				return true;
			}
		}
		return false;
	}

	Provider next() {
		return this.route.get(this.next++);
	}

	/**
	 * Whether another provider may be asked and would let the call in.
	 * @param ready tells whether a target would
	 */
	boolean isAnyReady(Predicate<Target> ready) {
		if (mayAskAnother()) {
			for (int i = this.next; i < this.route.size(); i++) {
				if (!isRepeated(i) && isAnyReady(this.route.get(i).targets(), ready)) {
					return true;
				}
			}
		}
		return false;
	}

	private static boolean isAnyReady(List<Target> targets, Predicate<Target> ready) {
		for (Target target : targets) {
			if (ready.test(target)) {
				return true;
			}
		}
		return false;
	}

}
