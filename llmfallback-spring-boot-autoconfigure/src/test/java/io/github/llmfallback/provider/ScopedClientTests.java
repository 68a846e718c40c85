package io.github.llmfallback.provider;

import java.util.function.Supplier;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ScopedClientTests {

	@Test
	void withoutAScopeTheClientItselfIsUsed() {
		assertThat(client(() -> "plain").get()).isEqualTo("plain");
	}

	@Test
	void withinAScopeACopyIsUsed() {
		Supplier<String> client = client(() -> "plain");
		assertThat(new UpstreamScope().call(client)).isEqualTo("scoped");
		assertThat(client.get()).isEqualTo("plain");
	}

	@Test
	void theClientsExceptionsPassThrough() {
		Supplier<String> client = client(() -> {
			throw new IllegalStateException("broken");
		});
		assertThatIllegalStateException().isThrownBy(client::get).withMessage("broken");
	}

	@SuppressWarnings("unchecked")
	private static Supplier<String> client(Supplier<String> plain) {
		return ScopedClient.of(Supplier.class, plain, (client, scope) -> () -> "scoped");
	}

}
