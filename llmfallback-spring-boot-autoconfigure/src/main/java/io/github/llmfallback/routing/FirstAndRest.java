package io.github.llmfallback.routing;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.UnaryOperator;

import io.github.llmfallback.provider.Provider;
import org.jspecify.annotations.Nullable;

/**
 * An order whose first provider is known. Most calls ask no other, so the rest is put in
 * order when somebody looks at it, by what is known then.
 */
final class FirstAndRest extends AbstractList<Provider> implements RandomAccess {

	private final List<Provider> providers;

	private final int first;

	private final UnaryOperator<List<Provider>> order;

	private @Nullable List<Provider> rest;

	/**
	 * Creates an order.
	 * @param providers the providers in declared order
	 * @param first the index of the first to ask
	 * @param order puts the others, a list of its own, in order
	 */
	FirstAndRest(List<Provider> providers, int first, UnaryOperator<List<Provider>> order) {
		this.providers = providers;
		this.first = first;
		this.order = order;
	}

	@Override
	public Provider get(int index) {
		return (index == 0) ? this.providers.get(this.first) : rest().get(index - 1);
	}

	@Override
	public int size() {
		return this.providers.size();
	}

	private synchronized List<Provider> rest() {
		if (this.rest == null) {
			List<Provider> others = new ArrayList<>(this.providers);
			others.remove(this.first);
			this.rest = this.order.apply(others);
		}
		return this.rest;
	}

}
