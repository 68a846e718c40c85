package io.github.llmfallback.autoconfigure;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.util.ClassUtils;

/**
 * A value that is not of its property's type, put into words.
 */
final class MisfitValue {

	private static final Set<Class<?>> WHOLE_NUMBERS = Set.of(Integer.class, Long.class);

	private static final Set<Class<?>> NUMBERS = Set.of(Float.class, Double.class, BigDecimal.class);

	private final String property;

	private final Class<?> type;

	private final @Nullable Object value;

	private MisfitValue(String property, Class<?> type, @Nullable Object value) {
		this.property = property;
		this.type = ClassUtils.resolvePrimitiveIfNecessary(type);
		this.value = value;
	}

	/**
	 * What is wrong.
	 * @param property the property's full name
	 * @param type what it takes; of a list, what its elements are when one of them is at
	 * fault
	 * @param value what is configured, {@code null} when unknown
	 * @param error why it cannot be taken
	 */
	static ConfigurationProblem of(String property, Class<?> type, @Nullable Object value, Throwable error) {
		Class<?> wanted = type;
		Object refused = value;
		for (Throwable cause = error; cause != null; cause = cause.getCause()) {
			if (cause instanceof ConversionFailedException failed) {
				wanted = failed.getTargetType().getType();
				refused = failed.getValue();
			}
		}
		return new MisfitValue(property, wanted, refused).problem();
	}

	private ConfigurationProblem problem() {
		if (this.value instanceof String text && Placeholder.isUnresolved(text)) {
			return Placeholder.problem(this.property, text);
		}
		if (this.type == Duration.class) {
			return problem(quoted() + " is no duration", "Set a duration such as 30s, 500ms or 2m");
		}
		if (this.type == Boolean.class) {
			return problem(quoted() + " is neither true nor false", "Set true or false");
		}
		if (WHOLE_NUMBERS.contains(this.type)) {
			return problem(quoted() + " is no whole number, or too large", "Set a number such as 3");
		}
		if (NUMBERS.contains(this.type)) {
			return problem(quoted() + " is no number", "Set a number such as 0.5");
		}
		if (this.type == ZoneId.class) {
			return problem(quoted() + " is no time zone", "Set one such as UTC or Europe/Berlin");
		}
		if (this.type.isEnum()) {
			return problem(quoted() + " is unknown", "Use one of " + constants());
		}
		return problem("it cannot have this value", "Look up what it takes; several properties may belong below it");
	}

	private ConfigurationProblem problem(String reason, String remedy) {
		return new ConfigurationProblem(this.property, reason, remedy);
	}

	private String quoted() {
		return Quotation.of("the value", this.value);
	}

	private String constants() {
		return Arrays.stream(this.type.getEnumConstants())
			.map((constant) -> DataObjectPropertyName.toDashedForm(constant.toString().toLowerCase(Locale.ROOT)))
			.collect(Collectors.joining(", "));
	}

}
