/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.resilience.deadletter;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.classification.FailureCategory;
import dev.resilience.fallback.FallbackConfig;
import dev.resilience.fallback.FallbackOption;
import dev.resilience.idempotency.DuplicateCallException;
import dev.resilience.idempotency.IdempotencyConfig;
import dev.resilience.idempotency.IdempotentOperation;
import dev.resilience.idempotency.IdempotentRequest;
import dev.resilience.idempotency.InMemoryIdempotencyStore;
import dev.resilience.pipeline.InstancePolicies;
import dev.resilience.pipeline.Pipeline;
import dev.resilience.pipeline.ProtectedFuture;
import dev.resilience.pipeline.StageWork;
import dev.resilience.policy.Call;
import dev.resilience.policy.Policy;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.retry.RetryConfig;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Which calls become dead letters, and what their callers get.
 */
class DeadLetterPolicyTests {

	private final PolicyContext context = PolicyContext.standalone(ManualTime.autoAdvancing());

	private final InstancePolicies instance = new InstancePolicies("payments", this.context, false, () -> {
	});

	private final InMemoryDeadLetterStore store = new InMemoryDeadLetterStore();

	private final DeadLetters letters = DeadLetters.builder(this.store).context(this.context).build();

	private DeadLetterConfig config = DeadLetterConfig.defaults();

	@Test
	void aCallThatFailedIsKeptAndItsCallerGetsTheFailure() {
		IOException failure = new IOException("down");
		assertThat(failureOf(pipeline(), failure)).isSameAs(failure);
		assertThat(all()).singleElement().satisfies((letter) -> {
			assertThat(letter.operation()).isEqualTo("charge");
			assertThat(letter.instance()).isEqualTo("payments");
			assertThat(letter.source()).isEqualTo(DeadLetter.CALL);
			assertThat(letter.attempts()).isEqualTo(1);
			assertThat(letter.payload().text()).isEqualTo("[1]");
			assertThat(letter.headers()).containsEntry("tenant", "north");
		});
	}

	@Test
	void aCallThatSucceedsIsNotKept() throws Throwable {
		assertThat(pipeline().run(() -> "done")).isEqualTo("done");
		assertThat(all()).isEmpty();
	}

	@Test
	void exhaustedAttemptsAreOneLetter() {
		Pipeline pipeline = pipeline(this.instance.retry(RetryConfig.builder().maxAttempts(4).build()));
		failureOf(pipeline, new IOException("down"));
		assertThat(all()).singleElement().extracting(DeadLetter::attempts).isEqualTo(4);
	}

	@Test
	void aCallThatSucceedsInTheEndIsNotKept() throws Throwable {
		Pipeline pipeline = pipeline(this.instance.retry(RetryConfig.defaults()));
		List<String> attempts = new ArrayList<>();
		pipeline.run(() -> {
			attempts.add("attempt");
			if (attempts.size() < 2) {
				throw new IOException("down");
			}
			return "done";
		});
		assertThat(all()).isEmpty();
	}

	@Test
	void aRefusedCallIsKept() {
		CircuitBreaker breaker = this.instance.circuitBreaker(CircuitBreakerConfig.defaults());
		breaker.forceOpen();
		failureOf(pipeline(breaker), new IOException("down"));
		assertThat(all()).singleElement()
			.extracting((letter) -> letter.failure().type())
			.asString()
			.endsWith("CircuitBreakerOpenException");
	}

	@Test
	void aCancelledCallIsNotKept() {
		failureOf(pipeline(), new CancellationException());
		failureOf(pipeline(), new InterruptedException());
		assertThat(all()).isEmpty();
	}

	@Test
	void aDuplicateIsNotKept() throws Throwable {
		Pipeline pipeline = pipeline(this.instance.idempotency(IdempotencyConfig.defaults(),
				IdempotentOperation.of(new InMemoryIdempotencyStore(this.context.time()),
						(call) -> new IdempotentRequest("charge", "1", null))));
		List<@Nullable Throwable> refused = new ArrayList<>();
		pipeline.run(() -> refused.add(failureOf(pipeline, new IOException("not reached"))));
		assertThat(refused).singleElement().isInstanceOf(DuplicateCallException.class);
		assertThat(all()).isEmpty();
	}

	@Test
	void anErrorIsKept() {
		assertThat(failureOf(pipeline(), new StackOverflowError())).isInstanceOf(StackOverflowError.class);
		assertThat(all()).hasSize(1);
	}

	@Test
	void listsSayWhatIsKept() {
		this.config = DeadLetterConfig.builder()
			.on(List.of(IOException.class))
			.skipOn(List.of(FileNotFoundException.class))
			.build();
		Pipeline pipeline = pipeline();
		failureOf(pipeline, new IllegalStateException());
		failureOf(pipeline, new FileNotFoundException());
		assertThat(all()).isEmpty();
		failureOf(pipeline, new CompletionException(new IOException("down")));
		assertThat(all()).singleElement()
			.extracting((letter) -> letter.failure().type())
			.isEqualTo("java.io.IOException");
	}

	@Test
	void listsMayHoldCategories() {
		this.config = DeadLetterConfig.builder().onCategories(List.of(FailureCategory.REJECTED)).build();
		CircuitBreaker breaker = this.instance.circuitBreaker(CircuitBreakerConfig.defaults());
		Pipeline pipeline = pipeline(breaker);
		failureOf(pipeline, new IOException("down"));
		assertThat(all()).isEmpty();
		breaker.forceOpen();
		failureOf(pipeline, new IOException("down"));
		assertThat(all()).hasSize(1);
		this.config = DeadLetterConfig.builder().skipOnCategories(List.of(FailureCategory.REJECTED)).build();
		failureOf(pipeline(breaker), new IOException("down"));
		assertThat(all()).hasSize(1);
	}

	@Test
	void aListOfAllExceptionsHoldsRejections() {
		this.config = DeadLetterConfig.builder().on(List.of(Exception.class)).build();
		CircuitBreaker breaker = this.instance.circuitBreaker(CircuitBreakerConfig.defaults());
		breaker.forceOpen();
		failureOf(pipeline(breaker), new IOException("down"));
		assertThat(all()).hasSize(1);
	}

	@Test
	void anAnsweredFallbackDoesNotUnmakeTheLetter() throws Throwable {
		Pipeline pipeline = pipeline(this.instance.fallback(FallbackConfig.defaults(),
				List.of(FallbackOption.of("standby", (call, failure) -> "standby"))));
		assertThat(pipeline.run(() -> {
			throw new IOException("down");
		})).isEqualTo("standby");
		assertThat(all()).hasSize(1);
	}

	@Test
	void nothingIsKeptWhereItIsSwitchedOff() {
		this.config = DeadLetterConfig.builder().mode(PolicyMode.OFF).build();
		failureOf(pipeline(), new IOException("down"));
		assertThat(all()).isEmpty();
	}

	@Test
	void argumentsThatCannotBeWrittenCostTheirPayloadOnly() {
		Pipeline pipeline = Pipeline.of("payments",
				List.of(this.instance.deadLetter(this.config, new DeadLetterOperation() {

					@Override
					public String name() {
						return "charge";
					}

					@Override
					public DeadLetterPayload payload(Call call, int maxBytes) {
						throw new StackOverflowError();
					}

					@Override
					public Map<String, String> headers(Call call) {
						throw new NoClassDefFoundError();
					}

				}, this.letters)), this.context, this.instance.calls());
		assertThat(failureOf(pipeline, new IOException("down"))).isInstanceOf(IOException.class);
		assertThat(all()).singleElement()
			.extracting((letter) -> letter.payload().state())
			.isEqualTo(DeadLetterPayload.State.UNWRITABLE);
	}

	@Test
	void aStoreThatFailsDoesNotHideTheFailure() {
		DeadLetters broken = DeadLetters.builder(new BrokenDeadLetterStore()).context(this.context).build();
		Pipeline pipeline = Pipeline.of("payments",
				List.of(this.instance.deadLetter(this.config, new Charge(), broken)), this.context,
				this.instance.calls());
		IOException failure = new IOException("down");
		assertThat(failureOf(pipeline, failure)).isSameAs(failure);
		assertThat(failure.getSuppressed()).isEmpty();
		assertThat(broken.statistics().lost()).isEqualTo(1);
	}

	@Test
	void aFailingReplayIsNoLetterOfItsOwn() {
		Pipeline pipeline = pipeline(this.instance.retry(RetryConfig.builder().maxAttempts(2).build()));
		failureOf(pipeline, new IOException("down"));
		DeadLetters replaying = replaying((letter) -> pipeline.run(() -> {
			throw new UncheckedIOException(new IOException("again"));
		}));
		String id = all().get(0).id();
		assertThat(replaying.replay(id).outcome()).isEqualTo(ReplayResult.Outcome.FAILED);
		assertThat(all()).singleElement().satisfies((letter) -> {
			assertThat(letter.id()).isEqualTo(id);
			assertThat(letter.status()).isEqualTo(DeadLetterStatus.REPLAY_FAILED);
		});
	}

	@Test
	void aFailingAsynchronousReplayIsNoLetterOfItsOwn() {
		Pipeline pipeline = pipeline();
		failureOf(pipeline, new IOException("down"));
		CompletableFuture<Object> end = new CompletableFuture<>();
		DeadLetters replaying = replaying((letter) -> runAsync(pipeline, end));
		CompletableFuture<ReplayResult> replay = replaying.replayAsync(all().get(0).id(), null).toCompletableFuture();
		end.completeExceptionally(new IOException("again"));
		assertThat(replay.join().outcome()).isEqualTo(ReplayResult.Outcome.FAILED);
		assertThat(all()).singleElement().extracting((letter) -> letter.failure().message()).isEqualTo("again");
	}

	@Test
	void anAsynchronousCallThatFailedIsKeptBeforeItsCallerKnows() {
		CompletableFuture<Object> end = new CompletableFuture<>();
		CompletableFuture<Object> result = runAsync(pipeline(), end);
		List<Integer> kept = new ArrayList<>();
		CompletableFuture<Object> told = result.whenComplete((value, failure) -> kept.add(all().size()));
		end.completeExceptionally(new IOException("down"));
		assertThat(catchThrowable(told::join)).hasRootCauseMessage("down");
		assertThat(kept).containsExactly(1);
	}

	@Test
	void aStoreThatBlocksHoldsUpNoAsynchronousCall() {
		CompletableFuture<Void> storeFree = new CompletableFuture<>();
		CompletableFuture<DeadLetter> kept = new CompletableFuture<>();
		DeadLetters blocking = DeadLetters.builder(new BrokenDeadLetterStore() {

			@Override
			public void add(DeadLetter letter) {
				storeFree.join();
				kept.complete(letter);
			}

		}).context(this.context).build();
		Pipeline pipeline = Pipeline.of("payments",
				List.of(this.instance.deadLetter(this.config, new Charge(), blocking)), this.context,
				this.instance.calls());
		CompletableFuture<Object> result = runAsync(pipeline, CompletableFuture.failedFuture(new IOException("down")));
		assertThat(catchThrowable(result::join)).hasRootCauseMessage("down");
		assertThat(kept).isNotDone();
		storeFree.complete(null);
		assertThat(kept.join().operation()).isEqualTo("charge");
	}

	private List<DeadLetter> all() {
		return this.store.list(DeadLetterFilter.ALL, null, 100);
	}

	private Pipeline pipeline(Policy... policies) {
		List<Policy> all = new ArrayList<>(List.of(policies));
		all.add(this.instance.deadLetter(this.config, new Charge(), this.letters));
		return Pipeline.of("payments", Pipeline.inStandardOrder(all), this.context, this.instance.calls());
	}

	private static @Nullable Throwable failureOf(Pipeline pipeline, Throwable failure) {
		Throwable thrown = catchThrowable(() -> {
			try {
				pipeline.run((ThrowingSupplier<Object, Throwable>) () -> {
					throw failure;
				});
			}
			catch (InterruptedException ex) {
				throw new CancellationException();
			}
		});
		Thread.interrupted();
		return thrown;
	}

	private static CompletableFuture<Object> runAsync(Pipeline pipeline, CompletableFuture<Object> end) {
		ProtectedFuture<Object> future = new ProtectedFuture<>();
		future.cancels(pipeline.runAsync(new StageWork(() -> end), future));
		return future;
	}

	private DeadLetters replaying(Work work) {
		return DeadLetters.builder(this.store)
			.context(this.context)
			.handlers(DeadLetterHandlers.of(List.of(new DeadLetterHandler() {

				@Override
				public String operation() {
					return "charge";
				}

				@Override
				public @Nullable Object replay(DeadLetter letter) throws Throwable {
					return work.replay(letter);
				}

			})))
			.build();
	}

	private interface Work {

		@Nullable Object replay(DeadLetter letter) throws Throwable;

	}

	private static final class Charge implements DeadLetterOperation {

		@Override
		public String name() {
			return "charge";
		}

		@Override
		public DeadLetterPayload payload(Call call, int maxBytes) {
			return DeadLetterPayload.complete("[1]", "int");
		}

		@Override
		public Map<String, String> headers(Call call) {
			return Map.of("tenant", "north");
		}

	}

}
