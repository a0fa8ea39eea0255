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

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.resilience.bulkhead.Bulkhead;
import dev.resilience.bulkhead.BulkheadConfig;
import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.deadletter.DeadLetterConfig;
import dev.resilience.deadletter.DeadLetterOperation;
import dev.resilience.deadletter.DeadLetterPolicy;
import dev.resilience.deadletter.DeadLetters;
import dev.resilience.fallback.Fallback;
import dev.resilience.fallback.FallbackConfig;
import dev.resilience.fallback.FallbackCounters;
import dev.resilience.fallback.FallbackOption;
import dev.resilience.idempotency.DuplicateCallException;
import dev.resilience.idempotency.IdempotencyConfig;
import dev.resilience.idempotency.IdempotencyCounters;
import dev.resilience.idempotency.IdempotencyKeyReusedException;
import dev.resilience.idempotency.IdempotencyPolicy;
import dev.resilience.idempotency.IdempotentOperation;
import dev.resilience.idempotency.IdempotentResultUnavailableException;
import dev.resilience.idempotency.StoreUse;
import dev.resilience.policy.KeyedConfig;
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

	private static final VarHandle CIRCUIT_BREAKER = handle("circuitBreaker", CircuitBreaker.class);

	private static final VarHandle BULKHEAD = handle("bulkhead", Bulkhead.class);

	private static final VarHandle RATE_LIMITER = handle("rateLimiter", RateLimiter.class);

	private static final VarHandle RETRY_COUNTERS = handle("retryCounters", RetryCounters.class);

	private static final VarHandle TIMEOUT_COUNTERS = handle("timeoutCounters", TimeoutCounters.class);

	private static final VarHandle FALLBACK_COUNTERS = handle("fallbackCounters", FallbackCounters.class);

	private static final VarHandle IDEMPOTENCY_COUNTERS = handle("idempotencyCounters", IdempotencyCounters.class);

	/** Failures of calls whose work another call does or has done. */
	private static final List<Class<? extends Throwable>> DONE_ELSEWHERE = List.of(DuplicateCallException.class,
			IdempotencyKeyReusedException.class, IdempotentResultUnavailableException.class);

	private static final VarHandle KEYS = handle("keys", InstanceKeys.class);

	private final String instance;

	private final PolicyContext context;

	private final CallCounters calls;

	private final Runnable onAdded;

	private volatile KeyedConfig keyedConfig = KeyedConfig.defaults();

	private volatile @Nullable InstanceKeys keys;

	private volatile @Nullable CircuitBreaker circuitBreaker;

	private volatile @Nullable Bulkhead bulkhead;

	private volatile @Nullable RateLimiter rateLimiter;

	private volatile @Nullable RetryCounters retryCounters;

	private volatile @Nullable TimeoutCounters timeoutCounters;

	private volatile @Nullable FallbackCounters fallbackCounters;

	private volatile @Nullable IdempotencyCounters idempotencyCounters;

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
	}

	/**
	 * Returns the circuit breaker with these settings, which replace earlier ones while
	 * its state is kept.
	 * @param config the settings
	 * @return the circuit breaker of this instance
	 */
	public CircuitBreaker circuitBreaker(CircuitBreakerConfig config) {
		CircuitBreaker present = once(CIRCUIT_BREAKER, this.circuitBreaker,
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
		Bulkhead present = once(BULKHEAD, this.bulkhead, () -> Bulkhead.of(this.instance, config, this.context));
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
		RateLimiter present = once(RATE_LIMITER, this.rateLimiter,
				() -> RateLimiter.of(this.instance, config, this.context));
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
		RetryCounters counters = once(RETRY_COUNTERS, this.retryCounters, RetryCounters::new);
		return Retry.of(this.instance, config, counters, this.context);
	}

	/**
	 * Creates a timeout that counts for this instance.
	 * @param config the settings
	 * @return a new timeout
	 */
	public Timeout timeout(TimeoutConfig config) {
		TimeoutCounters counters = once(TIMEOUT_COUNTERS, this.timeoutCounters, TimeoutCounters::new);
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
		FallbackCounters counters = once(FALLBACK_COUNTERS, this.fallbackCounters, FallbackCounters::new);
		Fallback fallback = Fallback.of(this.instance, config, chain, counters, this.context);
		// Every chain may bring options of its own, which are counted apart.
		this.onAdded.run();
		return fallback;
	}

	/**
	 * Creates an idempotency that counts for this instance.
	 * @param config the settings
	 * @param operation what the operation is made of
	 * @return a new idempotency
	 * @throws IllegalArgumentException if the store cannot keep the guarantee
	 */
	public IdempotencyPolicy idempotency(IdempotencyConfig config, IdempotentOperation operation) {
		IdempotencyCounters counters = once(IDEMPOTENCY_COUNTERS, this.idempotencyCounters, IdempotencyCounters::new);
		IdempotencyPolicy idempotency = IdempotencyPolicy.of(this.instance, config, operation, counters, this.context);
		counters.uses(new StoreUse(operation.store(), config.guarantee(), config.onStoreError()));
		return idempotency;
	}

	/**
	 * Creates what keeps calls of this instance that failed for good.
	 * @param config the settings
	 * @param operation what letters say about calls
	 * @param letters where letters are kept
	 * @return a new policy
	 */
	public DeadLetterPolicy deadLetter(DeadLetterConfig config, DeadLetterOperation operation, DeadLetters letters) {
		return DeadLetterPolicy.of(this.instance, config, operation, letters, DONE_ELSEWHERE, this.context);
	}

	// Who loses the race to be first takes the winner's: nothing is ever replaced. What
	// is
	// found in a field is of its type.
	@SuppressWarnings("unchecked")
	private <P> P once(VarHandle place, @Nullable P present, Supplier<P> creation) {
		if (present != null) {
			return present;
		}
		P created = creation.get();
		P winner = (P) place.compareAndExchange(this, null, created);
		if (winner != null) {
			return winner;
		}
		this.onAdded.run();
		return created;
	}

	private static VarHandle handle(String field, Class<?> type) {
		try {
			return MethodHandles.lookup().findVarHandle(InstancePolicies.class, field, type);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/**
	 * Builds the pipeline of calls that name this instance in code.
	 * @param config which policies are applied, and how
	 * @return the pipeline
	 */
	public Pipeline pipeline(InstanceConfig config) {
		keyed(config.keyed());
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
		InstanceKeys present = this.keys;
		if (present == null) {
			InstanceKeys created = new InstanceKeys(this, this.onAdded);
			InstanceKeys earlier = (InstanceKeys) KEYS.compareAndExchange(this, null, created);
			present = (earlier != null) ? earlier : created;
		}
		return present;
	}

	/**
	 * Replaces the settings that hold for all gates by key.
	 * @param config the new settings, which hold from the next key on
	 */
	public void keyed(KeyedConfig config) {
		this.keyedConfig = config;
	}

	KeyedConfig keyedConfig() {
		return this.keyedConfig;
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
		return this.circuitBreaker;
	}

	/**
	 * Returns the bulkhead.
	 * @return the bulkhead, or {@code null} if nobody has asked for one
	 */
	public @Nullable Bulkhead bulkhead() {
		return this.bulkhead;
	}

	/**
	 * Returns the rate limiter.
	 * @return the rate limiter, or {@code null} if nobody has asked for one
	 */
	public @Nullable RateLimiter rateLimiter() {
		return this.rateLimiter;
	}

	/**
	 * Returns the counters of retries.
	 * @return the counters, or {@code null} if nobody retries
	 */
	public @Nullable RetryCounters retryCounters() {
		return this.retryCounters;
	}

	/**
	 * Returns the counters of timeouts.
	 * @return the counters, or {@code null} if nobody has a timeout
	 */
	public @Nullable TimeoutCounters timeoutCounters() {
		return this.timeoutCounters;
	}

	/**
	 * Returns the counters of fallbacks.
	 * @return the counters, or {@code null} if nobody has a fallback
	 */
	public @Nullable FallbackCounters fallbackCounters() {
		return this.fallbackCounters;
	}

	/**
	 * Returns the counters of idempotent calls.
	 * @return the counters, or {@code null} if nobody is idempotent
	 */
	public @Nullable IdempotencyCounters idempotencyCounters() {
		return this.idempotencyCounters;
	}

}
