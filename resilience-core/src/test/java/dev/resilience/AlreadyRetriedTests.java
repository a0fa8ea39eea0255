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

package dev.resilience;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.policy.CurrentAttempt;
import dev.resilience.policy.KeyedConfig;
import dev.resilience.retry.RetryConfig;
import dev.resilience.retry.RetryExhausted;
import dev.resilience.retry.RetryWithheld;
import dev.resilience.retry.WhenAlreadyRetried;
import dev.resilience.time.ManualTime;
import dev.resilience.timeout.TimeoutMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Calls that are made within a repeated attempt.
 */
class AlreadyRetriedTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	private final ResilienceRegistry registry = ResilienceRegistry.builder().time(ManualTime.autoAdvancing()).build();

	private final List<@Nullable Integer> marks = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() {
		CurrentAttempt.bind(null);
		this.registry.close();
	}

	@Test
	void theAttemptsOfTwoLayersDoNotMultiply() {
		Resilience outer = instance("outer", WhenAlreadyRetried.ONCE);
		Resilience inner = instance("inner", WhenAlreadyRetried.ONCE);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> outer.call(() -> inner.call(this::fail)));
		assertThat(this.marks).containsExactly(null, 2, 3, 2, 3);
	}

	@Test
	void aLayerMayGoOnRepeating() {
		Resilience outer = instance("outer", WhenAlreadyRetried.ONCE);
		Resilience inner = instance("inner", WhenAlreadyRetried.REPEAT);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> outer.call(() -> inner.call(this::fail)));
		assertThat(this.marks).hasSize(9);
	}

	@Test
	void theMarkReachesLayersBelowOneThatDoesNotRepeat() {
		Resilience outer = instance("outer", WhenAlreadyRetried.ONCE);
		Resilience middle = instance("middle", WhenAlreadyRetried.ONCE);
		Resilience inner = instance("inner", WhenAlreadyRetried.ONCE);
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> outer.call(() -> middle.call(() -> inner.call(this::fail))));
		// Three, then one of the middle's second, one of its third, and one for each of
		// the outer's
		assertThat(this.marks).hasSize(7);
	}

	@Test
	void givingUpForThatReasonIsSaid() {
		List<RetryWithheld> withheld = new ArrayList<>();
		List<RetryExhausted> exhausted = new ArrayList<>();
		this.registry.events().on(RetryWithheld.class, withheld::add);
		this.registry.events().on(RetryExhausted.class, exhausted::add);
		Resilience inner = instance("inner", WhenAlreadyRetried.ONCE);
		CurrentAttempt.bind(2);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> inner.call(this::fail));
		assertThat(withheld).singleElement().satisfies((event) -> {
			assertThat(event.instance()).isEqualTo("inner");
			assertThat(event.attempt()).isOne();
			assertThat(event.reason()).contains("part of a repeat");
		});
		assertThat(exhausted).hasSize(1);
		assertThat(inner.policies().retryCounters().snapshot().exhausted()).isOne();
	}

	@Test
	void aCallThatSucceedsIsNotDisturbed() throws Exception {
		CurrentAttempt.bind(2);
		assertThat(instance("inner", WhenAlreadyRetried.ONCE).<String, Exception>call(() -> "done")).isEqualTo("done");
		assertThat(CurrentAttempt.number()).isEqualTo(2);
	}

	@Test
	void asynchronousCallsKnowThatTheyArePartOfARepeat() {
		Resilience inner = asynchronous("inner");
		CurrentAttempt.bind(2);
		CompletionStage<String> call = inner.callAsync(() -> {
			this.marks.add(CurrentAttempt.number());
			return CompletableFuture.supplyAsync(() -> "late", this.registry.context().continuations())
				.thenCompose((late) -> CompletableFuture.failedFuture(new IOException()));
		});
		CurrentAttempt.bind(null);
		assertThat(call.toCompletableFuture()).failsWithin(SOON);
		assertThat(this.marks).containsExactly(2);
	}

	@Test
	void whatFollowsAnAsynchronousCallIsNoPartOfItsLastAttempt() {
		CountDownLatch followed = new CountDownLatch(1);
		CompletionStage<String> call = asynchronous("calls").callAsync(() -> {
			Integer mark = CurrentAttempt.number();
			this.marks.add(mark);
			if (mark == null) {
				return CompletableFuture.failedFuture(new IOException());
			}
			// So that the thread that makes this attempt does what follows the call
			assertThat(followed.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
			return CompletableFuture.completedFuture("done");
		});
		CompletionStage<Boolean> after = call.thenApply((done) -> CurrentAttempt.number() == null);
		followed.countDown();
		assertThat(after.toCompletableFuture()).succeedsWithin(SOON).isEqualTo(true);
		assertThat(this.marks).containsExactly(null, 2);
	}

	@ParameterizedTest
	@EnumSource(names = { "INTERRUPT", "OFFLOAD" })
	void theMarkGoesAlongToOffloadedAttempts(TimeoutMode mode) {
		Resilience outer = Resilience.builder("outer")
			.retry((retry) -> retry.delay(Duration.ZERO))
			.timeout((timeout) -> timeout.duration(SOON).mode(mode))
			.build();
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> outer.call(this::fail));
		assertThat(this.marks).containsExactly(null, 2, 3);
	}

	private Resilience instance(String name, WhenAlreadyRetried when) {
		return get(name, RetryConfig.builder().whenAlreadyRetried(when).build());
	}

	private Resilience asynchronous(String name) {
		return get(name, RetryConfig.builder().delay(Duration.ZERO).build());
	}

	private Resilience get(String name, RetryConfig retry) {
		return this.registry.get(name, new InstanceConfig(null, retry, null, null, null, null, KeyedConfig.defaults()));
	}

	private String fail() throws IOException {
		this.marks.add(CurrentAttempt.number());
		throw new IOException("down");
	}

}
