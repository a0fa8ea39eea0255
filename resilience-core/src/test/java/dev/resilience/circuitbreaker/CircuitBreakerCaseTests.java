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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

import dev.resilience.policy.InvalidConfigException;
import dev.resilience.policy.SharedCall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

/**
 * Cases of the MicroProfile Fault Tolerance TCK (B) and of toolkits in use (D) that a
 * circuit breaker alone decides.
 */
class CircuitBreakerCaseTests {

	@TestFactory
	Stream<DynamicTest> microProfile() {
		return Stream.of(row("B1", () -> {
			Bench bench = microProfile(4, 0.75, 2, Duration.ofSeconds(50));
			assertThat(bench.run("FFFFFFF")).isEqualTo("FFFF---");
			assertThat(bench.executions).isEqualTo(4);
		}), row("B2", () -> {
			Bench bench = microProfile(4, 0.75, 2, Duration.ofMillis(1));
			bench.run("FFFF");
			bench.wait(Duration.ofMillis(500));
			assertThat(bench.run("SSS")).isEqualTo("SSS");
			assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
			assertThat(bench.executions).isEqualTo(7);
		}), row("B3", () -> {
			Bench bench = microProfile(4, 0.75, 1, Duration.ofSeconds(1));
			assertThat(bench.run("FFFFF")).isEqualTo("FFFF-");
			bench.wait(Duration.ofSeconds(2));
			assertThat(bench.run("SFFFFF")).isEqualTo("SFFFF-");
			assertThat(bench.executions).isEqualTo(9);
		}), row("B4", () -> {
			Bench bench = microProfile(4, 0.75, 3, Duration.ofSeconds(1));
			assertThat(bench.run("FFFFF")).isEqualTo("FFFF-");
			bench.wait(Duration.ofSeconds(2));
			assertThat(bench.run("SSFF")).isEqualTo("SSF-");
			assertThat(bench.executions).isEqualTo(7);
		}), row("B5", () -> {
			Bench bench = microProfile(4, 0.75, 1, Duration.ofSeconds(1));
			assertThat(bench.run("SFFFF")).isEqualTo("SFFF-");
			bench.wait(Duration.ofSeconds(2));
			assertThat(bench.run("SSFFFF")).isEqualTo("SSFFF-");
			assertThat(bench.executions).isEqualTo(9);
		}), row("B6", () -> {
			Bench bench = microProfile(4, 0.75, 1, Duration.ofSeconds(1));
			assertThat(bench.run("FFFSF")).isEqualTo("FFFS-");
			bench.wait(Duration.ofSeconds(2));
			assertThat(bench.run("SFFFSF")).isEqualTo("SFFFS-");
			assertThat(bench.executions).isEqualTo(9);
		}), row("B7", () -> {
			Bench bench = microProfile(4, 0.5, 2, Duration.ofSeconds(5));
			assertThat(bench.run("SFFSS")).isEqualTo("SFFS-");
			assertThat(bench.executions).isEqualTo(4);
		}), row("B8", () -> {
			Bench bench = microProfile(4, 0.5, 1, Duration.ofSeconds(5));
			assertThat(bench.run("SFSSFS")).isEqualTo("SFSSF-");
			assertThat(bench.executions).isEqualTo(5);
		}), row("B9", () -> {
			Bench bench = microProfile(4, 0.5, 1, Duration.ofSeconds(5));
			assertThat(bench.run("SFF")).isEqualTo("SFF");
			assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
		}), row("B10", () -> {
			Bench ofMethod = microProfile(2, 1, 1, Duration.ofSeconds(5));
			Bench ofClass = microProfile(4, 0.75, 1, Duration.ofSeconds(5));
			assertThat(ofMethod.run("FFF")).isEqualTo("FF-");
			assertThat(ofClass.run("FFFFF")).isEqualTo("FFFF-");
		}), row("B20", () -> {
			Bench shared = microProfile(4, 0.75, 1, Duration.ofSeconds(5));
			CircuitBreaker firstBean = shared.breaker;
			CircuitBreaker secondBean = shared.breaker;
			List<Boolean> admitted = new ArrayList<>();
			for (int call = 0; call < 8; call++) {
				Permit permit = ((call % 2 == 0) ? firstBean : secondBean).tryAcquire();
				admitted.add(permit != null);
				if (permit != null) {
					permit.failure(new IOException());
				}
			}
			assertThat(admitted).containsExactly(true, true, true, true, false, false, false, false);
		}), row("B23", () -> {
			Bench bench = microProfile(2, 1, 1, Duration.ofSeconds(5));
			bench.breaker.reconfigure(bench.breaker.config().toBuilder().windowSize(4).minimumCalls(4).build());
			assertThat(bench.run("FFFFF")).isEqualTo("FFFF-");
		}), row("B24", () -> {
			Bench bench = microProfile(10, 1, 1, Duration.ofSeconds(5));
			bench.breaker.reconfigure(bench.breaker.config().toBuilder().failureRateThreshold(80).build());
			assertThat(bench.run("FFSFFFSFFFS")).isEqualTo("FFSFFFSFFF-");
		}), row("B25", () -> {
			Bench bench = microProfile(2, 1, 1, Duration.ofMillis(1000));
			bench.run("FF");
			bench.wait(Duration.ofMillis(800));
			assertThat(bench.run("S")).isEqualTo("-");
			bench.wait(Duration.ofMillis(1200));
			assertThat(bench.run("S")).isEqualTo("S");
		}));
	}

	@TestFactory
	Stream<DynamicTest> microProfileExceptionTree() {
		return Stream
			.of(E0.class, E0S.class, E1.class, E1S.class, E2.class, E2S.class, Exception.class, RuntimeException.class)
			.flatMap((thrown) -> Stream.of(
					tree("B14 record E0, E2, ignore E1", thrown, List.of(E0.class, E2.class), List.of(E1.class),
							List.of(E0.class, E0S.class)),
					tree("B14 record Exception, E1, ignore E0, E2", thrown, List.of(Exception.class, E1.class),
							List.of(E0.class, E2.class), List.of(Exception.class, RuntimeException.class)),
					tree("B14 record E1, E2, ignore E0", thrown, List.of(E1.class, E2.class), List.of(E0.class),
							List.of())));
	}

	private static DynamicTest tree(String row, Class<? extends Exception> thrown,
			List<Class<? extends Throwable>> recordOn, List<Class<? extends Throwable>> ignoreOn,
			List<Class<? extends Throwable>> opens) {
		return row(row + ": " + thrown.getSimpleName(), () -> {
			Bench bench = Bench.with((config) -> config.failureThreshold(0)
				.failureRateThreshold(100)
				.windowSize(1)
				.openDuration(Duration.ofSeconds(20))
				.recordOn(recordOn)
				.ignoreOn(ignoreOn));
			bench.fail(thrown.getDeclaredConstructor().newInstance());
			assertThat(bench.state())
				.isEqualTo(opens.contains(thrown) ? CircuitBreakerState.OPEN : CircuitBreakerState.CLOSED);
		});
	}

	@TestFactory
	Stream<DynamicTest> toolBreaker() {
		return Stream.of(row("D-028", () -> {
			Bench bench = tool(3, Duration.ofSeconds(60));
			assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
			assertThat(bench.snapshot().consecutiveFailures()).isZero();
		}), row("D-029", () -> {
			Bench bench = tool(3, Duration.ofSeconds(60));
			bench.run("FFF");
			assertThat(bench.state()).isEqualTo(CircuitBreakerState.OPEN);
			assertThat(bench.snapshot().consecutiveFailures()).isEqualTo(3);
		}), row("D-030", () -> {
			Bench bench = tool(2, Duration.ofSeconds(60));
			assertThat(bench.run("FFS")).isEqualTo("FF-");
			assertThat(bench.executions).isEqualTo(2);
		}), row("D-031", () -> {
			Bench bench = tool(2, Duration.ofSeconds(1));
			bench.run("FF");
			bench.wait(Duration.ofMillis(1100));
			assertThat(bench.run("S")).isEqualTo("S");
			assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
		}), row("D-032", () -> {
			Bench bench = tool(2, Duration.ofSeconds(1));
			bench.run("FF");
			bench.wait(Duration.ofMillis(1100));
			assertThat(bench.run("F")).isEqualTo("F");
			assertThat(bench.state()).isEqualTo(CircuitBreakerState.OPEN);
		}), row("D-033", () -> {
			Bench bench = tool(2, Duration.ofSeconds(60));
			bench.run("FF");
			bench.breaker.reset();
			assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
			assertThat(bench.snapshot().consecutiveFailures()).isZero();
		}), row("D-095", () -> {
			Bench bench = Bench.with((config) -> config.failureThreshold(2).failureCountThreshold(10));
			bench.run("FF");
			assertThat(bench.snapshot().lastFailureAt()).isNotNull();
			bench.breaker.reset();
			CircuitBreakerSnapshot snapshot = bench.snapshot();
			assertThat(snapshot.state()).isEqualTo(CircuitBreakerState.CLOSED);
			assertThat(snapshot.consecutiveFailures()).isZero();
			assertThat(snapshot.windowCalls()).isZero();
			assertThat(snapshot.windowFailures()).isZero();
			assertThat(snapshot.lastFailureAt()).isNull();
			assertThat(snapshot.lastFailureType()).isNull();
			assertThat(snapshot.instance()).isEqualTo("payments");
			assertThat(bench.breaker.config().failureThreshold()).isEqualTo(2);
			assertThat(snapshot.calls().failure()).isEqualTo(2);
		}));
	}

	@TestFactory
	Stream<DynamicTest> agentBreaker() {
		return Stream.of(row("D-020", () -> {
			CircuitBreaker a1 = CircuitBreaker.of("a1", CircuitBreakerConfig.builder().failureThreshold(3).build());
			for (int failure = 0; failure < 3; failure++) {
				assertThat(a1.allows()).isTrue();
				a1.recordFailure(new IOException());
			}
			assertThat(a1.allows()).isFalse();
			assertThat(a1.state()).isEqualTo(CircuitBreakerState.OPEN);
		}), row("D-021", () -> {
			Bench bench = agent(2, Duration.ofMillis(10));
			bench.breaker.recordFailure(new IOException());
			bench.breaker.recordFailure(new IOException());
			bench.wait(Duration.ofMillis(20));
			assertThat(bench.breaker.allows()).isTrue();
			assertThat(bench.state()).isEqualTo(CircuitBreakerState.HALF_OPEN);
		}), row("D-022", () -> {
			Bench bench = agent(2, Duration.ofMillis(10));
			bench.breaker.recordFailure(new IOException());
			bench.breaker.recordFailure(new IOException());
			bench.wait(Duration.ofMillis(20));
			bench.breaker.allows();
			bench.breaker.recordSuccess();
			assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
		}), row("D-024", () -> {
			Bench bench = agent(3, Duration.ofSeconds(30));
			bench.run("SSSSFSSFSS");
			assertThat(bench.breaker.calls().lifetimeFailureRate()).isEqualTo(20.0);
		}), row("D-092", () -> {
			Bench bench = agent(3, Duration.ofSeconds(30));
			bench.wait(Duration.ofSeconds(1000));
			for (int failure = 0; failure < 3; failure++) {
				assertThat(bench.breaker.allows()).isTrue();
				bench.breaker.recordFailure(new IOException());
				bench.wait(Duration.ofSeconds(1));
			}
			bench.wait(Duration.ofSeconds(29));
			assertThat(bench.breaker.allows()).isTrue();
			assertThat(bench.state()).isEqualTo(CircuitBreakerState.HALF_OPEN);
			assertThat(bench.breaker.recordFailure(new IOException())).isTrue();
			assertThat(bench.time.nanoTime()).isEqualTo(Duration.ofDays(1).plusSeconds(1032).toNanos());
			assertThat(bench.state()).isEqualTo(CircuitBreakerState.OPEN);
			assertThat(bench.snapshot().consecutiveFailures()).isEqualTo(4);
			assertThat(bench.snapshot().openedAt()).isEqualTo(bench.time.wallClock().instant());
		}), row("D-093", () -> {
			Bench bench = agent(3, Duration.ofSeconds(30));
			bench.run("SSF");
			CircuitBreakerSnapshot health = bench.snapshot();
			assertThat(health.instance()).isEqualTo("payments");
			assertThat(health.state()).isEqualTo(CircuitBreakerState.CLOSED);
			assertThat(health.consecutiveFailures()).isOne();
			assertThat(health.calls().lifetimeFailureRate()).isCloseTo(33.3, within(0.05));
			assertThat(health.calls().totalSuccesses()).isEqualTo(2);
			assertThat(health.calls().totalFailures()).isOne();
		}));
	}

	@TestFactory
	Stream<DynamicTest> platformBreaker() {
		return Stream.of(row("D-042", () -> {
			Bench bench = Bench.with((config) -> config.failureThreshold(3));
			assertThat(bench.breaker.recordFailure(new IOException())).isFalse();
			assertThat(bench.breaker.recordFailure(new IOException())).isFalse();
			assertThat(bench.breaker.recordFailure(new IOException())).isTrue();
			assertThat(bench.breaker.allows()).isFalse();
			assertThat(bench.breaker.recordFailure(new IOException())).isFalse();
		}), row("D-043", () -> {
			Bench bench = tool(2, Duration.ofSeconds(60));
			bench.run("FF");
			assertThat(bench.breaker.remainingOpenDuration()).isBetween(Duration.ofSeconds(55), Duration.ofSeconds(60));
		}), row("D-047", () -> {
			Bench bench = Bench.with((config) -> config.failureThreshold(1));
			bench.breaker.acquire().failure(new CancellationException());
			assertThat(bench.snapshot().consecutiveFailures()).isZero();
			assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
		}), row("D-048", () -> {
			CircuitBreakerConfig config = CircuitBreakerConfig.builder().initialState(CircuitBreakerState.OPEN).build();
			assertThatExceptionOfType(CircuitBreakerOpenException.class)
				.isThrownBy(() -> CircuitBreaker.of(config).acquire())
				.satisfies((ex) -> assertThat(ex.instance()).isEqualTo("circuit"));
			assertThatExceptionOfType(CircuitBreakerOpenException.class)
				.isThrownBy(() -> CircuitBreaker.of("given", config).acquire())
				.satisfies((ex) -> assertThat(ex.instance()).isEqualTo("given"));
		}), row("D-052", () -> {
			rejected((config) -> config.failureThreshold(0));
			rejected((config) -> config.failureThreshold(-1).failureRateThreshold(50));
			rejected((config) -> config.successThreshold(0));
			rejected((config) -> config.openDuration(Duration.ZERO));
			rejected((config) -> config.halfOpenCalls(0));
		}), row("D-054", () -> {
			Bench bench = Bench
				.with((config) -> config.failureThreshold(3).openDuration(Duration.ofSeconds(10)).halfOpenCalls(2));
			bench.run("FFF");
			bench.wait(Duration.ofSeconds(11));
			assertThat(bench.breaker.allows()).isTrue();
			assertThat(bench.breaker.allows()).isTrue();
			assertThat(bench.breaker.allows()).isFalse();
		}), row("D-055", () -> {
			Bench bench = Bench.with((config) -> config.failureThreshold(3));
			bench.run("FFSFF");
			assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
		}), row("D-056", () -> {
			Bench bench = Bench.with((config) -> config.failureThreshold(2)
				.failureRateThreshold(50)
				.ignoreOn(IllegalArgumentException.class));
			bench.fail(new IllegalArgumentException());
			assertThat(bench.snapshot().consecutiveFailures()).isZero();
			assertThat(bench.snapshot().windowCalls()).isZero();
			assertThat(bench.breaker.calls().failure()).isZero();
		}), row("D-057", () -> {
			Bench bench = Bench.with((config) -> config.failureThreshold(100)
				.failureRateThreshold(60)
				.windowType(WindowType.TIME)
				.windowDuration(Duration.ofSeconds(60))
				.minimumCalls(1));
			bench.run("SSFF");
			assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
			bench.run("F");
			assertThat(bench.state()).isEqualTo(CircuitBreakerState.OPEN);
		}), row("D-058", () -> {
			Bench bench = tool(1, Duration.ofSeconds(10));
			List<String> heard = new ArrayList<>();
			bench.events().on(CircuitBreakerTransition.class, (event) -> {
				heard.add(event.instance() + " " + event.from() + " " + event.to());
				throw new IllegalStateException("listener");
			});
			bench.run("F");
			bench.wait(Duration.ofSeconds(10));
			bench.run("S");
			assertThat(heard).containsExactly("payments CLOSED OPEN", "payments OPEN HALF_OPEN",
					"payments HALF_OPEN CLOSED");
		}), row("D-059", () -> {
			Bench bench = tool(2, Duration.ofSeconds(30));
			bench.run("FF");
			bench.wait(Duration.ofSeconds(10));
			assertThat(bench.snapshot().remainingOpenDuration()).isEqualTo(Duration.ofSeconds(20));
		}));
	}

	@TestFactory
	Stream<DynamicTest> otherBreakers() {
		return Stream.of(row("D-072", () -> {
			Bench bench = tool(2, Duration.ofSeconds(60));
			assertThat(bench.run("FF")).isEqualTo("FF");
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(bench.breaker::acquire)
				.withMessageContaining("OPEN");
		}), row("D-116", () -> {
			Bench bench = tool(1, Duration.ofSeconds(60));
			bench.wait(Duration.ofSeconds(12));
			bench.run("F");
			bench.wait(Duration.ofMillis(59_900));
			assertThat(bench.state()).isEqualTo(CircuitBreakerState.OPEN);
			bench.wait(Duration.ofMillis(100));
			assertThat(bench.snapshot().state()).isEqualTo(CircuitBreakerState.OPEN);
			assertThat(bench.snapshot().remainingOpenDuration()).isZero();
			assertThat(bench.state()).isEqualTo(CircuitBreakerState.OPEN);
			assertThat(bench.breaker.allows()).isTrue();
			assertThat(bench.state()).isEqualTo(CircuitBreakerState.HALF_OPEN);
		}), row("D-117", () -> {
			Bench bench = tool(1, Duration.ofSeconds(60));
			bench.run("F");
			assertThat(bench.breaker.reject(SharedCall.INSTANCE)).isInstanceOf(CircuitBreakerOpenException.class)
				.hasMessageContaining("'payments'");
		}));
	}

	private static DynamicTest row(String name, Executable test) {
		return DynamicTest.dynamicTest(name, test);
	}

	private static Bench microProfile(int volume, double ratio, int successThreshold, Duration delay) {
		return Bench.with((config) -> config.failureThreshold(0)
			.failureRateThreshold(ratio * 100)
			.windowSize(volume)
			.minimumCalls(volume)
			.openDuration(delay)
			.successThreshold(successThreshold)
			.halfOpenCalls(successThreshold));
	}

	private static Bench agent(int threshold, Duration coolDown) {
		return Bench.with((config) -> config.failureThreshold(threshold)
			.openDuration(coolDown)
			.halfOpenCalls(CircuitBreakerConfig.UNLIMITED)
			.successThreshold(1));
	}

	private static Bench tool(int threshold, Duration openDuration) {
		return Bench.with((config) -> config.failureThreshold(threshold)
			.openDuration(openDuration)
			.halfOpenCalls(1)
			.successThreshold(1));
	}

	private static void rejected(UnaryOperator<CircuitBreakerConfig.Builder> settings) {
		CircuitBreakerConfig.Builder builder = settings.apply(CircuitBreakerConfig.builder());
		assertThatExceptionOfType(InvalidConfigException.class).isThrownBy(builder::build)
			.isInstanceOf(IllegalArgumentException.class);
	}

	static class E0 extends Exception {

		private static final long serialVersionUID = 1L;

	}

	static class E0S extends E0 {

		private static final long serialVersionUID = 1L;

	}

	static class E1 extends E0 {

		private static final long serialVersionUID = 1L;

	}

	static class E1S extends E1 {

		private static final long serialVersionUID = 1L;

	}

	static class E2 extends E1 {

		private static final long serialVersionUID = 1L;

	}

	static class E2S extends E2 {

		private static final long serialVersionUID = 1L;

	}

}
