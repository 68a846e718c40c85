package io.github.llmfallback.attempt;

import java.util.List;
import java.util.function.Predicate;

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
 * Tests for {@link TargetCursor}.
 */
class TargetCursorTests {

	private static final Predicate<Target> ANY = (target) -> true;

	private final TargetCursor cursor = cursor(2, 2);

	@Test
	void startsAtThePreferredModelWithTheFirstKey() {
		assertThat(this.cursor.current()).hasToString("p/m1 (k1)");
	}

	@Test
	void goesThroughKeysAndThenModels() {
		this.cursor.nextKey();
		assertThat(this.cursor.current()).hasToString("p/m1 (k2)");
		assertThat(this.cursor.hasNextKey(ANY)).isFalse();
		this.cursor.nextModel();
		assertThat(this.cursor.current()).hasToString("p/m2 (k1)");
		assertThat(this.cursor.hasNextModel(ANY)).isFalse();
		this.cursor.nextKey();
		assertThat(this.cursor.current()).hasToString("p/m2 (k2)");
		assertThat(this.cursor.hasNextKey(ANY)).isFalse();
		assertThat(this.cursor.hasNextModel(ANY)).isFalse();
	}

	@Test
	void modelThatWasLeftIsNotComeBackTo() {
		this.cursor.nextModel();
		assertThat(this.cursor.current()).hasToString("p/m2 (k1)");
		assertThat(this.cursor.hasNextModel(ANY)).isFalse();
	}

	@ParameterizedTest
	@EnumSource(names = { "AUTHENTICATION", "QUOTA_EXHAUSTED" })
	void keyThatFailedIsOfNoUseForAnyModel(FailureKind kind) {
		this.cursor.failed(kind);
		this.cursor.nextKey();
		assertThat(this.cursor.current()).hasToString("p/m1 (k2)");
		this.cursor.nextModel();
		assertThat(this.cursor.current()).hasToString("p/m2 (k2)");
		assertThat(this.cursor.hasNextKey(ANY)).isFalse();
	}

	@ParameterizedTest
	@EnumSource(names = { "MODEL_NOT_FOUND", "CONTEXT_LENGTH_EXCEEDED" })
	void modelThatFailedIsOfNoUseForAnyKey(FailureKind kind) {
		this.cursor.failed(kind);
		assertThat(this.cursor.hasNextKey(ANY)).isFalse();
		this.cursor.nextModel();
		assertThat(this.cursor.current()).hasToString("p/m2 (k1)");
		assertThat(this.cursor.hasNextKey(ANY)).isTrue();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE,
			names = { "AUTHENTICATION", "QUOTA_EXHAUSTED", "MODEL_NOT_FOUND", "CONTEXT_LENGTH_EXCEEDED" })
	void otherFailuresAreNoFaultOfKeyOrModel(FailureKind kind) {
		this.cursor.failed(kind);
		assertThat(this.cursor.hasNextKey(ANY)).isTrue();
		assertThat(this.cursor.hasNextModel(ANY)).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void onlyTargetHasNoNext(FailureKind kind) {
		TargetCursor only = cursor(1, 1);
		only.failed(kind);
		assertThat(only.hasNextKey(ANY)).isFalse();
		assertThat(only.hasNextModel(ANY)).isFalse();
		assertThatIllegalStateException().isThrownBy(only::nextKey);
		assertThatIllegalStateException().isThrownBy(only::nextModel);
		assertThat(only.current()).hasToString("p/m1 (k1)");
	}

	private static TargetCursor cursor(int models, int keys) {
		List<ProviderModel> allModels = List.of(new ProviderModel("m1", null), new ProviderModel("m2", null));
		List<ProviderKey> allKeys = List.of(new ProviderKey("k1", ScriptedChatModel::new),
				new ProviderKey("k2", ScriptedChatModel::new));
		return new TargetCursor(Provider.builder("p")
			.models(allModels.subList(0, models))
			.keys(allKeys.subList(0, keys))
			.build()
			.targets());
	}

}
