package io.github.llmfallback.autoconfigure;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.LlmProvider;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * The application's own chat models, without the one that falls back to them.
 */
final class ChatModelBeans {

	private static final String SUFFIX = "ChatModel";

	private final ConfigurableListableBeanFactory beanFactory;

	private final @Nullable InnerRetries innerRetries;

	ChatModelBeans(ConfigurableListableBeanFactory beanFactory) {
		this(beanFactory, null);
	}

	ChatModelBeans(ConfigurableListableBeanFactory beanFactory, @Nullable InnerRetries innerRetries) {
		this.beanFactory = beanFactory;
		this.innerRetries = innerRetries;
	}

	/**
	 * Their names.
	 * @return bean names in {@code @Order} order
	 */
	List<String> names() {
		return Arrays.stream(this.beanFactory.getBeanNamesForType(ChatModel.class, true, false))
			.filter((name) -> !ScopedProxyUtils.isScopedTarget(name))
			.filter((name) -> !this.beanFactory.isTypeMatch(name, FallbackChatModel.class))
			.sorted(Comparator.comparingInt(this::order))
			.toList();
	}

	private int order(String name) {
		Order order = this.beanFactory.findAnnotationOnBean(name, Order.class, false);
		if (order != null) {
			return order.value();
		}
		return this.beanFactory.isTypeMatch(name, Ordered.class)
				? this.beanFactory.getBean(name, Ordered.class).getOrder() : Ordered.LOWEST_PRECEDENCE;
	}

	/**
	 * Those that the application has marked as primary. Creates no bean.
	 * @return bean names
	 */
	List<String> primaryNames() {
		return Arrays.stream(this.beanFactory.getBeanNamesForType(ChatModel.class, true, false))
			.filter((name) -> !this.beanFactory.isTypeMatch(name, FallbackChatModel.class))
			.filter((name) -> this.beanFactory.containsBeanDefinition(name)
					&& this.beanFactory.getMergedBeanDefinition(name).isPrimary())
			.toList();
	}

	ChatModel get(String name) {
		ChatModel chatModel = this.beanFactory.getBean(name, ChatModel.class);
		if (this.innerRetries != null) {
			this.innerRetries.look(chatModel);
		}
		return chatModel;
	}

	/**
	 * Every chat model as a provider.
	 * @return providers named after the beans, preferred in their order
	 */
	List<LlmProvider> asProviders() {
		return names().stream().map((name) -> LlmProvider.builder(providerName(name), get(name)).build()).toList();
	}

	/**
	 * What a provider is called that no property names.
	 * @param beanName the name of its bean, {@code openAiChatModel} for example
	 * @return the provider's name, {@code openai} for example
	 */
	static String providerName(String beanName) {
		String name = beanName.endsWith(SUFFIX) ? beanName.substring(0, beanName.length() - SUFFIX.length()) : beanName;
		return name.isEmpty() ? beanName : name.toLowerCase(Locale.ROOT);
	}

}
