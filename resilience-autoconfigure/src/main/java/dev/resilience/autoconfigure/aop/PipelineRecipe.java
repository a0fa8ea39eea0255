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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.resilience.autoconfigure.settings.IdempotencySettings;
import dev.resilience.autoconfigure.settings.ResilienceSettings;
import dev.resilience.autoconfigure.settings.ResolvedInstance;
import dev.resilience.autoconfigure.settings.Settings;
import dev.resilience.autoconfigure.settings.StartupProblems;
import dev.resilience.bulkhead.BulkheadConfig;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.deadletter.DeadLetterConfig;
import dev.resilience.deadletter.DeadLetters;
import dev.resilience.fallback.FallbackConfig;
import dev.resilience.fallback.FallbackOption;
import dev.resilience.idempotency.Guarantee;
import dev.resilience.idempotency.IdempotencyConfig;
import dev.resilience.idempotency.IdempotencyPolicy;
import dev.resilience.idempotency.IdempotentOperation;
import dev.resilience.idempotency.OnStoreError;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.pipeline.InstanceKeys;
import dev.resilience.pipeline.InstancePolicies;
import dev.resilience.pipeline.Pipeline;
import dev.resilience.policy.KeyedGates;
import dev.resilience.policy.Policy;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;
import dev.resilience.ratelimiter.RateLimiterConfig;
import dev.resilience.retry.AttemptTransaction;
import dev.resilience.retry.Retry;
import dev.resilience.retry.RetryConfig;
import dev.resilience.timeout.TimeoutConfig;

/**
 * Which policies the pipeline of one method is made of. They are made from settings that
 * are given when the pipeline is prepared, so that it can be built again. Filled by one
 * thread, then only read.
 */
final class PipelineRecipe {

	private final AnnotatedInstances instances;

	private final List<Part> parts = new ArrayList<>();

	/** The instances of gates that are picked by key. */
	private final Map<PolicyType, String> keyed = new EnumMap<>(PolicyType.class);

	/** Tells of the transactions of attempts, with a record in them or without. */
	private Function<Boolean, AttemptTransaction> transactions = (withRecord) -> AttemptTransaction.NONE;

	/**
	 * Creates a recipe without policies.
	 * @param instances where the settings and the state of instances are found
	 */
	PipelineRecipe(AnnotatedInstances instances) {
		this.instances = instances;
	}

	/**
	 * Says what is known of the transactions of the method.
	 * @param transactions tells of them, given whether the record of an idempotent call
	 * is kept in one
	 */
	void transactions(Function<Boolean, AttemptTransaction> transactions) {
		this.transactions = transactions;
	}

	void addFallback(String name, List<FallbackOption> chain) {
		this.parts.add((settings) -> {
			FallbackConfig config = this.instances.resolve(settings, name, null).fallbackConfig();
			return () -> List.of(policies(name).fallback(config, chain));
		});
	}

	void addIdempotency(String name, @Nullable Settings layer, IdempotentMethod method) {
		this.parts.add((settings) -> {
			IdempotencySettings resolved = this.instances.idempotency(settings, name, layer);
			IdempotentOperation operation = method.operation(resolved);
			return () -> List.of(placed(policies(name), resolved.config(), operation, method.keys()));
		});
	}

	// What is claimed by a whole HTTP exchange is not claimed again by its handler.
	private static Policy placed(InstancePolicies policies, IdempotencyConfig config, IdempotentOperation operation,
			IdempotentKeys keys) {
		IdempotencyPolicy policy = policies.idempotency(config, operation);
		return keys.areOfExchange() ? new ExchangeIdempotency(policy, keys.operation(), policies.calls()) : policy;
	}

	/**
	 * Adds what keeps failed calls, where settings say so.
	 * @param wishes who may wish it, in order: the first that does has its way
	 * @param method what is known of the method
	 */
	void addDeadLetters(List<DeadLetterWish> wishes, DeadLetterMethod method) {
		this.parts.add((settings) -> {
			for (DeadLetterWish wish : wishes) {
				ResolvedInstance resolved = this.instances.resolve(settings, wish.instance(), wish.layer());
				if (wish.holds(resolved)) {
					DeadLetterConfig config = resolved.deadLetterConfig();
					DeadLetters letters = method.letters();
					return () -> List.of(policies(wish.instance()).deadLetter(config, method, letters));
				}
			}
			return List::of;
		});
	}

	void addRetry(String name, @Nullable Settings layer) {
		this.parts.add((settings) -> {
			RetryConfig config = this.instances.resolve(settings, name, layer).retryConfig();
			return () -> List.of(policies(name).retry(config));
		});
	}

	void addTimeout(String name, @Nullable Settings layer) {
		this.parts.add((settings) -> {
			TimeoutConfig config = this.instances.timeout(settings, name, layer);
			return () -> List.of(policies(name).timeout(config));
		});
	}

	void addGate(String name, PolicyType type) {
		this.parts.add((settings) -> gate(name, type, this.instances.resolve(settings, name, null)));
	}

	private Supplier<List<? extends Policy>> gate(String name, PolicyType type, ResolvedInstance settings) {
		return switch (type) {
			case CIRCUIT_BREAKER -> {
				CircuitBreakerConfig config = settings.circuitBreakerConfig();
				yield () -> List.of(policies(name).circuitBreaker(config));
			}
			case RATE_LIMITER -> {
				RateLimiterConfig config = settings.rateLimiterConfig();
				yield () -> List.of(policies(name).rateLimiter(config));
			}
			case BULKHEAD -> {
				BulkheadConfig config = settings.bulkheadConfig();
				yield () -> List.of(policies(name).bulkhead(config));
			}
			default -> throw new IllegalArgumentException(type + " is no gate");
		};
	}

	/**
	 * Says that calls pass the gate of their key instead of that of the instance.
	 * @param name the name of the instance
	 * @param type the kind of gate
	 */
	void addKey(String name, PolicyType type) {
		this.keyed.put(type, name);
	}

	/**
	 * Adds what is configured under an instance.
	 * @param name the name of the instance
	 * @param annotated the kinds of policies that the method has by annotations
	 * @param place where the annotation stands
	 */
	void addConfigured(String name, Set<PolicyType> annotated, String place) {
		this.parts.add((settings) -> {
			InstanceConfig config = this.instances.configured(settings, name, annotated, place);
			return () -> policies(name).pipeline(config).policies();
		});
	}

	/**
	 * Adds the limit of whole calls, which holds for every call that counts under an
	 * instance.
	 * @param name the name of the instance
	 */
	void addDeadline(String name) {
		this.parts.add((settings) -> {
			Duration limit = this.instances.resolve(settings, name, null).deadline();
			return () -> (limit != null) ? List.of(policies(name).deadline(limit)) : List.of();
		});
	}

	/**
	 * Reads everything that the pipeline needs from settings, which is where it can fail.
	 * Nothing takes effect before the pipeline is built.
	 * @param name the name of the instance under which calls count
	 * @param settings the settings, maybe not yet in force
	 * @return builds the pipeline, its policies in the standard order
	 * @throws dev.resilience.autoconfigure.settings.StartupProblemsException listing what
	 * is wrong with the settings
	 */
	Supplier<Pipeline> prepare(String name, ResilienceSettings settings) {
		List<Supplier<List<? extends Policy>>> prepared = new ArrayList<>();
		StartupProblems found = new StartupProblems();
		for (Part part : this.parts) {
			found.collect(() -> part.prepare(settings)).ifPresent(prepared::add);
		}
		found.throwIfAny();
		return () -> {
			List<Policy> policies = new ArrayList<>();
			prepared.forEach((part) -> policies.addAll(part.get()));
			tellRetriesOfTransactions(policies);
			InstancePolicies instance = policies(name);
			Pipeline pipeline = Pipeline.of(name, Pipeline.inStandardOrder(policies), instance.context(),
					instance.calls());
			return this.keyed.isEmpty() ? pipeline : pipeline.withKeys(gatesByKey(pipeline.policies(), settings));
		};
	}

	private void tellRetriesOfTransactions(List<Policy> policies) {
		for (int i = 0; i < policies.size(); i++) {
			if (policies.get(i) instanceof Retry retry && retry.config().onlyIfSafe()) {
				boolean withRecord = policies.stream().anyMatch(PipelineRecipe::keepsRecordInTransaction);
				policies.set(i, retry.within(this.transactions.apply(withRecord)));
			}
		}
	}

	private static boolean keepsRecordInTransaction(Policy policy) {
		return policy instanceof IdempotencyPolicy idempotency && idempotency.mode() != PolicyMode.OFF
				&& idempotency.config().guarantee() == Guarantee.TRANSACTIONAL
				&& idempotency.config().onStoreError() != OnStoreError.BYPASS;
	}

	private Map<PolicyType, KeyedGates<?>> gatesByKey(List<Policy> policies, ResilienceSettings settings) {
		Map<PolicyType, KeyedGates<?>> gates = new EnumMap<>(PolicyType.class);
		for (Policy policy : policies) {
			String name = this.keyed.get(policy.type());
			if (name != null) {
				InstanceKeys keys = policies(name).keys();
				keys.reconfigure(this.instances.resolve(settings, name, null).keyedConfig());
				gates.putAll(keys.of(List.of(policy)));
			}
		}
		return gates;
	}

	private InstancePolicies policies(String name) {
		return this.instances.instance(name).policies();
	}

	/**
	 * Some policies of the pipeline.
	 */
	@FunctionalInterface
	private interface Part {

		Supplier<List<? extends Policy>> prepare(ResilienceSettings settings);

	}

}
