package io.github.llmfallback.autoconfigure;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;

/**
 * Goes on binding after a value that cannot be bound, and looks for names that nothing
 * asked for. Names in the environment and in system properties are left alone: anybody
 * may put anything there.
 */
final class MisfitBindHandler extends AbstractBindHandler {

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of(LlmFallbackProperties.PREFIX);

	private final Consumer<ConfigurationProblem> problems;

	private final Set<ConfigurationPropertyName> asked = new HashSet<>();

	private final Set<ConfigurationPropertyName> failed = new HashSet<>();

	MisfitBindHandler(BindHandler parent, Consumer<ConfigurationProblem> problems) {
		super(parent);
		this.problems = problems;
	}

	@Override
	public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target, BindContext context) {
		this.asked.add(name);
		return super.onStart(name, target, context);
	}

	@Override
	public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			Exception error) throws Exception {
		if (!ROOT.isAncestorOf(name)) {
			return super.onFailure(name, target, context, error);
		}
		if (error instanceof UnboundConfigurationPropertiesException gap) {
			gap.getUnboundProperties().forEach((property) -> skipped(name, property.getName()));
		}
		else {
			ConfigurationProperty property = context.getConfigurationProperty();
			this.problems.accept(MisfitValue.of(spelling(name, context), target.getType().resolve(Object.class),
					(property != null && property.getName().equals(name)) ? property.getValue() : null, error));
			this.failed.add(name);
		}
		return null;
	}

	/**
	 * The name as the configuration has it: the binder's own is odd around digits.
	 */
	private static String spelling(ConfigurationPropertyName name, BindContext context) {
		for (ConfigurationPropertySource source : context.getSources()) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				Optional<ConfigurationPropertyName> written = iterable.stream().filter(name::equals).findFirst();
				if (written.isPresent()) {
					return written.get().toString();
				}
			}
		}
		return name.toString();
	}

	private void skipped(ConfigurationPropertyName list, ConfigurationPropertyName element) {
		if (this.failed.stream().noneMatch(list::isAncestorOf)) {
			this.problems.accept(new ConfigurationProblem(element.toString(), "the list has a gap before it",
					"Number the elements from [0] on, without a gap"));
		}
		this.failed.add(element);
	}

	@Override
	public void onFinish(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			@Nullable Object result) throws Exception {
		if (name.equals(ROOT)) {
			UnboundElementsSourceFilter filter = new UnboundElementsSourceFilter();
			Set<ConfigurationPropertyName> unknown = new TreeSet<>();
			for (ConfigurationPropertySource source : context.getSources()) {
				if (source instanceof IterableConfigurationPropertySource iterable && filter.apply(source)) {
					iterable.stream().filter(this::isUnknown).forEach(unknown::add);
				}
			}
			unknown.forEach((property) -> this.problems.accept(new ConfigurationProblem(property.toString(),
					"there is no such property", "Correct its name, or leave it out")));
		}
		super.onFinish(name, target, context, result);
	}

	private boolean isUnknown(ConfigurationPropertyName name) {
		return ROOT.isAncestorOf(name) && !this.asked.contains(name) && !isOverridden(name)
				&& this.failed.stream().noneMatch((parent) -> parent.equals(name) || parent.isAncestorOf(name));
	}

	/**
	 * Whether the name is in an element that a list of higher precedence replaces.
	 */
	private boolean isOverridden(ConfigurationPropertyName name) {
		for (int i = ROOT.getNumberOfElements(); i < name.getNumberOfElements(); i++) {
			if (name.isNumericIndex(i) && !this.asked.contains(name.chop(i + 1)) && this.asked.contains(name.chop(i))) {
				return true;
			}
		}
		return false;
	}

}
