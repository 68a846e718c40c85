package io.github.llmfallback.provider.simulated;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Simulated providers are found by name.
 */
class SimulatedProvidersTests {

	private final SimulatedProviders providers = new SimulatedProviders();

	@Test
	void registeredProvidersAreFoundByName() {
		SimulatedChatModel openai = model("openai");
		SimulatedChatModel anthropic = model("anthropic");
		this.providers.register("openai", openai);
		this.providers.register("anthropic", anthropic);
		assertThat(this.providers.get("openai")).containsSame(openai);
		assertThat(this.providers.get("anthropic")).containsSame(anthropic);
		assertThat(this.providers.get("gemini")).isEmpty();
		assertThat(this.providers.names()).containsExactly("anthropic", "openai");
	}

	@Test
	void namesAreASnapshot() {
		List<String> names = this.providers.names();
		this.providers.register("openai", model("openai"));
		assertThat(names).isEmpty();
	}

	@Test
	void nameCannotBeTakenTwice() {
		SimulatedChatModel first = model("openai");
		this.providers.register("openai", first);
		assertThatIllegalArgumentException().isThrownBy(() -> this.providers.register("openai", model("openai")))
			.withMessage("there is already a simulated provider named 'openai'");
		assertThat(this.providers.get("openai")).containsSame(first);
	}

	@Test
	void concurrentRegistrationsShareOneModel() {
		AtomicInteger made = new AtomicInteger();
		List<SimulatedChatModel> models = IntStream.range(0, 200)
			.parallel()
			.mapToObj((i) -> this.providers.getOrRegister("openai", () -> {
				made.incrementAndGet();
				return model("openai");
			}))
			.distinct()
			.toList();
		assertThat(models).singleElement().isSameAs(this.providers.get("openai").orElseThrow());
		assertThat(made).hasValue(1);
	}

	private static SimulatedChatModel model(String provider) {
		return SimulatedChatModel.builder().provider(provider).build();
	}

}
