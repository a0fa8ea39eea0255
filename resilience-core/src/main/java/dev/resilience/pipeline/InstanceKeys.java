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

package dev.resilience.pipeline;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.resilience.bulkhead.Bulkhead;
import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.policy.Gate;
import dev.resilience.policy.KeyedConfig;
import dev.resilience.policy.KeyedGates;
import dev.resilience.policy.Policy;
import dev.resilience.policy.PolicyType;
import dev.resilience.ratelimiter.RateLimiter;

/**
 * The gates that an instance keeps by key. They come into being with the first pipeline
 * that picks gates by key, and like all gates keep their state when settings change. Safe
 * for use by many threads.
 */
public final class InstanceKeys {

	private final InstancePolicies owner;

	private final Runnable onAdded;

	private final AtomicReference<@Nullable KeyedGates<CircuitBreaker>> circuitBreakers = new AtomicReference<>();

	private final AtomicReference<@Nullable KeyedGates<Bulkhead>> bulkheads = new AtomicReference<>();

	private final AtomicReference<@Nullable KeyedGates<RateLimiter>> rateLimiters = new AtomicReference<>();

	private final ReentrantLock creation = new ReentrantLock();

	InstanceKeys(InstancePolicies owner, Runnable onAdded) {
		this.owner = owner;
		this.onAdded = onAdded;
	}

	/**
	 * Replaces the settings. Keys beyond a lowered bound are kept until they are idle.
	 * @param config the new settings
	 */
	public void reconfigure(KeyedConfig config) {
		this.owner.keyed(config);
	}

	/**
	 * Returns the settings.
	 * @return the settings
	 */
	public KeyedConfig config() {
		return this.owner.keyedConfig();
	}

	/**
	 * Returns the circuit breakers of keys.
	 * @param own the circuit breaker of the instance, whose settings they share
	 * @return the circuit breakers
	 */
	public KeyedGates<CircuitBreaker> circuitBreakers(CircuitBreaker own) {
		return once(this.circuitBreakers, () -> new KeyedGates<>(this.owner.instance(), own, own::forKey, this::config,
				this.owner.context().time()));
	}

	/**
	 * Returns the bulkheads of keys.
	 * @param own the bulkhead of the instance, whose settings they share
	 * @return the bulkheads
	 */
	public KeyedGates<Bulkhead> bulkheads(Bulkhead own) {
		return once(this.bulkheads, () -> {
			KeyedGates<Bulkhead> gates = new KeyedGates<>(this.owner.instance(), own, own::forKey, this::config,
					this.owner.context().time());
			own.onReconfigured(() -> gates.forEachGate(Bulkhead::adoptSettings));
			return gates;
		});
	}

	/**
	 * Returns the rate limiters of keys.
	 * @param own the rate limiter of the instance, whose settings they share
	 * @return the rate limiters
	 */
	public KeyedGates<RateLimiter> rateLimiters(RateLimiter own) {
		return once(this.rateLimiters, () -> {
			KeyedGates<RateLimiter> gates = new KeyedGates<>(this.owner.instance(), own, own::forKey, this::config,
					this.owner.context().time());
			own.onReconfigured(() -> gates.forEachGate(RateLimiter::adoptSettings));
			return gates;
		});
	}

	// Under a lock, as who loses a race would have registered a listener for nothing
	private <G extends Gate> KeyedGates<G> once(AtomicReference<@Nullable KeyedGates<G>> place,
			Supplier<KeyedGates<G>> creation) {
		KeyedGates<G> present = place.get();
		if (present != null) {
			return present;
		}
		this.creation.lock();
		try {
			present = place.get();
			if (present != null) {
				return present;
			}
			present = creation.get();
			place.set(present);
		}
		finally {
			this.creation.unlock();
		}
		this.onAdded.run();
		return present;
	}

	/**
	 * Returns the gates of keys that stand in for gates of this instance.
	 * @param policies the policies, in which those that are no gates of this instance
	 * have no part
	 * @return the gates of keys by their kind
	 */
	public Map<PolicyType, KeyedGates<?>> of(Collection<? extends Policy> policies) {
		Map<PolicyType, KeyedGates<?>> keyed = new EnumMap<>(PolicyType.class);
		for (Policy policy : policies) {
			if (policy instanceof CircuitBreaker breaker) {
				keyed.put(policy.type(), circuitBreakers(breaker));
			}
			else if (policy instanceof Bulkhead bulkhead) {
				keyed.put(policy.type(), bulkheads(bulkhead));
			}
			else if (policy instanceof RateLimiter limiter) {
				keyed.put(policy.type(), rateLimiters(limiter));
			}
		}
		return keyed;
	}

	/**
	 * Returns the circuit breakers of keys.
	 * @return the circuit breakers, or {@code null} if nobody has called by key
	 */
	public @Nullable KeyedGates<CircuitBreaker> circuitBreakers() {
		return this.circuitBreakers.get();
	}

	/**
	 * Returns the bulkheads of keys.
	 * @return the bulkheads, or {@code null} if nobody has called by key
	 */
	public @Nullable KeyedGates<Bulkhead> bulkheads() {
		return this.bulkheads.get();
	}

	/**
	 * Returns the rate limiters of keys.
	 * @return the rate limiters, or {@code null} if nobody has called by key
	 */
	public @Nullable KeyedGates<RateLimiter> rateLimiters() {
		return this.rateLimiters.get();
	}

	/**
	 * Returns the gates of keys of every kind that there is.
	 * @return the gates of keys
	 */
	public List<KeyedGates<?>> all() {
		return Stream.<@Nullable KeyedGates<?>>of(circuitBreakers(), rateLimiters(), bulkheads())
			.filter(Objects::nonNull)
			.<KeyedGates<?>>map(Objects::requireNonNull)
			.toList();
	}

}
