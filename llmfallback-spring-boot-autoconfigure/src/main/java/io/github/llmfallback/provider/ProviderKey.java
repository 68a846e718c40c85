package io.github.llmfallback.provider;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.util.function.SingletonSupplier;

/**
 * One key of a provider: its public alias and the chat model that holds the secret. The
 * model is built at its first use, because a vendor's client can take a second to load.
 */
public final class ProviderKey {

	private final @Nullable String alias;

	private final SingletonSupplier<ChatModel> chatModel;

	/**
	 * Creates a key.
	 * @param alias the name shown to people, {@code openai#1} for example; {@code null}
	 * for a provider that needs no key
	 * @param chatModel builds the chat model; called once
	 */
	public ProviderKey(@Nullable String alias, Supplier<ChatModel> chatModel) {
		this.alias = alias;
		this.chatModel = SingletonSupplier.of(chatModel);
	}

	/**
	 * Looks for what keeps a secret from being sent. HTTP clients refuse a header with
	 * such a character, and most of them quote the header while they do.
	 * @param secret an API key
	 * @return where its first character is that is no printable ASCII, counted from 1; 0
	 * when there is none
	 */
	public static int misfit(String secret) {
		for (int i = 0; i < secret.length(); i++) {
			if (secret.charAt(i) < ' ' || secret.charAt(i) > '~') {
				return i + 1;
			}
		}
		return 0;
	}

	public @Nullable String alias() {
		return this.alias;
	}

	/**
	 * The chat model, built by the first call and again after every failure.
	 * @return who answers
	 * @throws IllegalStateException when a library has another version than the client
	 * was built for; streams would not survive the error that says so
	 */
	public ChatModel chatModel() {
		try {
			return this.chatModel.obtain();
		}
		catch (LinkageError ex) {
			throw new IllegalStateException("the client cannot be built", ex);
		}
	}

	@Override
	public String toString() {
		return (this.alias != null) ? this.alias : "no key";
	}

}
