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

package dev.resilience.autoconfigure.actuate;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.resilience.Resilience;
import dev.resilience.autoconfigure.settings.EffectiveSetting;
import dev.resilience.fallback.FallbackConfig;
import dev.resilience.fallback.FallbackOption;
import dev.resilience.fallback.FallbackSnapshot;

import static org.assertj.core.api.Assertions.assertThat;

class ResilienceEndpointTests {

	private final TestRegistry instances = new TestRegistry();

	private final ResilienceEndpoint endpoint = new ResilienceEndpoint(this.instances.registry,
			(instance, policies) -> policies.stream()
				.map((policy) -> new EffectiveSetting(policy.property() + ".mode", "enforce", "application.yml:3"))
				.toList());

	@Test
	void showsEveryPolicyWithItsNumbers() {
		Resilience payments = this.instances.declare("payments", TestRegistry.EVERYTHING);
		payments.policies()
			.fallback(FallbackConfig.defaults(), List.of(FallbackOption.of("cached", (call, failure) -> "old")));
		TestRegistry.succeed(payments);
		InstanceDescriptor instance = instance("payments");
		assertThat(instance.calls()).containsEntry("success", 1L)
			.containsOnlyKeys("success", "failure", "ignored", "rejected", "fallback", "replayed");
		assertThat(instance.circuitBreaker()).isNotNull();
		assertThat(instance.retry()).isNotNull();
		assertThat(instance.rateLimiter()).isNotNull();
		assertThat(instance.timeout()).isNotNull();
		assertThat(instance.bulkhead()).isNotNull();
		assertThat(instance.fallback())
			.isEqualTo(new FallbackDescriptor(List.of(new FallbackSnapshot.Option("cached", 0, 0, 0))));
		assertThat(instance.idempotency()).isNull();
	}

	@Test
	void leavesOutPoliciesThatAreNotUsed() {
		this.instances.declare("stock", TestRegistry.BREAKER_ONLY);
		InstanceDescriptor instance = instance("stock");
		assertThat(instance.circuitBreaker()).isNotNull();
		assertThat(instance.retry()).isNull();
		assertThat(instance.bulkhead()).isNull();
	}

	@Test
	void showsTheSettingsOfUsedPoliciesWithTheirOrigin() {
		this.instances.declare("stock", TestRegistry.BREAKER_ONLY);
		assertThat(instance("stock").settings())
			.isEqualTo(Map.of("circuit-breaker.mode", new InstanceDescriptor.Setting("enforce", "application.yml:3")));
	}

	@Test
	void listsInstancesByName() {
		this.instances.declare("stock", TestRegistry.BREAKER_ONLY);
		this.instances.declare("payments", TestRegistry.EVERYTHING);
		assertThat(this.endpoint.instances().instances()).extracting(InstanceDescriptor::name)
			.containsExactly("payments", "stock");
	}

	@Test
	void createsNoUnknownInstance() {
		assertThat(this.endpoint.instance("payments")).isNull();
		assertThat(this.instances.registry.instances()).isEmpty();
	}

	private InstanceDescriptor instance(String name) {
		InstanceDescriptor instance = this.endpoint.instance(name);
		assertThat(instance).isNotNull();
		return instance;
	}

}
