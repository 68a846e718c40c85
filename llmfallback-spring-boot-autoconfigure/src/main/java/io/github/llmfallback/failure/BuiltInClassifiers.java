package io.github.llmfallback.failure;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import org.springframework.util.ClassUtils;

/**
 * The classifiers this library brings along, most specific first: an answer with a status
 * says more than a broken connection, and that says more than an answer nobody could
 * read. Those that know a client library's types exist only when the library does.
 */
final class BuiltInClassifiers {

	private BuiltInClassifiers() {
	}

	static List<FailureClassifier> all(Clock clock) {
		ErrorAnswerClassifier answers = new ErrorAnswerClassifier(new RetryAfter(clock));
		List<FailureClassifier> all = new ArrayList<>();
		addVendors(all, answers);
		all.add(new TimeoutClassifier());
		all.add(new CancellationClassifier());
		all.add(new ConnectionClassifier());
		all.add(NamedExceptionClassifier.missingCredentials());
		all.add(NamedExceptionClassifier.brokenTransport());
		all.add(NamedExceptionClassifier.unwritableRequest());
		all.add(new StatusTextClassifier(answers));
		all.add(NamedExceptionClassifier.transientError());
		all.add(NamedExceptionClassifier.unreadableAnswer());
		all.add(new IncompleteAnswerClassifier());
		return all;
	}

	private static void addVendors(List<FailureClassifier> all, ErrorAnswerClassifier answers) {
		if (isPresent("com.openai.errors.OpenAIServiceException")) {
			all.add(new OpenAiFailureClassifier(answers));
		}
		if (isPresent("com.anthropic.errors.AnthropicServiceException")) {
			all.add(new AnthropicFailureClassifier(answers));
		}
		if (isPresent("com.google.genai.errors.ApiException")) {
			all.add(new GoogleGenAiFailureClassifier(answers));
		}
		if (isPresent("org.springframework.web.client.RestClientResponseException")) {
			all.add(new RestClientFailureClassifier(answers));
		}
		if (isPresent("org.springframework.web.reactive.function.client.WebClientResponseException")) {
			all.add(new WebClientFailureClassifier(answers));
		}
	}

	private static boolean isPresent(String className) {
		return ClassUtils.isPresent(className, BuiltInClassifiers.class.getClassLoader());
	}

}
