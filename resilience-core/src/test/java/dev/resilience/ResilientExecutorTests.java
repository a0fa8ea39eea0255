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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

import dev.resilience.bulkhead.BulkheadConfig;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.circuitbreaker.CircuitBreakerOpenException;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.policy.Policy;
import dev.resilience.policy.PolicyType;
import dev.resilience.retry.RetryConfig;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Running work by name, with the rows of the toolkit cases about a tool executor.
 */
@Timeout(60)
class ResilientExecutorTests {

	private static final InstanceConfig ONE_TRY_THRESHOLD_ONE = new InstanceConfig(null,
			RetryConfig.builder().maxAttempts(1).build(), CircuitBreakerConfig.builder().failureThreshold(1).build(),
			null, null, null);

	private static final InstanceConfig BULKHEAD = new InstanceConfig(null, null, null, null, null,
			BulkheadConfig.defaults());

	private final ManualTime time = ManualTime.autoAdvancing();

	private final ResilienceRegistry registry = registry().build();

	private final ResilientExecutor executor = ResilientExecutor.of(this.registry);

	@TestFactory
	Stream<DynamicTest> toolkitRows() {
		return Stream.of(row("D-039 separate circuits per tool", () -> {
			ResilientExecutor tools = oneTryThresholdOne();
			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> tools.execute("tool-1", Target.failing(new IOException())));
			assertThat(tools.execute("tool-2", Target.answering("value"))).isEqualTo("value");
			assertThat(tools.state("tool-1")).isEqualTo(CircuitBreakerState.OPEN);
			assertThat(tools.state("tool-2")).isEqualTo(CircuitBreakerState.CLOSED);
		}), row("D-040 an undeclared tool works and is listed", () -> {
			ResilientExecutor tools = oneTryThresholdOne();
			assertThat(tools.states()).isEmpty();
			assertThat(tools.execute("undeclared", Target.answering("value"))).isEqualTo("value");
			assertThat(tools.states()).containsExactly(Map.entry("undeclared", CircuitBreakerState.CLOSED));
		}), row("D-023 who was never registered is let through", () -> {
			assertThat(this.executor.state("never-registered")).isNull();
			assertThat(this.registry.get("never-registered").circuitBreaker().allows()).isTrue();
		}), row("D-041 the state of an unknown tool is nothing", () -> {
			ResilientExecutor tools = oneTryThresholdOne();
			assertThat(tools.state("unknown")).isNull();
			assertThat(tools.states()).isEmpty();
		}));
	}

	private static DynamicTest row(String name, Executable test) {
		return DynamicTest.dynamicTest(name, test);
	}

	private ResilientExecutor oneTryThresholdOne() {
		return ResilientExecutor.of(registry().unknownNames((name) -> ONE_TRY_THRESHOLD_ONE).build());
	}

	@Test
	void aNameThatNobodyConfiguredIsRepeatedAndGuarded() throws Exception {
		Target target = Target.failing(new IOException()).thenAnswer("value");
		assertThat(this.executor.execute("aider", target)).isEqualTo("value");
		assertThat(target.executions()).isEqualTo(2);
		assertThat(this.registry.get("aider").pipeline().policies()).extracting(Policy::type)
			.containsExactly(PolicyType.RETRY, PolicyType.CIRCUIT_BREAKER);
	}

	@Test
	void aNameThatIsConfiguredGetsItsPolicies() throws Exception {
		ResilientExecutor configured = ResilientExecutor
			.of(registry().configs((name) -> name.equals("reports") ? BULKHEAD : null).build());
		Target target = Target.failing(new IOException());
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> configured.execute("reports", target));
		assertThat(target.executions()).isOne();
	}

	@Test
	void theWorksOwnExceptionReachesTheCallerUnwrapped() {
		IOException failure = new IOException("disk");
		assertThatThrownBy(() -> this.executor.execute("aider", Target.failing(failure))).isSameAs(failure);
	}

	@Test
	void anOpenCircuitRefusesItsOwnNameInAnySpellingAndNoOther() throws Exception {
		this.executor.execute("code-tool", Target.answering("value"));
		this.registry.get("code-tool").circuitBreaker().forceOpen();
		Target target = Target.answering("value");
		assertThatExceptionOfType(CircuitBreakerOpenException.class)
			.isThrownBy(() -> this.executor.execute("CodeTool", target));
		assertThat(target.executions()).isZero();
		assertThat(this.executor.state("code_tool")).isEqualTo(CircuitBreakerState.FORCED_OPEN);
		assertThat(this.executor.execute("other-tool", target)).isEqualTo("value");
	}

	@Test
	void statesAreOfAllCircuitBreakersOfTheRegistryByName() throws Exception {
		this.registry.declare("reports", BULKHEAD);
		this.registry.get("zeta");
		this.executor.execute("Alpha", Target.answering("value"));
		this.registry.get("zeta").circuitBreaker().disable();
		Map<String, CircuitBreakerState> states = this.executor.states();
		assertThat(states).containsExactly(Map.entry("Alpha", CircuitBreakerState.CLOSED),
				Map.entry("zeta", CircuitBreakerState.DISABLED));
		this.executor.execute("later", Target.answering("value"));
		assertThat(states).doesNotContainKey("later");
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(states::clear);
	}

	@Test
	void aNameWithoutCircuitBreakerHasNoStateAndNothingToReset() {
		this.registry.declare("reports", BULKHEAD);
		assertThat(this.executor.state("reports")).isNull();
		assertThat(this.executor.reset("reports")).isFalse();
	}

	@Test
	void resetClosesTheCircuitOfItsNameAlone() throws Exception {
		this.executor.execute("broken", Target.answering("value"));
		this.executor.execute("other", Target.answering("value"));
		this.registry.get("broken").circuitBreaker().forceOpen();
		this.registry.get("other").circuitBreaker().forceOpen();
		assertThat(this.executor.reset("broken")).isTrue();
		assertThat(this.executor.states()).containsExactly(Map.entry("broken", CircuitBreakerState.CLOSED),
				Map.entry("other", CircuitBreakerState.FORCED_OPEN));
	}

	@Test
	void resettingAnUnknownNameRegistersNothing() {
		assertThat(this.executor.reset("unknown")).isFalse();
		assertThat(this.registry.instances()).isEmpty();
	}

	@Test
	void aNameThatIsNotLegalIsRefusedBeforeTheWorkRuns() {
		Target target = Target.answering("value");
		assertThatIllegalArgumentException().isThrownBy(() -> this.executor.execute("no name", target));
		assertThat(target.executions()).isZero();
		assertThat(this.executor.state("no name")).isNull();
	}

	@Test
	void namesPastTheBoundAreProtectedTogetherAndHaveNoStateOfTheirOwn() throws Exception {
		ResilientExecutor bounded = ResilientExecutor.of(registry().maxDynamicInstances(1).build());
		for (String name : Set.of("one", "two", "three")) {
			assertThat(bounded.execute(name, Target.answering("value"))).isEqualTo("value");
		}
		assertThat(bounded.states()).hasSize(2).containsKey("(overflow)");
		assertThat(Stream.of("one", "two", "three").map(bounded::state)).containsOnlyOnce(CircuitBreakerState.CLOSED);
	}

	@Test
	void manyThreadsThatUseANewNameAtOnceShareOneInstance() {
		Set<Resilience> announced = ConcurrentHashMap.newKeySet();
		this.registry.onInstance(announced::add);
		CyclicBarrier start = new CyclicBarrier(8);
		IntStream.range(0, 8).mapToObj((thread) -> Background.start(() -> {
			start.await();
			return this.executor.execute("aider", Target.answering("value"));
		})).toList().forEach((call) -> assertThat(call.value()).isEqualTo("value"));
		assertThat(announced).hasSize(1);
		assertThat(this.registry.get("aider").circuitBreaker().calls().success()).isEqualTo(8);
	}

	private ResilienceRegistryBuilder registry() {
		return ResilienceRegistry.builder().time(this.time);
	}

}
