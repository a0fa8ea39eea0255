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

package dev.resilience.shape;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import dev.resilience.Resilience;
import dev.resilience.Target;
import dev.resilience.event.Events;
import dev.resilience.policy.Outcome;
import dev.resilience.retry.RetryConfig;
import dev.resilience.timeout.CallTimedOut;
import dev.resilience.timeout.CallTimeoutException;
import dev.resilience.timeout.Timeout;
import dev.resilience.timeout.TimeoutSnapshot;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rows about timeouts, for every shape of call.
 */
class TimeoutShapeTests {

	private static final Duration LIMIT = Duration.ofMillis(500);

	@AfterEach
	void leavesTheThreadClean() {
		assertThat(Thread.interrupted()).isFalse();
	}

	@TestFactory
	Stream<DynamicTest> limits() {
		return Stream.of(timedOut("T1 20 s against the default of 1 s", Duration.ofSeconds(1), Duration.ofSeconds(20)),
				timedOut("T2 2.5 s against 2 s", Duration.ofSeconds(2), Duration.ofMillis(2500)),
				timedOut("T3 1 s against 500 ms", LIMIT, Duration.ofSeconds(1)),
				Scene.row("T1 an own exception before the limit", (scene) -> {
					Resilience orders = scene.builder().timeout(Duration.ofSeconds(1)).build();
					Target target = scene.taking(Duration.ofMillis(10), () -> {
						throw Scene.FAILURE;
					});
					assertThat(scene.attempt(orders, target).failure()).isSameAs(Scene.FAILURE);
					assertThat(scene.time.scheduledTasks()).isZero();
				}), Scene.row("T2 1.5 s against 2 s", (scene) -> {
					Resilience orders = scene.builder().timeout(Duration.ofSeconds(2)).build();
					Target target = scene.taking(Duration.ofMillis(1500), () -> "value");
					assertThat(scene.attempt(orders, target).value()).isEqualTo("value");
					assertThat(scene.time.scheduledTasks()).isZero();
				}))
			.flatMap((row) -> row);
	}

	private static Stream<DynamicTest> timedOut(String row, Duration limit, Duration taking) {
		return Scene.row(row, (scene) -> {
			Resilience orders = scene.builder().timeout(limit).build();
			Outcome<String> outcome = scene.attempt(orders, scene.taking(taking, () -> "late"));
			assertThat(outcome.failure()).isInstanceOfSatisfying(CallTimeoutException.class, (ex) -> {
				assertThat(ex.limit()).isEqualTo(limit);
				assertThat(ex.instance()).isEqualTo("orders");
			});
		});
	}

	@TestFactory
	Stream<DynamicTest> timeoutAndRetry() {
		return Stream.of(Scene.row("R13 a timeout is repeated like other failures", (scene) -> {
			Target target = slow(scene);
			assertThat(scene.attempt(retried(scene, (retry) -> {
			}), target).failure()).isInstanceOf(CallTimeoutException.class);
			assertThat(target.executions()).isEqualTo(2);
		}), Scene.row("R14 an own exception before the limit", (scene) -> {
			Target target = scene.taking(Duration.ofMillis(10), () -> {
				throw Scene.FAILURE;
			});
			assertThat(scene.attempt(retried(scene, (retry) -> {
			}), target).failure()).isSameAs(Scene.FAILURE);
			assertThat(target.executions()).isEqualTo(2);
		}), Scene.row("R15 retry-on does not name the timeout", (scene) -> {
			Target target = slow(scene);
			scene.attempt(retried(scene, (retry) -> retry.retryOn(List.of(IOException.class))), target);
			assertThat(target.executions()).isOne();
		}), Scene.row("R15 abort-on names the timeout", (scene) -> {
			Target target = slow(scene);
			scene.attempt(retried(scene, (retry) -> retry.abortOn(List.of(CallTimeoutException.class))), target);
			assertThat(target.executions()).isOne();
		})).flatMap((row) -> row);
	}

	private static Target slow(Scene scene) {
		return scene.taking(Duration.ofSeconds(1), () -> "late");
	}

	private static Resilience retried(Scene scene, Consumer<RetryConfig.Builder> settings) {
		return scene.builder().retry((retry) -> settings.accept(retry.maxAttempts(2))).timeout(LIMIT).build();
	}

	@TestFactory
	Stream<DynamicTest> whatIsTold() {
		return Stream.of(Scene.row("D-065 the limit, the name, and one event", (scene) -> {
			Events events = new Events();
			List<CallTimedOut> heard = new ArrayList<>();
			events.on(CallTimedOut.class, heard::add);
			scene.attempt(scene.builder().events(events).timeout(LIMIT).build(), slow(scene));
			assertThat(heard).singleElement().extracting(CallTimedOut::instance).isEqualTo("orders");
		}), Scene.row("M5 two slow calls and a fast one", (scene) -> {
			Resilience orders = scene.builder().timeout(LIMIT).build();
			scene.attempt(orders, slow(scene));
			scene.attempt(orders, slow(scene));
			scene.attempt(orders, Target.answering("fast"));
			TimeoutSnapshot snapshot = ((Timeout) orders.pipeline().policies().get(0)).snapshot();
			assertThat(snapshot.timedOut()).isEqualTo(2);
			assertThat(snapshot.inTime()).isOne();
		}), Scene.row("first list 26 finished calls leave no timer", (scene) -> {
			Resilience orders = scene.builder().timeout(Duration.ofSeconds(60)).build();
			for (int call = 0; call < 100; call++) {
				scene.attempt(orders, Target.answering("value"));
				scene.attempt(orders, Target.failing(Scene.FAILURE));
			}
			assertThat(scene.time.scheduledTasks()).isZero();
		})).flatMap((row) -> row);
	}

}
