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

package dev.resilience.autoconfigure.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import dev.resilience.InstanceListener;
import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.circuitbreaker.CircuitBreakerTransition;
import dev.resilience.pipeline.CallCounters;
import dev.resilience.pipeline.InstancePolicies;

/**
 * Registers the meters of every instance and of each policy that it uses, as soon as they
 * exist. Meters read the counters of the policies; only the timers behind a histogram are
 * fed by calls.
 */
public final class ResilienceMetrics implements MeterBinder {

	private final ResilienceRegistry registry;

	private final boolean histogram;

	private final Map<CallCounters, CallTimers> timers = new ConcurrentHashMap<>();

	/**
	 * Creates a binder.
	 * @param registry the instances to measure
	 * @param histogram whether the time of calls is published as a histogram, which makes
	 * each call feed a timer; takes effect where the registry measures the time of calls
	 */
	public ResilienceMetrics(ResilienceRegistry registry, boolean histogram) {
		this.registry = registry;
		this.histogram = histogram;
	}

	@Override
	public void bindTo(MeterRegistry meters) {
		MeterCatalog catalog = new MeterCatalog(meters);
		this.registry.listen(new InstanceListener() {

			@Override
			public void created(Resilience instance) {
				register(catalog, instance.policies());
			}

			@Override
			public void changed(Resilience instance) {
				register(catalog, instance.policies());
			}

			@Override
			public void removed(Resilience instance) {
				catalog.remove(instance.name());
				ResilienceMetrics.this.timers.remove(instance.policies().calls());
			}

		});
		this.registry.events()
			.on(CircuitBreakerTransition.class,
					(transition) -> this.registry.find(transition.instance())
						.map(Resilience::policies)
						.ifPresent((instance) -> register(catalog, instance, transition)));
	}

	private void register(MeterCatalog catalog, InstancePolicies instance) {
		InstanceMeters meters = catalog.of(instance.instance());
		CallCounters calls = instance.calls();
		if (this.histogram && calls.timed()) {
			timersOf(calls).register(meters);
		}
		else {
			CallMeters.register(meters, calls);
		}
		CircuitBreakerMeters.register(meters, instance.circuitBreaker());
		RetryMeters.register(meters, instance.retryCounters());
		TimeoutMeters.register(meters, instance.timeoutCounters());
		BulkheadMeters.register(meters, instance.bulkhead(), instance.keys());
		RateLimiterMeters.register(meters, instance.rateLimiter(), instance.keys());
		KeyMeters.register(meters, instance.keys());
		FallbackMeters.register(meters, instance.fallbackCounters());
		IdempotencyMeters.register(meters, instance.idempotencyCounters());
	}

	private CallTimers timersOf(CallCounters calls) {
		return this.timers.computeIfAbsent(calls, (counters) -> {
			CallTimers created = new CallTimers();
			counters.observe(created);
			return created;
		});
	}

	private static void register(MeterCatalog catalog, InstancePolicies instance, CircuitBreakerTransition transition) {
		CircuitBreakerMeters.registerTransition(catalog.of(instance.instance()), instance.circuitBreaker(),
				transition.from(), transition.to());
	}

}
