package io.github.llmfallback.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class UpstreamScopeTests {

	private final AtomicInteger aborted = new AtomicInteger();

	@Test
	void nothingIsCurrentOutsideOfAScope() {
		assertThat(UpstreamScope.current()).isNull();
		new UpstreamScope().call(UpstreamScope::current);
		assertThat(UpstreamScope.current()).isNull();
	}

	@Test
	void theInnermostScopeIsCurrent() {
		UpstreamScope outer = new UpstreamScope();
		UpstreamScope inner = new UpstreamScope();
		outer.call(() -> {
			assertThat(inner.call(UpstreamScope::current)).isSameAs(inner);
			assertThat(UpstreamScope.current()).isSameAs(outer);
			return outer;
		});
	}

	@Test
	void aFailedCallLeavesTheScope() {
		assertThatIllegalStateException().isThrownBy(() -> new UpstreamScope().call(() -> {
			throw new IllegalStateException();
		}));
		assertThat(UpstreamScope.current()).isNull();
	}

	@Test
	void cancellingAbortsWhatIsUnderWayOnce() {
		UpstreamScope scope = new UpstreamScope();
		scope.onCancel(this.aborted::incrementAndGet);
		scope.cancel();
		scope.cancel();
		assertThat(this.aborted).hasValue(1);
	}

	@Test
	void aRequestThatBeginsAfterCancellationIsAbortedAtOnce() {
		UpstreamScope scope = new UpstreamScope();
		scope.cancel();
		scope.onCancel(this.aborted::incrementAndGet);
		assertThat(this.aborted).hasValue(1);
	}

	@Test
	void aScopeThatHasEndedAbortsNothing() {
		UpstreamScope scope = new UpstreamScope();
		scope.call(() -> {
			scope.onCancel(this.aborted::incrementAndGet);
			return "answer";
		});
		scope.onCancel(this.aborted::incrementAndGet);
		scope.cancel();
		assertThat(this.aborted).hasValue(0);
	}

	@Test
	void aCallThatEndsInterruptedIsAborted() {
		UpstreamScope scope = new UpstreamScope();
		scope.call(() -> {
			scope.onCancel(this.aborted::incrementAndGet);
			Thread.currentThread().interrupt();
			return "answer";
		});
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.aborted).hasValue(1);
	}

	@Test
	void everySubscriptionHasAScopeOfItsOwn() {
		List<UpstreamScope> scopes = new ArrayList<>();
		Flux<UpstreamScope> stream = UpstreamScope
			.stream(() -> Flux.defer(() -> Mono.fromCallable(UpstreamScope::current)));
		scopes.add(stream.blockLast());
		scopes.add(stream.blockLast());
		assertThat(scopes).doesNotContainNull().doesNotHaveDuplicates();
		assertThat(UpstreamScope.current()).isNull();
	}

	@Test
	void aStreamPassesOnWhatItIsGiven() {
		StepVerifier.create(UpstreamScope.stream(() -> Flux.just("a", "b", "c")), 1)
			.expectNext("a")
			.thenRequest(2)
			.expectNext("b", "c")
			.verifyComplete();
		StepVerifier.create(UpstreamScope.stream(() -> Flux.error(new IllegalStateException("broken"))))
			.verifyErrorMessage("broken");
		StepVerifier.create(UpstreamScope.stream(() -> {
			throw new IllegalStateException("eager");
		})).verifyErrorMessage("eager");
	}

	@Test
	void cancellingAStreamAbortsItsRequest() {
		Disposable subscription = UpstreamScope.stream(this::aborting).subscribe();
		assertThat(this.aborted).hasValue(0);
		subscription.dispose();
		assertThat(this.aborted).hasValue(1);
	}

	@Test
	void aStreamThatEndedIsNotAborted() {
		Sinks.One<String> sink = Sinks.one();
		Disposable subscription = UpstreamScope.stream(() -> Flux.firstWithSignal(sink.asMono(), aborting()))
			.subscribe();
		sink.tryEmitValue("answer");
		subscription.dispose();
		assertThat(this.aborted).hasValue(0);
	}

	@Test
	void aStreamCanBeCancelledWhileItIsStillBeingSubscribed() throws InterruptedException {
		CountDownLatch subscribing = new CountDownLatch(1);
		CountDownLatch released = new CountDownLatch(1);
		List<Disposable> subscription = new ArrayList<>();
		Thread subscriber = new Thread(() -> UpstreamScope.stream(() -> Flux.defer(() -> {
			onCancel(released::countDown);
			subscribing.countDown();
			awaitQuietly(released);
			return Flux.just("too late");
		})).doOnSubscribe((s) -> subscription.add(s::cancel)).subscribe((word) -> this.aborted.incrementAndGet()));
		subscriber.start();
		assertThat(subscribing.await(10, TimeUnit.SECONDS)).isTrue();
		subscription.get(0).dispose();
		subscriber.join(10_000);
		assertThat(subscriber.isAlive()).isFalse();
		assertThat(this.aborted).as("words after cancellation").hasValue(0);
	}

	@Test
	void aSubscriberThatCancelledHearsNothingMore() {
		List<Object> heard = new ArrayList<>();
		Flux<String> stubborn = Flux.from((subscriber) -> {
			subscriber.onSubscribe(Operators.emptySubscription());
			subscriber.onNext("first");
			subscriber.onNext("second");
			subscriber.onError(new IllegalStateException());
		});
		UpstreamScope.stream(() -> stubborn).take(1).subscribe(heard::add, heard::add);
		assertThat(heard).containsExactly("first");
	}

	@Test
	void abandoningEndsStreamsAheadOfCancellation() {
		UpstreamScope scope = new UpstreamScope();
		List<String> order = new ArrayList<>();
		scope.onCancel(() -> order.add("request"));
		scope.onAbandon(() -> order.add("stream"));
		scope.abandon();
		scope.onAbandon(() -> order.add("late stream"));
		scope.cancel();
		assertThat(order).containsExactly("stream", "late stream", "request");
	}

	@Test
	void aScopeThatHasEndedHasNoStreamToEnd() {
		UpstreamScope scope = new UpstreamScope();
		scope.onAbandon(this.aborted::incrementAndGet);
		scope.end();
		scope.onAbandon(this.aborted::incrementAndGet);
		scope.abandon();
		assertThat(this.aborted).hasValue(0);
	}

	private Flux<String> aborting() {
		return Flux.defer(() -> {
			onCancel(this.aborted::incrementAndGet);
			return Flux.never();
		});
	}

	private static void onCancel(Runnable action) {
		UpstreamScope scope = UpstreamScope.current();
		assertThat(scope).isNotNull();
		scope.onCancel(action);
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
