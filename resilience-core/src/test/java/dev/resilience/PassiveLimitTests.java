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

import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.resilience.circuitbreaker.CircuitBreakerSnapshot;
import dev.resilience.pipeline.CallOutcome;
import dev.resilience.time.Deadline;
import dev.resilience.time.DeadlineExceededException;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Calls that block under a limit which interrupts nobody, such as that of an HTTP
 * request.
 */
class PassiveLimitTests {

	private final ManualTime time = ManualTime.stopped();

	private final Resilience instance = Resilience.builder("orders").time(this.time).circuitBreaker((breaker) -> {
	}).build();

	private Deadline limit;

	@BeforeEach
	void begin() {
		this.limit = Deadline.beginPassive(this.time, "(request)", Duration.ofSeconds(2).toNanos());
	}

	@AfterEach
	void end() {
		this.limit.end();
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void endWithTheLimit() {
		assertThatExceptionOfType(DeadlineExceededException.class).isThrownBy(() -> this.instance.call(() -> {
			this.time.advance(Duration.ofSeconds(2));
			assertThat(Thread.currentThread().isInterrupted()).isTrue();
			return "late";
		})).satisfies((ex) -> assertThat(ex.instance()).isEqualTo("(request)"));
		assertThat(Deadline.current()).isSameAs(this.limit);
	}

	@Test
	void areNotHeldAgainstTheTarget() {
		assertThatExceptionOfType(DeadlineExceededException.class).isThrownBy(() -> this.instance.call(() -> {
			this.time.advance(Duration.ofSeconds(2));
			throw new IllegalStateException("interrupted");
		})).withCauseInstanceOf(IllegalStateException.class);
		CircuitBreakerSnapshot breaker = this.instance.circuitBreaker().snapshot();
		assertThat(breaker.calls().failure()).isZero();
		assertThat(breaker.calls().ignored()).isEqualTo(1);
	}

	@Test
	void doNotBeginOnceTheTimeIsOver() {
		this.time.advance(Duration.ofSeconds(2));
		assertThatExceptionOfType(DeadlineExceededException.class).isThrownBy(() -> this.instance.call(() -> {
			throw new AssertionError("nobody waits for this");
		})).satisfies((ex) -> assertThat(ex.reachedTarget()).isFalse());
		assertThat(this.instance.policies().calls().count(CallOutcome.REJECTED)).isEqualTo(1);
	}

	@Test
	void succeedInTime() {
		String answer = this.instance.call(() -> {
			this.time.advance(Duration.ofMillis(1999));
			return "fine";
		});
		assertThat(answer).isEqualTo("fine");
		this.time.advance(Duration.ofSeconds(1));
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void keepTheirOwnFailureInTime() {
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> this.instance.call(() -> {
			throw new IllegalStateException("broken");
		}));
	}

}
