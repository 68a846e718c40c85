package io.github.llmfallback.provider;

import java.time.Duration;
import java.util.List;

import io.github.llmfallback.pricing.TokenUsage;
import io.github.llmfallback.testsupport.Answer;
import io.github.llmfallback.testsupport.Answer.Finish;
import io.github.llmfallback.testsupport.FaultyServer;
import io.github.llmfallback.testsupport.Vendor;
import io.github.llmfallback.testsupport.VendorServer;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import tools.jackson.databind.JsonNode;

import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class GeminiChatModelTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	@Test
	void systemMessagesBecomeOneInTheirOrder() {
		Prompt prompt = new Prompt(new SystemMessage("Be kind."), new UserMessage("Hello"),
				new SystemMessage("Be brief."));
		try (VendorServer server = VendorServer.start(Vendor.GEMINI).answers("Hi")) {
			ChatModel model = Preset.GEMINI
				.create(Preset.GEMINI.settings(server.baseUrl(), Preset.KEY, null, null, TIMEOUT));
			model.call(prompt);
			model.stream(prompt).blockLast(TIMEOUT);
			assertThat(server.requests()).hasSize(2).allSatisfy((request) -> {
				JsonNode body = request.body();
				assertThat(body.at("/systemInstruction/parts/0/text").asString()).isEqualTo("Be kind.\n\nBe brief.");
				assertThat(body.path("contents")).hasSize(1);
			});
		}
	}

	@Test
	void blockedAnswerKeepsItsReasonAndItsUsage() {
		try (VendorServer server = VendorServer.start(Vendor.GEMINI)
			.answers(Answer.text("").finish(Finish.FILTERED).usage(120, 3))) {
			ChatModel model = Preset.GEMINI
				.create(Preset.GEMINI.settings(server.baseUrl(), Preset.KEY, null, null, TIMEOUT));
			Prompt prompt = new Prompt("Hello");
			assertThat(List.of(model.call(prompt), model.stream(prompt).blockLast(TIMEOUT))).allSatisfy((response) -> {
				assertThat(response.getResult().getMetadata().getFinishReason()).isEqualTo("SAFETY");
				assertThat(response.getResult().getOutput().getText()).isEmpty();
				assertThat(TokenUsage.of(response.getMetadata().getUsage())).isEqualTo(new TokenUsage(120, 3));
			});
		}
	}

	@Test
	void subscribingToAStreamDoesNotWaitForIt() throws Exception {
		try (FaultyServer server = FaultyServer.stallingBeforeHeaders()) {
			ChatModel model = Preset.GEMINI.model(server.url(), TIMEOUT);
			Disposable stream = assertTimeoutPreemptively(TIMEOUT.dividedBy(2),
					() -> UpstreamScope.stream(() -> model.stream(new Prompt("Hello"))).subscribe());
			assertThat(server.awaitRequest(TIMEOUT)).isTrue();
			stream.dispose();
		}
	}

}
