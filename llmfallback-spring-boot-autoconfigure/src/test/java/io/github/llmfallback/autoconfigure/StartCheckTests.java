package io.github.llmfallback.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.ExitCodeEvent;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StartCheck}.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartCheckTests {

	private final ScriptedChatModel first = new ScriptedChatModel();

	private final ScriptedChatModel second = new ScriptedChatModel();

	private final List<Integer> exits = new ArrayList<>();

	@Test
	void outcomesAreLoggedAsOneEvent(CapturedOutput output) {
		try (GenericApplicationContext context = context()) {
			ready(context, check(model(true), false, context));
			awaitTable(output, "2 of 2 answered");
			assertThat(output)
				.containsPattern("INFO [^\n]* Live check: 2 of 2 answered\nPROVIDER .*\nfirst .*\nsecond ");
			assertThat(context.isActive()).isTrue();
		}
		assertThat(this.exits).isEmpty();
	}

	@Test
	void failureIsAWarningAndStopsNothing(CapturedOutput output) {
		this.second.thenFail(FailureKind.AUTHENTICATION);
		try (GenericApplicationContext context = context()) {
			ready(context, check(model(true), false, context));
			awaitTable(output, "1 of 2 answered");
			assertThat(output).containsPattern("WARN [^\n]* Live check: 1 of 2 answered")
				.containsPattern("\nsecond .* AUTHENTICATION .* Check the api-key of the chat model");
			assertThat(context.isActive()).isTrue();
		}
	}

	@Test
	void slowProviderDoesNotDelayTheApplication(CapturedOutput output) {
		AtomicBoolean over = new AtomicBoolean();
		LlmProvider stuck = LlmProvider.builder("stuck", (prompt) -> {
			Awaitility.await().forever().untilTrue(over);
			return ScriptedChatModel.text("late");
		}).timeout(Duration.ofMillis(500)).build();
		try (GenericApplicationContext context = context()) {
			ready(context, check(FallbackChatModel.builder().provider(stuck).build(), false, context));
			assertThat(output).doesNotContain("Live check");
			awaitTable(output, "0 of 1 answered");
		}
		finally {
			over.set(true);
		}
	}

	@Test
	void applicationEndsWithZeroWhenAllThatAreEnabledAnswer(CapturedOutput output) {
		this.second.thenFail(FailureKind.AUTHENTICATION);
		GenericApplicationContext context = context();
		ready(context, check(model(false), true, context));
		assertThat(this.exits).containsExactly(0);
		assertThat(context.isActive()).isFalse();
		assertThat(output).containsPattern("INFO [^\n]* Live check: 1 of 1 answered, disabled")
			.containsPattern("\nsecond \\(disabled\\) .* AUTHENTICATION ");
	}

	@Test
	void applicationEndsWithOneWhenOneOfThemFails() {
		this.second.thenFail(FailureKind.AUTHENTICATION);
		List<Integer> published = new ArrayList<>();
		GenericApplicationContext context = context();
		context
			.addApplicationListener((ApplicationListener<ExitCodeEvent>) (event) -> published.add(event.getExitCode()));
		ready(context, check(model(true), true, context));
		assertThat(this.exits).containsExactly(1);
		assertThat(published).containsExactly(1);
		assertThat(context.isActive()).isFalse();
	}

	@Test
	void applicationEndsWithOneWhenNobodyIsEnabled(CapturedOutput output) {
		GenericApplicationContext context = context();
		FallbackChatModel model = model(false);
		model.registry().disable("first");
		ready(context, check(model, true, context));
		assertThat(this.exits).containsExactly(1);
		assertThat(output).containsPattern("WARN [^\n]* Live check: 0 of 0 answered, disabled providers not counted");
	}

	@Test
	void applicationEndsWithOneWhenTheCheckCannotBeMade(CapturedOutput output) {
		GenericApplicationContext context = context();
		FallbackChatModel model = model(true);
		model.close();
		ready(context, check(model, true, context));
		assertThat(this.exits).containsExactly(1);
		assertThat(output).contains("The live check could not be made");
	}

	@Test
	void childContextsAreNotCheckedOnTheirOwn(CapturedOutput output) {
		try (GenericApplicationContext context = context(); GenericApplicationContext child = context()) {
			ready(child, check(model(true), true, context));
			assertThat(output).doesNotContain("Live check");
			assertThat(this.exits).isEmpty();
			assertThat(this.first.requests()).isZero();
		}
	}

	private FallbackChatModel model(boolean bothEnabled) {
		return FallbackChatModel.builder()
			.provider(LlmProvider.builder("first", this.first).build())
			.provider(LlmProvider.builder("second", this.second).enabled(bothEnabled).build())
			.build();
	}

	private StartCheck check(FallbackChatModel model, boolean last, GenericApplicationContext context) {
		return new StartCheck(model, last, context, this.exits::add);
	}

	private static GenericApplicationContext context() {
		GenericApplicationContext context = new GenericApplicationContext();
		context.refresh();
		return context;
	}

	private static void ready(ConfigurableApplicationContext context, StartCheck check) {
		check.onApplicationEvent(
				new ApplicationReadyEvent(new SpringApplication(), new String[0], context, Duration.ZERO));
	}

	private static void awaitTable(CapturedOutput output, String summary) {
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> output.getAll().contains(summary));
	}

}
