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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.resilience.bulkhead.Bulkhead;
import dev.resilience.bulkhead.BulkheadConfig;
import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.fallback.Fallback;
import dev.resilience.fallback.FallbackConfig;
import dev.resilience.fallback.FallbackCounters;
import dev.resilience.fallback.FallbackOption;
import dev.resilience.idempotency.Idempotency;
import dev.resilience.idempotency.IdempotencyConfig;
import dev.resilience.idempotency.IdempotencyCounters;
import dev.resilience.idempotency.IdempotencyKeys;
import dev.resilience.idempotency.IdempotencyStore;
import dev.resilience.policy.Policy;
import dev.resilience.policy.PolicyContext;
import dev.resilience.ratelimiter.RateLimiter;
import dev.resilience.ratelimiter.RateLimiterConfig;
import dev.resilience.retry.Retry;
import dev.resilience.retry.RetryConfig;
import dev.resilience.retry.RetryCounters;
import dev.resilience.timeout.CallDeadline;
import dev.resilience.timeout.Timeout;
import dev.resilience.timeout.TimeoutConfig;
import dev.resilience.timeout.TimeoutCounters;

/**
 * What belongs to one instance and is shared by everyone who calls it: the gates with
 * their state, and the counters of the strategies. Gates and counters come into being
 * when first asked for and are never replaced, so that state and totals survive every
 * change of settings. Safe for use by many threads.
 */
public final class InstancePolicies {

	private final String instance;

	private final PolicyContext context;

	private final CallCounters calls;

	private final Runnable onAdded;

	private final InstanceKeys keys;

	private final AtomicReference<@Nullable CircuitBreaker> circuitBreaker = new AtomicReference<>();

	private final AtomicReference<@Nullable Bulkhead> bulkhead = new AtomicReference<>();

	private final AtomicReference<@Nullable RateLimiter> rateLimiter = new AtomicReference<>();

	private final AtomicReference<@Nullable RetryCounters> retryCounters = new AtomicReference<>();

	private final AtomicReference<@Nullable TimeoutCounters> timeoutCounters = new AtomicReference<>();

	private final AtomicReference<@Nullable FallbackCounters> fallbackCounters = new AtomicReference<>();

	private final AtomicReference<@Nullable IdempotencyCounters> idempotencyCounters = new AtomicReference<>();

	/**
	 * Creates the policies of an instance, none yet.
	 * @param instance the name of the instance
	 * @param context what all policies of a registry share
	 * @param timed whether the time of calls is measured
	 * @param onAdded called after a gate or counters have come into being, so that they
	 * can be monitored from the beginning
	 */
	public InstancePolicies(String instance, PolicyContext context, boolean timed, Runnable onAdded) {
		this.instance = instance;
		this.context = context;
		this.calls = new CallCounters(timed);
		this.onAdded = onAdded;
		this.keys = new InstanceKeys(instance, context, onAdded);
	}

	/**
	 * Returns the circuit breaker with these settings, which replace earlier ones while
	 * its state is kept.
	 * @param config the settings
	 * @return the circuit breaker of this instance
	 */
	public CircuitBreaker circuitBreaker(CircuitBreakerConfig config) {
		CircuitBreaker present = once(this.circuitBreaker,
				() -> CircuitBreaker.of(this.instance, config, this.context));
		if (!present.config().equals(config)) {
			present.reconfigure(config);
		}
		return present;
	}

	/**
	 * Returns the bulkhead with these settings, which replace earlier ones while its
	 * permits and waiters are kept.
	 * @param config the settings
	 * @return the bulkhead of this instance
	 */
	public Bulkhead bulkhead(BulkheadConfig config) {
		Bulkhead present = once(this.bulkhead, () -> Bulkhead.of(this.instance, config, this.context));
		if (!present.config().equals(config)) {
			present.reconfigure(config);
		}
		return present;
	}

	/**
	 * Returns the rate limiter with these settings, which replace earlier ones while what
	 * has been spent and its waiters are kept.
	 * @param config the settings
	 * @return the rate limiter of this instance
	 */
	public RateLimiter rateLimiter(RateLimiterConfig config) {
		RateLimiter present = once(this.rateLimiter, () -> RateLimiter.of(this.instance, config, this.context));
		if (!present.config().equals(config)) {
			present.reconfigure(config);
		}
		return present;
	}

	/**
	 * Creates a retry that counts for this instance.
	 * @param config the settings
	 * @return a new retry
	 */
	public Retry retry(RetryConfig config) {
		RetryCounters counters = once(this.retryCounters, RetryCounters::new);
		return Retry.of(this.instance, config, counters, this.context);
	}

	/**
	 * Creates a timeout that counts for this instance.
	 * @param config the settings
	 * @return a new timeout
	 */
	public Timeout timeout(TimeoutConfig config) {
		TimeoutCounters counters = once(this.timeoutCounters, TimeoutCounters::new);
		return Timeout.of(this.instance, config, counters, this.context);
	}

	/**
	 * Creates a limit of whole calls.
	 * @param limit the limit
	 * @return a new deadline
	 */
	public CallDeadline deadline(Duration limit) {
		return CallDeadline.of(this.instance, limit, this.context);
	}

	/**
	 * Creates a fallback that counts for this instance.
	 * @param config the settings
	 * @param chain who answers, in order
	 * @return a new fallback
	 */
	public Fallback fallback(FallbackConfig config, List<FallbackOption> chain) {
		FallbackCounters counters = once(this.fallbackCounters, FallbackCounters::new);
		Fallback fallback = Fallback.of(this.instance, config, chain, counters, this.context);
		// Every chain may bring options of its own, which are counted apart.
		this.onAdded.run();
		return fallback;
	}

	/**
	 * Creates an idempotency that counts for this instance.
	 * @param config the settings
	 * @param store where claims and results are kept
	 * @param keys how the key of a call is found
	 * @return a new idempotency
	 */
	public Idempotency idempotency(IdempotencyConfig config, IdempotencyStore store, IdempotencyKeys keys) {
		IdempotencyCounters counters = once(this.idempotencyCounters, IdempotencyCounters::new);
		return Idempotency.of(this.instance, config, store, keys, counters, this.context);
	}

	// Who loses the race to be first takes the winner's: nothing is ever replaced.
	private <P> P once(AtomicReference<@Nullable P> place, Supplier<P> creation) {
		P present = place.get();
		if (present != null) {
			return present;
		}
		P created = creation.get();
		P winner = place.compareAndExchange(null, created);
		if (winner != null) {
			return winner;
		}
		this.onAdded.run();
		return created;
	}

	/**
	 * Builds the pipeline of calls that name this instance in code.
	 * @param config which policies are applied, and how
	 * @return the pipeline
	 */
	public Pipeline pipeline(InstanceConfig config) {
		this.keys.reconfigure(config.keyed());
		List<Policy> policies = new ArrayList<>();
		if (config.deadline() != null) {
			policies.add(deadline(config.deadline()));
		}
		if (config.retry() != null) {
			policies.add(retry(config.retry()));
		}
		if (config.circuitBreaker() != null) {
			policies.add(circuitBreaker(config.circuitBreaker()));
		}
		if (config.rateLimiter() != null) {
			policies.add(rateLimiter(config.rateLimiter()));
		}
		if (config.timeout() != null) {
			policies.add(timeout(config.timeout()));
		}
		if (config.bulkhead() != null) {
			policies.add(bulkhead(config.bulkhead()));
		}
		return Pipeline.of(this.instance, Pipeline.inStandardOrder(policies), this.context, this.calls);
	}

	/**
	 * Returns the name of the instance.
	 * @return the name
	 */
	public String instance() {
		return this.instance;
	}

	/**
	 * Returns the gates that this instance keeps by key.
	 * @return the gates of keys
	 */
	public InstanceKeys keys() {
		return this.keys;
	}

	/**
	 * Returns the counters of whole calls.
	 * @return the counters
	 */
	public CallCounters calls() {
		return this.calls;
	}

	/**
	 * Returns what all policies of a registry share.
	 * @return the surroundings
	 */
	public PolicyContext context() {
		return this.context;
	}

	/**
	 * Returns the circuit breaker.
	 * @return the circuit breaker, or {@code null} if nobody has asked for one
	 */
	public @Nullable CircuitBreaker circuitBreaker() {
		return this.circuitBreaker.get();
	}

	/**
	 * Returns the bulkhead.
	 * @return the bulkhead, or {@code null} if nobody has asked for one
	 */
	public @Nullable Bulkhead bulkhead() {
		return this.bulkhead.get();
	}

	/**
	 * Returns the rate limiter.
	 * @return the rate limiter, or {@code null} if nobody has asked for one
	 */
	public @Nullable RateLimiter rateLimiter() {
		return this.rateLimiter.get();
	}

	/**
	 * Returns the counters of retries.
	 * @return the counters, or {@code null} if nobody retries
	 */
	public @Nullable RetryCounters retryCounters() {
		return this.retryCounters.get();
	}

	/**
	 * Returns the counters of timeouts.
	 * @return the counters, or {@code null} if nobody has a timeout
	 */
	public @Nullable TimeoutCounters timeoutCounters() {
		return this.timeoutCounters.get();
	}

	/**
	 * Returns the counters of fallbacks.
	 * @return the counters, or {@code null} if nobody has a fallback
	 */
	public @Nullable FallbackCounters fallbackCounters() {
		return this.fallbackCounters.get();
	}

	/**
	 * Returns the counters of idempotent calls.
	 * @return the counters, or {@code null} if nobody is idempotent
	 */
	public @Nullable IdempotencyCounters idempotencyCounters() {
		return this.idempotencyCounters.get();
	}

}
