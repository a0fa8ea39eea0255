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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.circuitbreaker.CircuitBreakerTransition;
import dev.resilience.event.Events;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.policy.KeyedConfig;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rows of the toolkit cases that are about one circuit breaker for each of many
 * entities, such as agents.
 */
class KeyedCaseTests {

	private static final Duration DAY = Duration.ofHours(24);

	private final ManualTime time = ManualTime.stopped();

	private final Events events = new Events();

	@TestFactory
	Stream<DynamicTest> rows() {
		return Stream.of(DynamicTest.dynamicTest("D-020 opens after the threshold", this::opensAfterFailures),
				DynamicTest.dynamicTest("D-021 asks again after the cool-down", this::halfOpenAfterCoolDown),
				DynamicTest.dynamicTest("D-022 closes after a success", this::closesAfterSuccess),
				DynamicTest.dynamicTest("D-023 allows an agent that nobody knows", this::allowsUnknownAgents),
				DynamicTest.dynamicTest("D-044 tracks entities independently", this::tracksEntitiesIndependently),
				DynamicTest.dynamicTest("D-045 needs successes to close", this::needsSuccessesToClose),
				DynamicTest.dynamicTest("D-046 filters the available entities", this::filtersAvailableEntities),
				DynamicTest.dynamicTest("D-100 tells the failure that opened", this::tellsTheFailureThatOpened),
				DynamicTest.dynamicTest("D-103 forgets what is older than a day", this::forgetsWhatIsOlderThanADay));
	}

	private void opensAfterFailures() {
		KeyedResilience agents = agents((breaker) -> breaker.failureThreshold(3));
		fail(agents, "a1", 3);
		assertThat(agents.allows("a1")).isFalse();
		assertThat(agents.state("a1")).isEqualTo(CircuitBreakerState.OPEN);
	}

	private KeyedResilience coolDown() {
		KeyedResilience agents = agents(
				(breaker) -> breaker.failureThreshold(2).openDuration(Duration.ofMillis(10)).successThreshold(1));
		fail(agents, "a1", 2);
		this.time.advance(Duration.ofMillis(20));
		assertThat(agents.state("a1")).as("reading changes nothing").isEqualTo(CircuitBreakerState.OPEN);
		assertThat(agents.allows("a1")).isTrue();
		return agents;
	}

	private void halfOpenAfterCoolDown() {
		assertThat(coolDown().state("a1")).isEqualTo(CircuitBreakerState.HALF_OPEN);
	}

	private void closesAfterSuccess() {
		KeyedResilience agents = coolDown();
		agents.recordSuccess("a1");
		assertThat(agents.state("a1")).isEqualTo(CircuitBreakerState.CLOSED);
	}

	private void allowsUnknownAgents() {
		KeyedResilience agents = agents((breaker) -> {
		});
		assertThat(agents.isAvailable("nobody")).isTrue();
		assertThat(agents.state("nobody")).as("asking makes nobody known").isNull();
		assertThat(agents.allows("nobody")).isTrue();
	}

	private void tracksEntitiesIndependently() {
		KeyedResilience agents = agents((breaker) -> breaker.failureThreshold(2));
		fail(agents, "agent-1", 2);
		assertThat(agents.isAvailable("agent-1")).isFalse();
		assertThat(agents.isAvailable("agent-2")).isTrue();
		assertThat(agents.allows("agent-2")).isTrue();
	}

	private void needsSuccessesToClose() {
		KeyedResilience agents = agents((breaker) -> breaker.failureThreshold(1).successThreshold(2));
		fail(agents, "a1", 1);
		this.time.advance(Duration.ofSeconds(30));
		assertThat(agents.allows("a1")).isTrue();
		assertThat(agents.state("a1")).isEqualTo(CircuitBreakerState.HALF_OPEN);
		agents.recordSuccess("a1");
		assertThat(agents.state("a1")).isEqualTo(CircuitBreakerState.HALF_OPEN);
		assertThat(agents.allows("a1")).isTrue();
		agents.recordSuccess("a1");
		assertThat(agents.state("a1")).isEqualTo(CircuitBreakerState.CLOSED);
	}

	private void filtersAvailableEntities() {
		KeyedResilience agents = agents((breaker) -> breaker.failureThreshold(1));
		fail(agents, "1", 1);
		assertThat(agents.available(List.of("1", "2", "3"))).containsExactly("2", "3");
		List<Agent> all = List.of(new Agent("1"), new Agent("2"), new Agent("3"));
		assertThat(agents.available(all, Agent::name)).containsExactly(all.get(1), all.get(2));
	}

	private void tellsTheFailureThatOpened() {
		List<CircuitBreakerTransition> transitions = new ArrayList<>();
		this.events.on(CircuitBreakerTransition.class, transitions::add);
		KeyedResilience agents = agents((breaker) -> breaker.failureThreshold(2).openDuration(Duration.ofSeconds(10)));
		assertThat(agents.recordFailure("a")).isFalse();
		assertThat(agents.recordFailure("a")).isTrue();
		assertThat(agents.recordFailure("a")).isFalse();
		assertThat(transitions).singleElement().satisfies((transition) -> {
			assertThat(transition.instance()).isEqualTo("agents");
			assertThat(transition.key()).isEqualTo("a");
			assertThat(transition.to()).isEqualTo(CircuitBreakerState.OPEN);
		});
		assertThat(agents.snapshot("a").calls().totalFailures()).isEqualTo(3);
	}

	private void forgetsWhatIsOlderThanADay() {
		ResilienceRegistry registry = ResilienceRegistry.builder().time(this.time).build();
		KeyedResilience agents = registry
			.get("pruned",
					InstanceConfig.RETRY_AND_BREAKER.withKeyed(KeyedConfig.builder().maxKeys(1000).idle(DAY).build()))
			.keyed();
		agents.recordSuccess("a");
		this.time.advance(DAY);
		assertThat(agents.prune()).isZero();
		assertThat(agents.state("a")).isNotNull();
		this.time.advance(Duration.ofMillis(2));
		assertThat(agents.prune()).isEqualTo(1);
		assertThat(agents.state("a")).isNull();
	}

	private KeyedResilience agents(Consumer<CircuitBreakerConfig.Builder> settings) {
		return Resilience.builder("agents")
			.circuitBreaker(settings)
			.time(this.time)
			.events(this.events)
			.build()
			.keyed();
	}

	private static void fail(KeyedResilience agents, String key, int times) {
		for (int i = 0; i < times; i++) {
			assertThat(agents.allows(key)).isTrue();
			agents.recordFailure(key, new IllegalStateException());
		}
	}

	private record Agent(String name) {

	}

}
