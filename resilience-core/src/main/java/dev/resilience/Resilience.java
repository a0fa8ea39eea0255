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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import dev.resilience.bulkhead.Bulkhead;
import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.pipeline.InstancePolicies;
import dev.resilience.pipeline.Pipeline;
import dev.resilience.pipeline.ProtectedFuture;
import dev.resilience.pipeline.StageWork;
import dev.resilience.policy.Outcome;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.ratelimiter.RateLimiter;

/**
 * A named instance through which calls are protected. Obtained from a
 * {@link ResilienceRegistry}, or built alone by {@link #builder}. Safe for use by many
 * threads.
 */
public final class Resilience {

	private final InstancePolicies policies;

	private volatile Pipeline pipeline;

	private volatile @Nullable InstanceConfig config;

	private final Runnable onChanged;

	private volatile @Nullable KeyedResilience keyed;

	Resilience(InstancePolicies policies, InstanceConfig config, Runnable onChanged) {
		this.policies = policies;
		this.onChanged = onChanged;
		this.pipeline = policies.pipeline(config);
		this.config = config;
	}

	Resilience(InstancePolicies policies, Pipeline pipeline) {
		this.policies = policies;
		this.pipeline = pipeline;
		this.onChanged = () -> {
		};
	}

	/**
	 * Starts to build an instance that belongs to no registry.
	 * @param name the name of the instance, for events, exceptions and log lines
	 * @return a builder without policies
	 */
	public static ResilienceBuilder builder(String name) {
		return new ResilienceBuilder(name);
	}

	/**
	 * Calls work under the policies of this instance.
	 * @param <T> the type of the value
	 * @param <X> the type of exception that the work declares
	 * @param work the work, which may be run more than once
	 * @return the value
	 * @throws X what the work throws, unwrapped
	 * @throws dev.resilience.classification.ResilienceException what a policy throws in
	 * its place
	 */
	// What comes out is what the work or its stand-in returned: null only where T allows
	@SuppressWarnings({ "unchecked", "NullAway" })
	public <T extends @Nullable Object, X extends Throwable> T call(ThrowingSupplier<T, X> work) throws X {
		try {
			return (T) this.pipeline.run(work);
		}
		catch (Throwable failure) {
			// Only X and unchecked exceptions come out of the pipeline.
			throw (X) failure;
		}
	}

	/**
	 * Calls work under the policies of this instance and tells how it ended; never throws
	 * for the call's failure.
	 * @param <T> the type of the value
	 * @param work the work, which may be run more than once
	 * @return the outcome
	 */
	// What comes out is what the work or its stand-in returned
	@SuppressWarnings("unchecked")
	public <T extends @Nullable Object> Outcome<T> attempt(ThrowingSupplier<T, ?> work) {
		return (Outcome<T>) this.pipeline.attempt(work);
	}

	/**
	 * Calls asynchronous work under the policies of this instance, without ever blocking
	 * a thread: waits for permits and between attempts hold up nobody. Cancelling the
	 * future, or completing it from outside, cancels the work.
	 * @param <T> the type of the value
	 * @param work begins the work, maybe more than once; what it throws counts like a
	 * failed stage
	 * @return the value to come; fails with what the work or a policy has failed with
	 */
	public <T extends @Nullable Object> CompletableFuture<T> callAsync(
			ThrowingSupplier<? extends CompletionStage<T>, ?> work) {
		ProtectedFuture<T> future = new ProtectedFuture<>();
		future.cancels(this.pipeline.runAsync(new StageWork(work), future));
		return future;
	}

	/**
	 * Calls asynchronous work under the policies of this instance and tells how it ended.
	 * @param <T> the type of the value
	 * @param work begins the work, maybe more than once
	 * @return the outcome to come; fails only by being cancelled
	 */
	public <T extends @Nullable Object> CompletableFuture<Outcome<T>> attemptAsync(
			ThrowingSupplier<? extends CompletionStage<T>, ?> work) {
		ProtectedFuture<Outcome<T>> future = new ProtectedFuture<>();
		future.cancels(this.pipeline.attemptAsync(new StageWork(work), future::succeeded));
		return future;
	}

	/**
	 * Returns this instance as it is to calls with keys: each key has a circuit breaker,
	 * a bulkhead and a rate limiter of its own, as far as the instance has them.
	 * @return the instance by key, always the same
	 */
	public KeyedResilience keyed() {
		KeyedResilience present = this.keyed;
		if (present == null) {
			// Two of them do the same
			present = new KeyedResilience(this);
			this.keyed = present;
		}
		return present;
	}

	/**
	 * Returns the name of this instance.
	 * @return the name
	 */
	public String name() {
		return this.policies.instance();
	}

	/**
	 * Returns the circuit breaker of this instance.
	 * @return the circuit breaker
	 * @throws IllegalStateException if this instance has none
	 */
	public CircuitBreaker circuitBreaker() {
		return required(this.policies.circuitBreaker(), "circuit breaker");
	}

	/**
	 * Returns the bulkhead of this instance.
	 * @return the bulkhead
	 * @throws IllegalStateException if this instance has none
	 */
	public Bulkhead bulkhead() {
		return required(this.policies.bulkhead(), "bulkhead");
	}

	/**
	 * Returns the rate limiter of this instance.
	 * @return the rate limiter
	 * @throws IllegalStateException if this instance has none
	 */
	public RateLimiter rateLimiter() {
		return required(this.policies.rateLimiter(), "rate limiter");
	}

	/**
	 * Returns everything that belongs to this instance, for monitoring and for those who
	 * build pipelines of their own around it.
	 * @return the policies
	 */
	public InstancePolicies policies() {
		return this.policies;
	}

	/**
	 * Returns the pipeline through which calls walk.
	 * @return the pipeline
	 */
	public Pipeline pipeline() {
		return this.pipeline;
	}

	/**
	 * Swaps the pipeline for one with other settings. Gates keep their state; calls under
	 * way end as they began.
	 * @param config which policies are applied, and how
	 */
	public void reconfigure(InstanceConfig config) {
		this.pipeline = this.policies.pipeline(config);
		this.config = config;
		this.onChanged.run();
	}

	/**
	 * Returns the settings that the pipeline follows.
	 * @return the settings, or {@code null} if the pipeline was built by hand
	 */
	public @Nullable InstanceConfig config() {
		return this.config;
	}

	private <P> P required(@Nullable P policy, String what) {
		if (policy == null) {
			throw new IllegalStateException("Instance '" + name() + "' has no " + what);
		}
		return policy;
	}

	@Override
	public String toString() {
		return "Resilience[" + name() + "]";
	}

}
