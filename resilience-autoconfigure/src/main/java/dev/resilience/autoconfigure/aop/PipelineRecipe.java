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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.resilience.autoconfigure.settings.ResolvedInstance;
import dev.resilience.autoconfigure.settings.Settings;
import dev.resilience.autoconfigure.settings.StartupProblems;
import dev.resilience.fallback.FallbackOption;
import dev.resilience.idempotency.IdempotencyKeys;
import dev.resilience.idempotency.IdempotencyStore;
import dev.resilience.pipeline.InstancePolicies;
import dev.resilience.pipeline.Pipeline;
import dev.resilience.policy.Policy;
import dev.resilience.policy.PolicyType;

/**
 * Which policies the pipeline of one method is made of. They are made from the settings
 * as they are when the pipeline is built, so that it can be built again. Filled by one
 * thread, then only read.
 */
final class PipelineRecipe {

	private final AnnotatedInstances instances;

	private final List<Supplier<List<? extends Policy>>> parts = new ArrayList<>();

	/**
	 * Creates a recipe without policies.
	 * @param instances where the settings and the state of instances are found
	 */
	PipelineRecipe(AnnotatedInstances instances) {
		this.instances = instances;
	}

	void addFallback(String name, List<FallbackOption> chain) {
		this.parts
			.add(() -> List.of(policies(name).fallback(this.instances.resolve(name, null).fallbackConfig(), chain)));
	}

	void addIdempotency(String name, @Nullable Settings layer, Supplier<IdempotencyStore> store, IdempotencyKeys keys) {
		this.parts.add(() -> List.of(policies(name).idempotency(this.instances.resolve(name, layer).idempotencyConfig(),
				store.get(), keys)));
	}

	void addRetry(String name, @Nullable Settings layer) {
		this.parts.add(() -> List.of(policies(name).retry(this.instances.resolve(name, layer).retryConfig())));
	}

	void addTimeout(String name, @Nullable Settings layer) {
		this.parts.add(() -> List.of(policies(name).timeout(this.instances.timeout(name, layer))));
	}

	void addGate(String name, PolicyType type) {
		this.parts.add(() -> List.of(gate(name, type)));
	}

	private Policy gate(String name, PolicyType type) {
		ResolvedInstance settings = this.instances.resolve(name, null);
		return switch (type) {
			case CIRCUIT_BREAKER -> policies(name).circuitBreaker(settings.circuitBreakerConfig());
			case RATE_LIMITER -> policies(name).rateLimiter(settings.rateLimiterConfig());
			case BULKHEAD -> policies(name).bulkhead(settings.bulkheadConfig());
			default -> throw new IllegalArgumentException(type + " is no gate");
		};
	}

	/**
	 * Adds what is configured under an instance.
	 * @param name the name of the instance
	 * @param annotated the kinds of policies that the method has by annotations
	 */
	void addConfigured(String name, Set<PolicyType> annotated) {
		this.parts.add(() -> policies(name).pipeline(this.instances.configured(name, annotated)).policies());
	}

	/**
	 * Adds the limit of whole calls, which holds for every call that counts under an
	 * instance.
	 * @param name the name of the instance
	 */
	void addDeadline(String name) {
		this.parts.add(() -> {
			Duration limit = this.instances.resolve(name, null).deadline();
			return (limit != null) ? List.of(policies(name).deadline(limit)) : List.of();
		});
	}

	/**
	 * Builds the pipeline.
	 * @param name the name of the instance under which calls count
	 * @return the pipeline, its policies in the standard order
	 * @throws dev.resilience.autoconfigure.settings.StartupProblemsException listing what
	 * is wrong with the settings
	 */
	Pipeline build(String name) {
		List<Policy> policies = new ArrayList<>();
		StartupProblems found = new StartupProblems();
		for (Supplier<List<? extends Policy>> part : this.parts) {
			found.collect(part).ifPresent(policies::addAll);
		}
		found.throwIfAny();
		InstancePolicies instance = policies(name);
		return Pipeline.of(name, Pipeline.inStandardOrder(policies), instance.context(), instance.calls());
	}

	private InstancePolicies policies(String name) {
		return this.instances.instance(name).policies();
	}

}
