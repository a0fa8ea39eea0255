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

package dev.resilience.circuitbreaker;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Results and failures that open the circuit whatever the thresholds say.
 */
class OpeningRuleTests {

	private static final Duration OPEN = Duration.ofSeconds(30);

	@Test
	void resultOpensTheCircuitForAsLongAsTheFunctionSays() {
		Bench bench = Bench.with((config) -> config.openForResult(OpeningRuleTests::announced));
		bench.answer("well");
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
		bench.answer(Duration.ofMinutes(2));
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.OPEN);
		assertThat(bench.breaker.remainingOpenDuration()).isEqualTo(Duration.ofMinutes(2));
		bench.wait(Duration.ofMinutes(2).minusNanos(1));
		assertThat(bench.run("S")).isEqualTo("-");
		bench.wait(Duration.ofNanos(1));
		assertThat(bench.run("S")).isEqualTo("S");
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.HALF_OPEN);
	}

	@Test
	void durationOfTheFunctionIsClippedToTheLongestOpenDuration() {
		Bench bench = Bench
			.with((config) -> config.openForResult(OpeningRuleTests::announced).maxOpenDuration(OPEN.multipliedBy(2)));
		bench.answer(Duration.ofSeconds(Long.MAX_VALUE));
		assertThat(bench.breaker.remainingOpenDuration()).isEqualTo(OPEN.multipliedBy(2));
	}

	@Test
	void firstList3DurationThatIsNotAboveZeroMeansTheConfiguredOne() {
		for (Duration none : new Duration[] { Duration.ZERO, Duration.ofSeconds(-5) }) {
			Bench bench = Bench.with((config) -> config.openForResult(OpeningRuleTests::announced));
			bench.answer(none);
			assertThat(bench.state()).isEqualTo(CircuitBreakerState.OPEN);
			assertThat(bench.breaker.remainingOpenDuration()).isEqualTo(OPEN);
		}
	}

	@Test
	void probeReopensForAsLongAsTheFunctionSays() {
		Bench bench = Bench.with((config) -> config.failureThreshold(1).openForResult(OpeningRuleTests::announced));
		bench.run("F");
		bench.wait(OPEN);
		bench.answer(Duration.ofSeconds(7));
		assertThat(bench.breaker.remainingOpenDuration()).isEqualTo(Duration.ofSeconds(7));
	}

	@Test
	void failureOpensTheCircuitAtOnce() {
		Bench bench = Bench.with((config) -> config.openOnFailure(IOException.class::isInstance));
		bench.run("F");
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
		bench.fail(new CompletionException(new IOException()));
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.OPEN);
		assertThat(bench.breaker.remainingOpenDuration()).isEqualTo(OPEN);
		assertThat(bench.transitions).singleElement()
			.extracting(CircuitBreakerTransition::cause)
			.isEqualTo("a failure that opens the circuit");
		assertThat(bench.snapshot().calls().failure()).isEqualTo(2);
	}

	@Test
	void failureOpensTheCircuitForAsLongAsTheFunctionSays() {
		Bench bench = Bench
			.with((config) -> config.openForFailure((failure) -> Duration.ofSeconds(failure.getMessage().length())));
		bench.fail(new IOException("five!"));
		assertThat(bench.breaker.remainingOpenDuration()).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void failureOpensTheCircuitThoughNoListNamesIt() {
		Bench bench = Bench.with(
				(config) -> config.recordOn(IllegalStateException.class).openOnFailure(IOException.class::isInstance));
		bench.fail(new IOException());
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.OPEN);
	}

	@Test
	void rule4IgnoredFailuresRejectionsAndCancellationsOpenNothing() {
		Bench bench = Bench.with((config) -> config.ignoreOn(IOException.class).openOnFailure((failure) -> true));
		bench.fail(new IOException());
		bench.run("RI");
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
		assertThat(bench.snapshot().calls().ignored()).isEqualTo(3);
	}

	@Test
	void firstList2FunctionThatThrowsCountsAFailureAndNoMore() {
		Bench bench = Bench.with((config) -> config.failureThreshold(2).openForResult((result) -> {
			throw new NoClassDefFoundError("function");
		}).openForFailure((failure) -> {
			throw new IllegalStateException("function");
		}));
		bench.run("S");
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
		assertThat(bench.snapshot().consecutiveFailures()).isOne();
		bench.run("F");
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.OPEN);
		assertThat(bench.breaker.remainingOpenDuration()).isEqualTo(OPEN);
	}

	@Test
	void laterOfTwoRulesForOneThingHolds() {
		Bench bench = Bench
			.with((config) -> config.openForResult(OpeningRuleTests::announced).openOnResult("dead"::equals));
		bench.answer(Duration.ofMinutes(2));
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
		bench.answer("dead");
		assertThat(bench.state()).isEqualTo(CircuitBreakerState.OPEN);
	}

	@Test
	void rulesAreEnoughToOpenTheCircuit() {
		assertThat(CircuitBreakerConfig.builder().failureThreshold(0).openOnFailure((failure) -> true).build())
			.isNotNull();
	}

	private static Duration announced(Object result) {
		return (result instanceof Duration duration) ? duration : null;
	}

}
