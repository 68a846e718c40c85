package io.github.llmfallback.provider;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.llmfallback.testsupport.VendorServer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.observation.ChatModelObservationConvention;
import org.springframework.ai.chat.observation.DefaultChatModelObservationConvention;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Models built here are observed as Spring AI's own are.
 */
class VendorObservationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final Prompt PROMPT = new Prompt("Hello");

	private final List<String> observed = new CopyOnWriteArrayList<>();

	@ParameterizedTest
	@EnumSource(names = { "OPENAI", "ANTHROPIC", "GEMINI", "OLLAMA" })
	void callsAndStreamsAreObservedUnderTheUsualName(Preset preset) {
		ask(preset, null);
		assertThat(this.observed).filteredOn("gen_ai.client.operation"::equals).hasSize(2);
	}

	@ParameterizedTest
	@EnumSource(names = { "OPENAI", "ANTHROPIC", "GEMINI", "OLLAMA" })
	void aConventionOfTheApplicationIsUsed(Preset preset) {
		ask(preset, new DefaultChatModelObservationConvention() {

			@Override
			public String getName() {
				return "our.name";
			}

		});
		assertThat(this.observed).filteredOn("our.name"::equals).hasSize(2);
	}

	private void ask(Preset preset, @Nullable ChatModelObservationConvention convention) {
		try (VendorServer server = VendorServer.start(preset.vendor()).answers("Hi")) {
			ChatModel model = preset.factory(observations(), convention)
				.create(preset.settings(server.baseUrl(), Preset.KEY, null, null, TIMEOUT));
			model.call(PROMPT);
			model.stream(PROMPT).blockLast(TIMEOUT);
		}
	}

	private ObservationRegistry observations() {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new ObservationHandler<>() {

			@Override
			public void onStart(Observation.Context context) {
				VendorObservationTests.this.observed.add(context.getName());
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		});
		return registry;
	}

}
