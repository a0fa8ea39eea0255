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

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.bulkhead.BulkheadConfig;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.classification.FailureClassifier;
import dev.resilience.classification.FailureKnowledge;
import dev.resilience.event.Events;
import dev.resilience.fallback.FallbackConfig;
import dev.resilience.fallback.FallbackOption;
import dev.resilience.pipeline.InstancePolicies;
import dev.resilience.pipeline.Pipeline;
import dev.resilience.policy.CallFailures;
import dev.resilience.policy.ConfigCheck;
import dev.resilience.policy.ContextCarrier;
import dev.resilience.policy.KeyedConfig;
import dev.resilience.policy.Policy;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyType;
import dev.resilience.ratelimiter.RateLimiterConfig;
import dev.resilience.retry.RetryConfig;
import dev.resilience.time.SystemTime;
import dev.resilience.time.TimeSource;
import dev.resilience.time.WaitingRoom;
import dev.resilience.timeout.OffloadThreads;
import dev.resilience.timeout.TimeoutConfig;

/**
 * Builds an instance that belongs to no registry. The first policy added is the
 * outermost; an order that is rarely meant is logged as a warning. Not safe for use by
 * many threads.
 */
public final class ResilienceBuilder {

	private static final Logger logger = LoggerFactory.getLogger(ResilienceBuilder.class);

	private final String name;

	private final List<Function<InstancePolicies, Policy>> policies = new ArrayList<>();

	private final Set<PolicyType> gates = EnumSet.noneOf(PolicyType.class);

	private TimeSource time = SystemTime.shared();

	private RandomGenerator random = PolicyContext.THREAD_LOCAL_RANDOM;

	private Events events = new Events();

	private @Nullable Executor offload;

	private Executor continuations = PolicyContext.sharedContinuations();

	private boolean timed;

	private KeyedConfig keyed = KeyedConfig.defaults();

	private FailureClassifier classifier = FailureClassifier.standard();

	private CallFailures callFailures = CallFailures.NONE;

	ResilienceBuilder(String name) {
		this.name = name;
	}

	/**
	 * Adds a retry.
	 * @param settings changes the defaults
	 * @return this builder
	 * @throws dev.resilience.policy.InvalidConfigException if the settings are wrong
	 */
	public ResilienceBuilder retry(Consumer<RetryConfig.Builder> settings) {
		RetryConfig.Builder builder = RetryConfig.builder();
		settings.accept(builder);
		RetryConfig config = builder.build();
		return add((instance) -> instance.retry(config));
	}

	/**
	 * Adds a circuit breaker.
	 * @param settings changes the defaults
	 * @return this builder
	 * @throws dev.resilience.policy.InvalidConfigException if the settings are wrong
	 * @throws IllegalStateException if there is one already
	 */
	public ResilienceBuilder circuitBreaker(Consumer<CircuitBreakerConfig.Builder> settings) {
		CircuitBreakerConfig.Builder builder = CircuitBreakerConfig.builder();
		settings.accept(builder);
		CircuitBreakerConfig config = builder.build();
		return addGate(PolicyType.CIRCUIT_BREAKER, (instance) -> instance.circuitBreaker(config));
	}

	/**
	 * Adds a bulkhead.
	 * @param settings changes the defaults
	 * @return this builder
	 * @throws dev.resilience.policy.InvalidConfigException if the settings are wrong
	 * @throws IllegalStateException if there is one already
	 */
	public ResilienceBuilder bulkhead(Consumer<BulkheadConfig.Builder> settings) {
		BulkheadConfig.Builder builder = BulkheadConfig.builder();
		settings.accept(builder);
		BulkheadConfig config = builder.build();
		return addGate(PolicyType.BULKHEAD, (instance) -> instance.bulkhead(config));
	}

	/**
	 * Adds a rate limiter.
	 * @param settings changes the defaults
	 * @return this builder
	 * @throws dev.resilience.policy.InvalidConfigException if the settings are wrong
	 * @throws IllegalStateException if there is one already
	 */
	public ResilienceBuilder rateLimiter(Consumer<RateLimiterConfig.Builder> settings) {
		RateLimiterConfig.Builder builder = RateLimiterConfig.builder();
		settings.accept(builder);
		RateLimiterConfig config = builder.build();
		return addGate(PolicyType.RATE_LIMITER, (instance) -> instance.rateLimiter(config));
	}

	/**
	 * Adds a timeout of each attempt.
	 * @param settings sets at least the duration
	 * @return this builder
	 * @throws dev.resilience.policy.InvalidConfigException if the settings are wrong
	 */
	public ResilienceBuilder timeout(Consumer<TimeoutConfig.Builder> settings) {
		TimeoutConfig.Builder builder = TimeoutConfig.builder();
		settings.accept(builder);
		TimeoutConfig config = builder.build();
		return add((instance) -> instance.timeout(config));
	}

	/**
	 * Adds a timeout of each attempt, enforced by interrupting the calling thread.
	 * @param duration the limit
	 * @return this builder
	 * @throws dev.resilience.policy.InvalidConfigException if the limit is not longer
	 * than zero
	 */
	public ResilienceBuilder timeout(Duration duration) {
		return timeout((settings) -> settings.duration(duration));
	}

	/**
	 * Adds a limit of whole calls.
	 * @param limit the limit
	 * @return this builder
	 * @throws dev.resilience.policy.InvalidConfigException if the limit is not longer
	 * than zero
	 */
	public ResilienceBuilder deadline(Duration limit) {
		new ConfigCheck(PolicyType.DEADLINE).positive("deadline", limit).throwIfInvalid();
		return add((instance) -> instance.deadline(limit));
	}

	/**
	 * Adds a chain of fallbacks.
	 * @param options who answers, in order; at least one
	 * @return this builder
	 * @throws IllegalArgumentException if there is no option
	 */
	public ResilienceBuilder fallback(FallbackOption... options) {
		return fallback((settings) -> {
		}, options);
	}

	/**
	 * Adds a chain of fallbacks.
	 * @param settings changes the defaults
	 * @param options who answers, in order; at least one
	 * @return this builder
	 * @throws dev.resilience.policy.InvalidConfigException if the settings are wrong
	 * @throws IllegalArgumentException if there is no option
	 */
	public ResilienceBuilder fallback(Consumer<FallbackConfig.Builder> settings, FallbackOption... options) {
		List<FallbackOption> chain = List.of(options);
		if (chain.isEmpty()) {
			throw new IllegalArgumentException("A fallback of '" + this.name + "' needs at least one option");
		}
		FallbackConfig.Builder builder = FallbackConfig.builder();
		settings.accept(builder);
		FallbackConfig config = builder.build();
		return add((instance) -> instance.fallback(config, chain));
	}

	/**
	 * Adds a fallback that answers every exception and every rejection.
	 * @param option the name of the fallback, for events and counters
	 * @param answer makes the answer from the failure
	 * @return this builder
	 */
	public ResilienceBuilder fallback(String option, Function<Throwable, ? extends @Nullable Object> answer) {
		return fallback(FallbackOption.of(option, (call, failure) -> answer.apply(failure)));
	}

	/**
	 * Bounds the keys of {@linkplain Resilience#keyed() calls with keys}.
	 * @param settings changes the defaults
	 * @return this builder
	 * @throws dev.resilience.policy.InvalidConfigException if the settings are wrong
	 */
	public ResilienceBuilder keyed(Consumer<KeyedConfig.Builder> settings) {
		KeyedConfig.Builder builder = KeyedConfig.builder();
		settings.accept(builder);
		this.keyed = builder.build();
		return this;
	}

	/**
	 * Takes time from another source.
	 * @param time the source of time
	 * @return this builder
	 */
	public ResilienceBuilder time(TimeSource time) {
		this.time = time;
		return this;
	}

	/**
	 * Takes jitter from another source.
	 * @param random the source of random numbers
	 * @return this builder
	 */
	public ResilienceBuilder random(RandomGenerator random) {
		this.random = random;
		return this;
	}

	/**
	 * Publishes events to a shared bus.
	 * @param events where events go to
	 * @return this builder
	 */
	public ResilienceBuilder events(Events events) {
		this.events = events;
		return this;
	}

	/**
	 * Runs the work of timeouts in offload mode on another executor.
	 * @param offload the executor
	 * @return this builder
	 */
	public ResilienceBuilder offload(Executor offload) {
		this.offload = offload;
		return this;
	}

	/**
	 * Runs the next steps of asynchronous calls, such as another attempt after a wait, on
	 * another executor.
	 * @param continuations the executor, which must not refuse anything
	 * @return this builder
	 */
	public ResilienceBuilder continuations(Executor continuations) {
		this.continuations = continuations;
		return this;
	}

	/**
	 * Measures the time of calls, at the price of two clock readings per call.
	 * @return this builder
	 */
	public ResilienceBuilder timed() {
		this.timed = true;
		return this;
	}

	/**
	 * Sets what is known of the failures of the target: which of them are worth a retry,
	 * which are its own fault, and how long it asks to be left alone. They come before
	 * the rules of the library, by which failures are judged otherwise.
	 * @param knowledge asked for each failed attempt; what it throws counts as not
	 * knowing
	 * @return this builder
	 */
	public ResilienceBuilder knowledge(FailureKnowledge knowledge) {
		this.classifier = FailureClassifier.standard(List.of(knowledge.asRule()));
		return this;
	}

	/**
	 * Sets what failures mean, in place of the rules of the library.
	 * @param classifier asked for each failed attempt
	 * @return this builder
	 */
	public ResilienceBuilder classifier(FailureClassifier classifier) {
		this.classifier = classifier;
		return this;
	}

	/**
	 * Sets who is told of calls that failed. By default, nobody.
	 * @param callFailures told of each failed call before its caller is
	 * @return this builder
	 */
	public ResilienceBuilder callFailures(CallFailures callFailures) {
		this.callFailures = callFailures;
		return this;
	}

	// An instance has one gate of each kind: a call that passed it twice would take two
	// permits and wait for itself.
	private ResilienceBuilder addGate(PolicyType type, Function<InstancePolicies, Policy> policy) {
		if (!this.gates.add(type)) {
			throw new IllegalStateException("Instance '" + this.name + "' has a " + type.property() + " already");
		}
		return add(policy);
	}

	private ResilienceBuilder add(Function<InstancePolicies, Policy> policy) {
		this.policies.add(policy);
		return this;
	}

	/**
	 * Builds the instance.
	 * @return the instance
	 */
	public Resilience build() {
		PolicyContext context = new PolicyContext(this.time, this.random, this.events, new WaitingRoom(this.time),
				(this.offload != null) ? this.offload : new OffloadThreads(), this.continuations,
				ContextCarrier.MDC_ONLY, false, this.classifier, this.callFailures);
		InstancePolicies instance = new InstancePolicies(this.name, context, this.timed, () -> {
		});
		instance.keyed(this.keyed);
		List<Policy> ordered = this.policies.stream().map((policy) -> policy.apply(instance)).toList();
		Pipeline pipeline = Pipeline.of(this.name, ordered, context, instance.calls());
		for (String warning : pipeline.warnings()) {
			logger.warn("Instance '{}': {}", this.name, warning);
		}
		return new Resilience(instance, pipeline);
	}

}
