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

package dev.resilience.autoconfigure.idempotency;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import dev.resilience.annotation.Idempotent;
import dev.resilience.idempotency.DuplicateCallException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Case 53: calls whose result comes later.
 */
class AsyncCasesTests extends MethodCases {

	private static final Duration DEADLINE = Duration.ofSeconds(30);

	private final ApplicationContextRunner contextRunner = contexts().withBean(Courier.class, () -> new Courier(this));

	private volatile CompletableFuture<String> parcel = new CompletableFuture<>();

	private volatile Sinks.One<String> sink = Sinks.one();

	@Test
	@DisplayName("case 53: a future is in flight until it ends, and its result is replayed")
	void aFutureIsInFlightUntilItEnds() {
		this.contextRunner.run((context) -> {
			Courier courier = context.getBean(Courier.class);
			CompletableFuture<String> first = courier.later(K);
			await().until(() -> this.effects.get() == 1);
			assertDuplicate(() -> join(courier.later(K)));
			assertThat(first).isNotDone();
			this.parcel.complete("parcel");
			assertThat(join(first)).isEqualTo("parcel");
			assertThat(join(courier.later(K))).isEqualTo("parcel");
			assertThat(this.effects).hasValue(1);
		});
	}

	@Test
	@DisplayName("case 53: a future that fails frees the key")
	void aFutureThatFailsFreesTheKey() {
		this.contextRunner.run((context) -> {
			Courier courier = context.getBean(Courier.class);
			CompletableFuture<String> first = courier.later(K);
			await().until(() -> this.effects.get() == 1);
			IllegalStateException own = new IllegalStateException("lost");
			this.parcel.completeExceptionally(own);
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> join(first)).isSameAs(own);
			this.parcel = CompletableFuture.completedFuture("another parcel");
			assertThat(join(courier.later(K))).isEqualTo("another parcel");
			assertThat(this.effects).hasValue(2);
		});
	}

	@Test
	@DisplayName("case 53: a future that is cancelled frees the key as soon as its work has ended")
	void aFutureThatIsCancelledFreesTheKey() {
		this.contextRunner.run((context) -> {
			Courier courier = context.getBean(Courier.class);
			CompletableFuture<String> first = courier.later(K);
			await().until(() -> this.effects.get() == 1);
			CompletableFuture<String> parcel = this.parcel;
			first.cancel(true);
			await().until(parcel::isDone);
			this.parcel = CompletableFuture.completedFuture("another parcel");
			await().atMost(DEADLINE)
				.ignoreException(DuplicateCallException.class)
				.untilAsserted(() -> assertThat(join(courier.later(K))).isEqualTo("another parcel"));
			assertThat(this.effects).hasValue(2);
		});
	}

	@Test
	@DisplayName("case 53: a Mono that is subscribed to twice runs once")
	void aMonoThatIsSubscribedToTwiceRunsOnce() {
		this.contextRunner.run((context) -> {
			Courier courier = context.getBean(Courier.class);
			Mono<String> mono = courier.once(K);
			assertThat(this.effects).as("nothing runs before somebody subscribes").hasValue(0);
			CompletableFuture<String> first = mono.toFuture();
			await().until(() -> this.effects.get() == 1);
			assertDuplicate(() -> mono.block(DEADLINE));
			this.sink.tryEmitValue("parcel").orThrow();
			assertThat(join(first)).isEqualTo("parcel");
			assertThat(mono.block(DEADLINE)).isEqualTo("parcel");
			assertThat(courier.once(K).block(DEADLINE)).isEqualTo("parcel");
			assertThat(this.effects).hasValue(1);
		});
	}

	@Test
	@DisplayName("case 53: a Mono that fails frees the key")
	void aMonoThatFailsFreesTheKey() {
		this.contextRunner.run((context) -> {
			Courier courier = context.getBean(Courier.class);
			this.sink.tryEmitError(new IllegalStateException("lost")).orThrow();
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> courier.once(K).block(DEADLINE))
				.withMessage("lost");
			this.sink = Sinks.one();
			this.sink.tryEmitValue("parcel").orThrow();
			assertThat(courier.once(K).block(DEADLINE)).isEqualTo("parcel");
			assertThat(this.effects).hasValue(2);
		});
	}

	@Test
	@DisplayName("case 53: a Mono whose subscription is cancelled frees the key")
	void aMonoThatIsCancelledFreesTheKey() {
		this.contextRunner.run((context) -> {
			Courier courier = context.getBean(Courier.class);
			Disposable subscription = courier.once(K).subscribe();
			await().until(() -> this.effects.get() == 1);
			subscription.dispose();
			this.sink = Sinks.one();
			this.sink.tryEmitValue("parcel").orThrow();
			await().atMost(DEADLINE)
				.ignoreException(DuplicateCallException.class)
				.untilAsserted(() -> assertThat(courier.once(K).block(DEADLINE)).isEqualTo("parcel"));
			assertThat(this.effects).hasValue(2);
		});
	}

	@Test
	@DisplayName("case 53: an empty Mono is replayed as empty")
	void anEmptyMonoIsReplayedAsEmpty() {
		this.contextRunner.run((context) -> {
			Courier courier = context.getBean(Courier.class);
			this.sink.tryEmitEmpty().orThrow();
			assertThat(courier.once(K).blockOptional(DEADLINE)).isEmpty();
			assertThat(courier.once(K).blockOptional(DEADLINE)).isEmpty();
			assertThat(this.effects).hasValue(1);
		});
	}

	private static void assertDuplicate(ThrowingCallable call) {
		assertThatExceptionOfType(DuplicateCallException.class).isThrownBy(call);
	}

	private static String join(CompletableFuture<String> future) throws Throwable {
		try {
			return future.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			throw ex.getCause();
		}
	}

	/** Delivers later. */
	static class Courier {

		private final AsyncCasesTests test;

		Courier(AsyncCasesTests test) {
			this.test = test;
		}

		@Idempotent(key = "#key")
		CompletableFuture<String> later(String key) {
			this.test.effects.incrementAndGet();
			return this.test.parcel;
		}

		@Idempotent(key = "#key")
		Mono<String> once(String key) {
			return Mono.defer(() -> {
				this.test.effects.incrementAndGet();
				return this.test.sink.asMono();
			});
		}

	}

}
