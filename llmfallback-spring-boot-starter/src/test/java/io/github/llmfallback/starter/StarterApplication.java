package io.github.llmfallback.starter;

import io.github.llmfallback.FallbackChatClient;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.stereotype.Component;

/**
 * An ordinary Spring AI application that has never heard of providers.
 */
@SpringBootApplication(proxyBeanMethods = false)
class StarterApplication {

	/**
	 * Injects all that an application may.
	 */
	@Component
	record Assistant(ChatModel chatModel, ChatClient.Builder clientBuilder, FallbackChatClient fallbackClient) {

	}

}
