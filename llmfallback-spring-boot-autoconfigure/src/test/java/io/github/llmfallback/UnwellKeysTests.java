package io.github.llmfallback;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

import io.github.llmfallback.ProviderStatus.KeyStatus;
import io.github.llmfallback.ProviderStatus.Status;
import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import io.github.llmfallback.testsupport.TurnedTime;
import io.github.llmfallback.testsupport.Vendor;
import io.github.llmfallback.testsupport.VendorServer;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.model.ChatModel;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of the keys of a pool.
 */
class UnwellKeysTests {

	private final TurnedTime time = new TurnedTime();

	@Test
	void revokedKeyIsNotUsedAgainBeforeItsQuarantineEnds() {
		try (VendorServer revoked = VendorServer.start(Vendor.OPENAI).fails(401);
				VendorServer valid = VendorServer.start(Vendor.OPENAI).answers("hi")) {
			Map<String, ChatModel> chatModels = Map.of("pool#1", GatedModels.openAi(revoked.baseUrl(), "revoked"),
					"pool#2", GatedModels.openAi(valid.baseUrl(), "valid"));
			FallbackChatModel model = GatedModels.turned(this.time, WhenUnavailable.TRY_SOONEST,
					GatedModels.pool("pool", 2, chatModels::get));
			for (int i = 0; i < 50; i++) {
				assertThat(keyOf(model)).isEqualTo("pool#2");
				this.time.turnSeconds(5);
			}
			assertThat(revoked.count()).isEqualTo(1);
			assertThat(valid.count()).isEqualTo(50);
			assertThat(keys(model)).extracting(KeyStatus::status).containsExactly(Status.COOLING, Status.UP);
			assertThat(keys(model).get(0).lastFailure()).isEqualTo(FailureKind.AUTHENTICATION);
			assertThat(keys(model).get(0).availableAt()).isEqualTo(TurnedTime.START.plusSeconds(300));
			assertThat(model.providers().get(0).status()).isEqualTo(Status.UP);

			this.time.turnSeconds(50);
			revoked.answers("valid again");
			assertThat(keyOf(model)).isEqualTo("pool#1");
			model.close();
		}
	}

	@Test
	void keysThatWereLimitedReturnEachAtItsOwnTime() {
		Map<String, ScriptedChatModel> chatModels = new TreeMap<>();
		IntStream.of(30, 10, 20)
			.forEach((seconds) -> chatModels.put("pool#" + (chatModels.size() + 1),
					new ScriptedChatModel()
						.thenFail(ScriptedChatModel.failure(FailureKind.RATE_LIMITED, Duration.ofSeconds(seconds)))
						.thenAnswer("hi")));
		ScriptedChatModel other = new ScriptedChatModel();
		FallbackChatModel model = GatedModels.turned(this.time, WhenUnavailable.TRY_SOONEST,
				GatedModels.pool("pool", 3, chatModels::get), LlmProvider.builder("other", other).build());

		assertThat(GatedModels.answeredBy(model)).isEqualTo("other");
		ProviderStatus status = model.providers().get(0);
		assertThat(status.status()).isEqualTo(Status.COOLING);
		assertThat(status.availableAt()).isEqualTo(TurnedTime.START.plusSeconds(10));
		assertThat(status.keys()).extracting(KeyStatus::availableAt)
			.containsExactly(TurnedTime.START.plusSeconds(30), TurnedTime.START.plusSeconds(10),
					TurnedTime.START.plusSeconds(20));
		this.time.turn(Duration.ofMillis(9_999));
		assertThat(GatedModels.answeredBy(model)).isEqualTo("other");
		this.time.turn(Duration.ofMillis(1));
		assertThat(keyOf(model)).isEqualTo("pool#2");
		this.time.turn(Duration.ofMillis(19_999));
		assertThat(keyOf(model)).isEqualTo("pool#2");
		this.time.turn(Duration.ofMillis(1));
		assertThat(keyOf(model)).isEqualTo("pool#1");
		assertThat(chatModels.get("pool#3").requests()).isEqualTo(1);
		assertThat(keys(model)).extracting(KeyStatus::status).containsOnly(Status.UP);
		model.close();
	}

	private static String keyOf(FallbackChatModel model) {
		return FallbackMetadata.from(model.call(GatedModels.PROMPT)).keyAlias();
	}

	private static List<KeyStatus> keys(FallbackChatModel model) {
		return model.providers().get(0).keys();
	}

}
