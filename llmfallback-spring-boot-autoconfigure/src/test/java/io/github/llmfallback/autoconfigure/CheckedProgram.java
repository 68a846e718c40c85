package io.github.llmfallback.autoconfigure;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A small application of its own that says when it has been closed in good order.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class CheckedProgram {

	static final String CLOSED = "closed in good order";

	@Bean
	DisposableBean lastWords() {
		return () -> System.out.println(CLOSED);
	}

	/**
	 * Runs it.
	 * @param args properties
	 */
	public static void main(String[] args) {
		SpringApplication.run(CheckedProgram.class, args);
	}

}
