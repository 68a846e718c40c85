package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

import io.github.llmfallback.admission.Insistence;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.ProviderKey;
import io.github.llmfallback.provider.ProviderModel;
import io.github.llmfallback.provider.Target;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Visit}.
 */
class VisitTests {

	private static final Predicate<Target> ANY = (target) -> true;

	private final Visit visit = visit(2, 2);

	@Test
	void startsAtThePreferredModelWithTheFirstKey() {
		assertThat(this.visit.target()).hasToString("p/m1 (k1)");
	}

	@Test
	void goesThroughKeysAndThenModels() {
		this.visit.nextKey();
		assertThat(this.visit.target()).hasToString("p/m1 (k2)");
		assertThat(this.visit.hasNextKey(ANY)).isFalse();
		this.visit.nextModel();
		assertThat(this.visit.target()).hasToString("p/m2 (k1)");
		assertThat(this.visit.hasNextModel(ANY)).isFalse();
		this.visit.nextKey();
		assertThat(this.visit.target()).hasToString("p/m2 (k2)");
		assertThat(this.visit.hasNextKey(ANY)).isFalse();
		assertThat(this.visit.hasNextModel(ANY)).isFalse();
	}

	@Test
	void modelThatWasLeftIsNotComeBackTo() {
		this.visit.nextModel();
		assertThat(this.visit.target()).hasToString("p/m2 (k1)");
		assertThat(this.visit.hasNextModel(ANY)).isFalse();
	}

	@ParameterizedTest
	@EnumSource(names = { "AUTHENTICATION", "QUOTA_EXHAUSTED" })
	void keyThatFailedIsOfNoUseForAnyModel(FailureKind kind) {
		this.visit.failed(kind);
		this.visit.nextKey();
		assertThat(this.visit.target()).hasToString("p/m1 (k2)");
		this.visit.nextModel();
		assertThat(this.visit.target()).hasToString("p/m2 (k2)");
		assertThat(this.visit.hasNextKey(ANY)).isFalse();
	}

	@ParameterizedTest
	@EnumSource(names = { "MODEL_NOT_FOUND", "CONTEXT_LENGTH_EXCEEDED" })
	void modelThatFailedIsOfNoUseForAnyKey(FailureKind kind) {
		this.visit.failed(kind);
		assertThat(this.visit.hasNextKey(ANY)).isFalse();
		this.visit.nextModel();
		assertThat(this.visit.target()).hasToString("p/m2 (k1)");
		assertThat(this.visit.hasNextKey(ANY)).isTrue();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE,
			names = { "AUTHENTICATION", "QUOTA_EXHAUSTED", "MODEL_NOT_FOUND", "CONTEXT_LENGTH_EXCEEDED" })
	void otherFailuresAreNoFaultOfKeyOrModel(FailureKind kind) {
		this.visit.failed(kind);
		assertThat(this.visit.hasNextKey(ANY)).isTrue();
		assertThat(this.visit.hasNextModel(ANY)).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void onlyTargetHasNoNext(FailureKind kind) {
		Visit only = visit(1, 1);
		only.failed(kind);
		assertThat(only.hasNextKey(ANY)).isFalse();
		assertThat(only.hasNextModel(ANY)).isFalse();
		assertThatIllegalStateException().isThrownBy(only::nextKey);
		assertThatIllegalStateException().isThrownBy(only::nextModel);
		assertThat(only.target()).hasToString("p/m1 (k1)");
	}

	@Test
	void retriesAreThoseOfOneTarget() {
		this.visit.again(Duration.ofMillis(5));
		this.visit.again(Duration.ofMillis(7));
		assertThat(this.visit.retries()).isEqualTo(2);
		assertThat(this.visit.pause()).hasMillis(7);
		assertThat(this.visit.insistence()).isEqualTo(Insistence.RETRY);
		this.visit.nextKey();
		assertThat(this.visit.retries()).isZero();
		assertThat(this.visit.isRetry()).isFalse();
		assertThat(this.visit.insistence()).isEqualTo(Insistence.NORMAL);
	}

	@Test
	void providerIsAskedForTheFirstTimeOnce() {
		assertThat(this.visit.ask()).isTrue();
		this.visit.nextModel();
		assertThat(this.visit.isAsked()).isTrue();
		assertThat(this.visit.ask()).isFalse();
	}

	private static Visit visit(int models, int keys) {
		List<ProviderModel> allModels = List.of(new ProviderModel("m1", null), new ProviderModel("m2", null));
		List<ProviderKey> allKeys = List.of(new ProviderKey("k1", ScriptedChatModel::new),
				new ProviderKey("k2", ScriptedChatModel::new));
		return Visit
			.of(Provider.builder("p").models(allModels.subList(0, models)).keys(allKeys.subList(0, keys)).build());
	}

}
