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

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import dev.resilience.InstanceNames;
import dev.resilience.ResilienceRegistry;
import dev.resilience.autoconfigure.settings.NearestSpelling;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.deadletter.DeadLetters;
import dev.resilience.idempotency.IdempotencyStore;
import dev.resilience.policy.PolicyMode;

/**
 * Health of all circuit breakers, one detail each. An open one takes the application down
 * only where that was asked for; otherwise the application stays up, but is degraded
 * until every circuit is closed again. Beside them the idempotency stores that are in
 * use: one that does not answer takes the application down unless all calls run without
 * it. Beside these the dead letters: a store that does not answer leaves the application
 * degraded.
 */
public class ResilienceHealthIndicator extends AbstractHealthIndicator {

	private static final Logger logger = LoggerFactory.getLogger(ResilienceHealthIndicator.class);

	private final Instances<CircuitBreakerDescriptor> instances;

	private final Set<String> failOnOpen;

	private final StoreHealth stores;

	private final DeadLetterHealth deadLetters;

	private final AtomicBoolean namesChecked = new AtomicBoolean();

	/**
	 * Creates an indicator.
	 * @param registry the instances to watch
	 * @param failOnOpen the names, in any spelling, of instances whose open circuit takes
	 * the application down
	 */
	public ResilienceHealthIndicator(ResilienceRegistry registry, Collection<String> failOnOpen) {
		this(registry, failOnOpen, Map::of);
	}

	/**
	 * Creates an indicator.
	 * @param registry the instances to watch
	 * @param failOnOpen the names, in any spelling, of instances whose open circuit takes
	 * the application down
	 * @param stores gives the idempotency stores in use, by name
	 */
	public ResilienceHealthIndicator(ResilienceRegistry registry, Collection<String> failOnOpen,
			Supplier<Map<String, IdempotencyStore>> stores) {
		this(registry, failOnOpen, stores, () -> null);
	}

	/**
	 * Creates an indicator.
	 * @param registry the instances to watch
	 * @param failOnOpen the names, in any spelling, of instances whose open circuit takes
	 * the application down
	 * @param stores gives the idempotency stores in use, by name
	 * @param deadLetters gives the dead letters, or {@code null} while nobody uses them
	 */
	public ResilienceHealthIndicator(ResilienceRegistry registry, Collection<String> failOnOpen,
			Supplier<Map<String, IdempotencyStore>> stores, Supplier<@Nullable DeadLetters> deadLetters) {
		super("Circuit breaker health check failed");
		this.instances = new Instances<>(registry, CircuitBreakerDescriptor::withoutKeys);
		this.failOnOpen = new LinkedHashSet<>(failOnOpen);
		this.stores = new StoreHealth(registry, stores);
		this.deadLetters = new DeadLetterHealth(deadLetters);
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		List<CircuitBreakerDescriptor> breakers = this.instances.all();
		boolean degraded = false;
		boolean down = false;
		for (CircuitBreakerDescriptor breaker : breakers) {
			builder.withDetail(breaker.name(), details(breaker));
			degraded |= refuses(breaker) || breaker.state() == CircuitBreakerState.HALF_OPEN;
			down |= refuses(breaker) && failsOnOpen(breaker.name());
		}
		StoreHealth.Report records = this.stores.check();
		if (!records.details().isEmpty()) {
			builder.withDetail("idempotencyStores", records.details());
		}
		degraded |= records.degraded();
		down |= records.down();
		DeadLetterHealth.Report letters = this.deadLetters.check();
		if (!letters.details().isEmpty()) {
			builder.withDetail("deadLetters", letters.details());
		}
		degraded |= letters.degraded();
		if (degraded) {
			builder.withDetail("degraded", true);
		}
		builder.status(down ? Status.DOWN : Status.UP);
		// Instances may be created until the application serves its first requests.
		if (!this.failOnOpen.isEmpty() && this.namesChecked.compareAndSet(false, true)) {
			reportUnknownNames(breakers.stream().map(CircuitBreakerDescriptor::name).toList());
		}
	}

	private static Map<String, Object> details(CircuitBreakerDescriptor breaker) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("state", breaker.state());
		putIfKnown(details, "failureRate", breaker.failureRate());
		putIfKnown(details, "slowCallRate", breaker.slowCallRate());
		details.put("consecutiveFailures", breaker.consecutiveFailures());
		putIfKnown(details, "openedAt", breaker.openedAt());
		putIfKnown(details, "remainingOpenDuration", breaker.remainingOpenDuration());
		return details;
	}

	private static void putIfKnown(Map<String, Object> details, String name, @Nullable Object value) {
		if (value != null) {
			details.put(name, value);
		}
	}

	private static boolean refuses(CircuitBreakerDescriptor breaker) {
		return breaker.mode() == PolicyMode.ENFORCE
				&& (breaker.state() == CircuitBreakerState.OPEN || breaker.state() == CircuitBreakerState.FORCED_OPEN);
	}

	private boolean failsOnOpen(String instance) {
		return this.failOnOpen.stream().anyMatch((name) -> same(name, instance));
	}

	private void reportUnknownNames(List<String> known) {
		for (String name : this.failOnOpen) {
			if (known.stream().noneMatch((instance) -> same(name, instance))) {
				logger.warn("'{}' under resilience.health.fail-on-open has no circuit breaker so far{}", name,
						NearestSpelling.of(name, known)
							.map((nearest) -> "; did you mean '" + nearest + "'?")
							.orElse(""));
			}
		}
	}

	private static boolean same(String first, String second) {
		return InstanceNames.uniform(first).equals(InstanceNames.uniform(second));
	}

}
