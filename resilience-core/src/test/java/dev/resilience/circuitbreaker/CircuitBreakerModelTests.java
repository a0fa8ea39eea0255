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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class CircuitBreakerModelTests {

	private static final Duration SLOW = Duration.ofMillis(100);

	private static final int STEPS = 1500;

	@ParameterizedTest
	@MethodSource
	void behavesLikeTheModel(int seed) {
		SplittableRandom random = new SplittableRandom(seed);
		Bench bench = Bench.with((config) -> settings(config, random));
		CircuitBreakerModel model = new CircuitBreakerModel(bench.breaker.config());
		List<Long> permits = new ArrayList<>();
		List<CircuitBreakerModel.Admission> admissions = new ArrayList<>();
		for (int step = 0; step < STEPS; step++) {
			int choice = random.nextInt(1000);
			if (choice < 450 || (permits.isEmpty() && choice < 900)) {
				long permit = bench.enter();
				CircuitBreakerModel.Admission admission = model.enter();
				assertThat(permit >= 0).as("step %d: admitted", step).isEqualTo(admission != null);
				if (admission != null) {
					permits.add(permit);
					admissions.add(admission);
				}
			}
			else if (choice < 900) {
				int index = random.nextInt(permits.size());
				finish(bench, model, permits.remove(index), admissions.remove(index), random);
			}
			else if (choice < 985) {
				Duration pause = Duration.ofSeconds(random.nextInt((choice < 980) ? 8 : 200));
				bench.wait(pause);
				model.advance(pause);
			}
			else {
				command(bench, model, choice);
			}
			assertThat(seen(bench)).as("step %d", step).isEqualTo(seen(model));
		}
	}

	static int[] behavesLikeTheModel() {
		return new SplittableRandom(2026).ints(150).toArray();
	}

	private static CircuitBreakerConfig.Builder settings(CircuitBreakerConfig.Builder config, SplittableRandom random) {
		int size = 1 + random.nextInt(12);
		config.windowSize(size)
			.failureThreshold(1 + random.nextInt(8))
			.windowType(random.nextBoolean() ? WindowType.COUNT : WindowType.TIME)
			.minimumCalls(1 + random.nextInt(size))
			.openDuration(Duration.ofSeconds(1 + random.nextInt(20)))
			.openDurationMultiplier(1 + random.nextInt(3) / 2.0)
			.maxOpenDuration(Duration.ofSeconds(30))
			.halfOpenCalls((random.nextInt(4) == 0) ? CircuitBreakerConfig.UNLIMITED : 1 + random.nextInt(4))
			.successThreshold(1 + random.nextInt(4))
			.probeTimeout(Duration.ofSeconds(1 + random.nextInt(20)));
		if (random.nextBoolean()) {
			config.failureRateThreshold(30 + random.nextInt(70)).failureThreshold(random.nextInt(8));
		}
		if (random.nextInt(3) == 0) {
			config.failureCountThreshold(random.nextInt(size + 1));
		}
		if (random.nextInt(3) == 0) {
			config.slowCallDuration(SLOW).slowCallRateThreshold(50 + random.nextInt(50));
		}
		return config;
	}

	private static void finish(Bench bench, CircuitBreakerModel model, long permit,
			CircuitBreakerModel.Admission admission, SplittableRandom random) {
		char outcome = "SSSSSSFFFFIRG".charAt(random.nextInt(13));
		boolean slow = random.nextInt(4) == 0;
		if (outcome == 'G') {
			bench.breaker.release(permit);
		}
		else {
			bench.exit(permit, outcome, slow ? SLOW.toNanos() : SLOW.toNanos() - 1);
		}
		model.exit(admission, outcome, slow);
	}

	private static void command(Bench bench, CircuitBreakerModel model, int choice) {
		switch (choice % 15) {
			case 0 -> {
				bench.breaker.forceOpen();
				model.command(CircuitBreakerState.FORCED_OPEN, false);
			}
			case 1 -> {
				bench.breaker.disable();
				model.command(CircuitBreakerState.DISABLED, false);
			}
			case 2, 3 -> {
				bench.breaker.metricsOnly();
				model.command(CircuitBreakerState.METRICS_ONLY, false);
			}
			case 4, 5, 6 -> {
				bench.breaker.reset();
				model.command(CircuitBreakerState.CLOSED, true);
			}
			default -> {
				bench.breaker.close();
				model.command(CircuitBreakerState.CLOSED, false);
			}
		}
	}

	private static List<Object> seen(Bench bench) {
		CircuitBreakerSnapshot snapshot = bench.snapshot();
		return List.of(snapshot.state(), snapshot.consecutiveFailures(), snapshot.windowCalls(),
				snapshot.windowFailures(), snapshot.windowSlowCalls(), snapshot.remainingOpenDuration(),
				bench.transitions.size());
	}

	private static List<Object> seen(CircuitBreakerModel model) {
		return List.of(model.state(), model.consecutiveFailures(), model.calls(), model.failures(), model.slowCalls(),
				model.remainingOpenDuration(), model.transitions());
	}

}
