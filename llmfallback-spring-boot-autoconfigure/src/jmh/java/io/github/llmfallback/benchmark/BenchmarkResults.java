package io.github.llmfallback.benchmark;

import java.io.File;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What JMH has written down.
 */
final class BenchmarkResults {

	private static final String PACKAGE = BenchmarkResults.class.getPackageName() + ".";

	private final JsonNode results;

	private BenchmarkResults(JsonNode results) {
		this.results = results;
	}

	static BenchmarkResults read(File json) {
		return new BenchmarkResults(JsonMapper.builder().build().readTree(json));
	}

	/**
	 * Whether every one of some benchmarks has run.
	 */
	boolean contain(String... benchmarks) {
		for (String benchmark : benchmarks) {
			if (find(benchmark) == null) {
				return false;
			}
		}
		return true;
	}

	/**
	 * The mean of what a benchmark measured.
	 * @param benchmark its class, its method and the values of its parameters, as in
	 * {@code GrowthBenchmark.wrapper 100 smart}
	 */
	Figure mean(String benchmark) {
		return figure(require(benchmark).path("primaryMetric"));
	}

	/**
	 * The median of what a benchmark counted itself, which JMH adds up over its JVMs.
	 */
	Figure median(String benchmark, String name, String unit) {
		JsonNode metric = require(benchmark).path("secondaryMetrics").path(name);
		List<Double> values = new ArrayList<>();
		metric.path("rawData").forEach((fork) -> fork.forEach((value) -> values.add(value.asDouble())));
		Collections.sort(values);
		int middle = values.size() / 2;
		double median = (values.size() % 2 == 1) ? values.get(middle)
				: (values.get(middle - 1) + values.get(middle)) / 2;
		return new Figure(median, 0, unit);
	}

	/**
	 * The bytes that a benchmark allocated for each operation.
	 */
	Figure bytes(String benchmark) {
		JsonNode allocated = require(benchmark).path("secondaryMetrics").path("gc.alloc.rate.norm");
		return new Figure(figure(allocated).value(), 0, "B");
	}

	/**
	 * The Java release that was measured.
	 */
	String java() {
		String version = this.results.path(0).path("jdkVersion").asString();
		return version.substring(0, (version.indexOf('.') > 0) ? version.indexOf('.') : version.length());
	}

	String vm() {
		JsonNode first = this.results.path(0);
		return first.path("vmName").asString() + " " + first.path("vmVersion").asString();
	}

	private static Figure figure(JsonNode metric) {
		double error = metric.path("scoreError").asDouble(0);
		return new Figure(metric.path("score").asDouble(), Double.isFinite(error) ? error : 0, unit(metric));
	}

	private static String unit(JsonNode metric) {
		return metric.path("scoreUnit").asString().replace("/op", "").replace("us", "µs");
	}

	private JsonNode require(String benchmark) {
		JsonNode found = find(benchmark);
		if (found == null) {
			throw new IllegalArgumentException("'" + benchmark + "' has not run");
		}
		return found;
	}

	private @Nullable JsonNode find(String benchmark) {
		for (JsonNode result : this.results) {
			if (name(result).equals(benchmark)) {
				return result;
			}
		}
		return null;
	}

	private static String name(JsonNode result) {
		StringBuilder name = new StringBuilder(result.path("benchmark").asString().substring(PACKAGE.length()));
		result.path("params").forEach((value) -> name.append(' ').append(value.asString()));
		return name.toString();
	}

}
