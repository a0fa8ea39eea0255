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

package dev.resilience.autoconfigure.aop;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import dev.resilience.annotation.Retry;
import dev.resilience.annotation.Timeout;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Methods that return now this, now that.
 */
class UndecidedCallTests {

	@Test
	void aPublisherThatTheSecondAttemptReturnsEndsTheFutureThatTheFirstHasGiven() {
		AnnotatedContext.with(Fickle.class).run((context) -> {
			Fickle fickle = context.getBean(Fickle.class);
			Object result = fickle.stageThenPublisher();
			assertThat(result).isInstanceOf(CompletableFuture.class);
			fickle.first().completeExceptionally(new IOException("late"));
			assertThat(((CompletableFuture<?>) result).get(10, TimeUnit.SECONDS)).isEqualTo("published");
			assertThat(fickle.attempts()).hasValue(2);
		});
	}

	@Test
	void aPublisherThatCameTooLateIsNotTakenForTheResultOfTheNextAttempt() {
		AnnotatedContext.runner()
			.withBean(ManualTime.class, ManualTime::stopped)
			.withBean(Fickle.class)
			.run((context) -> {
				Fickle fickle = context.getBean(Fickle.class);
				fickle.follow(context.getBean(ManualTime.class));
				assertThat(fickle.latePublisherThenValue()).isEqualTo("value");
				assertThat(fickle.attempts()).hasValue(2);
			});
	}

	static class Fickle {

		private final CompletableFuture<String> first = new CompletableFuture<>();

		private final AtomicInteger attempts = new AtomicInteger();

		private ManualTime time = ManualTime.stopped();

		CompletableFuture<String> first() {
			return this.first;
		}

		AtomicInteger attempts() {
			return this.attempts;
		}

		void follow(ManualTime time) {
			this.time = time;
		}

		@Retry(value = "fickle", delay = "0s", maxAttempts = 2)
		Object stageThenPublisher() {
			return (this.attempts.incrementAndGet() == 1) ? this.first : Mono.just("published");
		}

		@Retry(value = "slow", delay = "0s", maxAttempts = 2)
		@Timeout(value = "slow", duration = "10ms")
		Object latePublisherThenValue() {
			if (this.attempts.incrementAndGet() == 1) {
				this.time.advance(Duration.ofMillis(10));
				return Mono.just("too late");
			}
			return "value";
		}

	}

}
