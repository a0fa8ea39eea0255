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

package dev.resilience.autoconfigure.settings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.SettingsChanged;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.policy.PolicyType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link LiveSettings} where something fails that never should.
 */
class LiveSettingsTests {

	private final ResilienceSettings settings = TestSettings
		.properties("resilience.instances.payments.circuit-breaker.failure-threshold=4",
				"resilience.instances.payments.bulkhead.max-concurrent=7")
		.bind();

	private final ResilienceRegistry registry = ResilienceRegistry.withDefaults();

	private final Resilience payments = this.registry.declare("payments",
			this.settings.resolve("payments").instanceConfig(Set.of()));

	private final List<SettingsChanged> events = new ArrayList<>();

	@Test
	void aStepThatFailsLeavesNothingBehind() {
		Failing failing = new Failing(
				(candidate) -> this.payments.reconfigure(candidate.resolve("payments").instanceConfig(Set.of())));
		LiveSettings live = new LiveSettings(this.settings, this.registry, () -> failing);
		this.registry.events().on(SettingsChanged.class, this.events::add);
		assertThatIllegalStateException()
			.isThrownBy(() -> live.change("payments", "circuit-breaker.failure-threshold=9", ChangedBy.CODE))
			.withMessage("expected by this test");
		assertThat(this.payments.circuitBreaker().config().failureThreshold()).isEqualTo(4);
		assertThat(this.payments.config()).extracting(InstanceConfig::circuitBreaker)
			.extracting(CircuitBreakerConfig::failureThreshold)
			.isEqualTo(4);
		assertThat(this.settings.resolve("payments").circuitBreakerConfig().failureThreshold()).isEqualTo(4);
		assertThat(this.events).isEmpty();
	}

	@Test
	void changesFromManyThreadsAreMadeOneAfterTheOther() throws Exception {
		LiveSettings live = new LiveSettings(this.settings, this.registry, () -> AnnotatedMethods.NONE);
		List<SettingsChanged> heard = Collections.synchronizedList(this.events);
		this.registry.events().on(SettingsChanged.class, heard::add);
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			int first = 10 * i;
			Thread thread = new Thread(() -> {
				for (int value = first + 1; value <= first + 10; value++) {
					live.change("payments",
							"circuit-breaker.failure-threshold=" + value + "\nbulkhead.max-concurrent=" + value,
							ChangedBy.CODE);
				}
			});
			thread.start();
			threads.add(thread);
		}
		for (Thread thread : threads) {
			thread.join();
		}
		int last = this.payments.circuitBreaker().config().failureThreshold();
		assertThat(this.payments.bulkhead().config().maxConcurrent()).isEqualTo(last);
		assertThat(this.settings.resolve("payments").bulkheadConfig().maxConcurrent()).isEqualTo(last);
		// What one change leaves is what another one finds
		assertThat(heard).hasSizeBetween(39, 40)
			.allSatisfy((change) -> assertThat(change.changes()).extracting(SettingsChanged.Change::key)
				.containsExactly("circuit-breaker.failure-threshold", "bulkhead.max-concurrent"))
			.allSatisfy((change) -> {
				assertThat(change.changes().get(0).after()).isEqualTo(change.changes().get(1).after());
				if (!"4".equals(change.changes().get(0).before())) {
					assertThat(change.changes().get(0).before()).isEqualTo(change.changes().get(1).before());
				}
			});
	}

	/** Fails when everything else has been changed, but only once. */
	private static final class Failing implements AnnotatedMethods {

		private final Consumer<ResilienceSettings> gates;

		private boolean failed;

		Failing(Consumer<ResilienceSettings> gates) {
			this.gates = gates;
		}

		@Override
		public Collection<String> names() {
			return List.of();
		}

		@Override
		public ResolvedInstance resolve(ResilienceSettings settings, String name) {
			return settings.resolve(name);
		}

		@Override
		public InstanceConfig config(ResilienceSettings settings, String name, Set<PolicyType> alsoApplied) {
			return settings.resolve(name).instanceConfig(alsoApplied);
		}

		@Override
		public List<Runnable> prepare(ResilienceSettings candidate, Collection<String> names,
				StartupProblems problems) {
			boolean first = !this.failed;
			this.failed = true;
			return first ? List.of(() -> {
				// As if building a pipeline failed after its gates were changed
				this.gates.accept(candidate);
				throw new IllegalStateException("expected by this test");
			}) : List.of();
		}

		@Override
		public void exclusively(Runnable work) {
			work.run();
		}

	}

}
