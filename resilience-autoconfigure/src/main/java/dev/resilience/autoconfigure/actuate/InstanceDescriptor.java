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

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import dev.resilience.autoconfigure.settings.EffectiveSetting;
import dev.resilience.pipeline.CallCounters;
import dev.resilience.pipeline.CallOutcome;
import dev.resilience.pipeline.InstancePolicies;
import dev.resilience.policy.PolicyType;

/**
 * Description of everything that belongs to an instance. A policy that it does not use is
 * {@code null}.
 *
 * @param name the name of the instance
 * @param calls lifetime totals of whole calls by outcome
 * @param settings the settings in force by key
 * @param methods what holds for single methods only, by what is annotated: the settings
 * that differ from those of the instance by key
 * @param fallback its fallbacks
 * @param idempotency its idempotent calls
 * @param retry its retries
 * @param circuitBreaker its circuit breaker
 * @param rateLimiter its rate limiter
 * @param timeout its timeouts
 * @param bulkhead its bulkhead
 */
public record InstanceDescriptor(String name, Map<String, Long> calls, Map<String, Setting> settings,
		Map<String, Map<String, Setting>> methods, @Nullable FallbackDescriptor fallback,
		@Nullable IdempotencyDescriptor idempotency, @Nullable RetryDescriptor retry,
		@Nullable CircuitBreakerDescriptor circuitBreaker, @Nullable RateLimiterDescriptor rateLimiter,
		@Nullable TimeoutDescriptor timeout, @Nullable BulkheadDescriptor bulkhead) implements OperationResponseBody {

	static InstanceDescriptor of(InstancePolicies instance, EffectiveSettings settings) {
		Set<PolicyType> policies = policies(instance);
		return new InstanceDescriptor(instance.instance(), calls(instance.calls()),
				Setting.byKey(settings.of(instance.instance(), policies)),
				Setting.byMethod(settings.ofMethods(instance.instance(), policies)), FallbackDescriptor.of(instance),
				IdempotencyDescriptor.of(instance), RetryDescriptor.of(instance),
				CircuitBreakerDescriptor.of(instance, KeyNames.MASKED),
				RateLimiterDescriptor.of(instance, KeyNames.MASKED), TimeoutDescriptor.of(instance),
				BulkheadDescriptor.of(instance, KeyNames.MASKED));
	}

	private static Set<PolicyType> policies(InstancePolicies instance) {
		Map<PolicyType, @Nullable Object> places = new EnumMap<>(PolicyType.class);
		places.put(PolicyType.FALLBACK, instance.fallbackCounters());
		places.put(PolicyType.IDEMPOTENCY, instance.idempotencyCounters());
		places.put(PolicyType.RETRY, instance.retryCounters());
		places.put(PolicyType.CIRCUIT_BREAKER, instance.circuitBreaker());
		places.put(PolicyType.RATE_LIMITER, instance.rateLimiter());
		places.put(PolicyType.TIMEOUT, instance.timeoutCounters());
		places.put(PolicyType.BULKHEAD, instance.bulkhead());
		places.values().removeIf(Objects::isNull);
		return places.keySet();
	}

	private static Map<String, Long> calls(CallCounters counters) {
		Map<String, Long> calls = new LinkedHashMap<>();
		for (CallOutcome outcome : CallOutcome.values()) {
			calls.put(outcome.name().toLowerCase(Locale.ROOT), counters.count(outcome));
		}
		return calls;
	}

	/**
	 * A setting in force.
	 *
	 * @param value the value
	 * @param origin where it was set
	 */
	public record Setting(String value, String origin) {

		private static Map<String, Setting> byKey(List<EffectiveSetting> settings) {
			Map<String, Setting> byKey = new LinkedHashMap<>();
			settings.forEach((setting) -> byKey.put(setting.key(), new Setting(setting.value(), setting.origin())));
			return byKey;
		}

		private static Map<String, Map<String, Setting>> byMethod(Map<String, List<EffectiveSetting>> methods) {
			Map<String, Map<String, Setting>> byMethod = new LinkedHashMap<>();
			methods.forEach((method, settings) -> byMethod.put(method, byKey(settings)));
			return byMethod;
		}

	}

}
