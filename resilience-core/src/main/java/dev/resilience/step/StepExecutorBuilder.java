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

package dev.resilience.step;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import dev.resilience.ResilienceRegistry;
import dev.resilience.ResilienceRegistryBuilder;
import dev.resilience.classification.FailureClassifier;
import dev.resilience.event.Events;
import dev.resilience.policy.DeadLetterSink;
import dev.resilience.redaction.Redactor;
import dev.resilience.time.TimeSource;

/**
 * Builds a {@link StepExecutor}. What belongs to a registry cannot be set for one that
 * others use, too. Not safe for use by many threads.
 */
public final class StepExecutorBuilder {

	private final @Nullable ResilienceRegistry shared;

	private final ResilienceRegistryBuilder own = ResilienceRegistry.builder();

	private final Map<String, StepPolicy> steps = new LinkedHashMap<>();

	private StepHook onRetry = StepHook.NONE;

	private StepHook onExhausted = StepHook.NONE;

	private DeadLetterSink deadLetters = DeadLetterSink.NONE;

	private Redactor redactor = Redactor.standard();

	StepExecutorBuilder(@Nullable ResilienceRegistry shared) {
		this.shared = shared;
		this.own.unknownNames((name) -> StepPolicy.defaults().config());
	}

	private ResilienceRegistryBuilder own() {
		if (this.shared != null) {
			throw new IllegalStateException("The registry is in use already: it has this setting");
		}
		return this.own;
	}

	/**
	 * Sets what steps without a policy of their own are done under.
	 * @param policy the policy; by default a retry with default settings
	 * @return this builder
	 * @throws IllegalStateException if the registry is one that others use
	 */
	public StepExecutorBuilder defaults(StepPolicy policy) {
		own().unknownNames((name) -> policy.config());
		return this;
	}

	/**
	 * Sets what a step is done under.
	 * @param step the name of the step
	 * @param policy the policy
	 * @return this builder
	 */
	public StepExecutorBuilder step(String step, StepPolicy policy) {
		this.steps.put(step, policy);
		return this;
	}

	/**
	 * Sets what is told of every failed attempt that will be repeated, before the wait.
	 * @param hook the hook
	 * @return this builder
	 */
	public StepExecutorBuilder onRetry(StepHook hook) {
		this.onRetry = hook;
		return this;
	}

	/**
	 * Sets what is told, once, of every step that failed for good: no attempts are left,
	 * or the failure is none that is repeated. Cancelled steps are none of them.
	 * @param hook the hook
	 * @return this builder
	 */
	public StepExecutorBuilder onExhausted(StepHook hook) {
		this.onExhausted = hook;
		return this;
	}

	/**
	 * Sets what takes steps that failed for good. It is offered those that a gate refused
	 * as well, whose work was not done, but none that were cancelled.
	 * @param deadLetters takes failed steps; by default nothing does
	 * @return this builder
	 */
	public StepExecutorBuilder deadLetters(DeadLetterSink deadLetters) {
		this.deadLetters = deadLetters;
		return this;
	}

	/**
	 * Sets what takes secrets out of the texts of errors.
	 * @param redactor the redactor; by default that of the library
	 * @return this builder
	 */
	public StepExecutorBuilder redactor(Redactor redactor) {
		this.redactor = redactor;
		return this;
	}

	/**
	 * Takes time from another source.
	 * @param time the source of time
	 * @return this builder
	 * @throws IllegalStateException if the registry is one that others use
	 */
	public StepExecutorBuilder time(TimeSource time) {
		own().time(time);
		return this;
	}

	/**
	 * Takes jitter from another source.
	 * @param random the source of random numbers
	 * @return this builder
	 * @throws IllegalStateException if the registry is one that others use
	 */
	public StepExecutorBuilder random(RandomGenerator random) {
		own().random(random);
		return this;
	}

	/**
	 * Publishes events of steps to a given bus.
	 * @param events where events go to
	 * @return this builder
	 * @throws IllegalStateException if the registry is one that others use
	 */
	public StepExecutorBuilder events(Events events) {
		own().events(events);
		return this;
	}

	/**
	 * Sets what failures mean.
	 * @param classifier asked for each failed attempt
	 * @return this builder
	 * @throws IllegalStateException if the registry is one that others use
	 */
	public StepExecutorBuilder classifier(FailureClassifier classifier) {
		own().classifier(classifier);
		return this;
	}

	/**
	 * Bounds the steps without a policy of their own that have a state of their own; past
	 * the bound they share one.
	 * @param maxSteps the number of steps, 0 or more; 1000 by default
	 * @return this builder
	 * @throws IllegalStateException if the registry is one that others use
	 */
	public StepExecutorBuilder maxSteps(int maxSteps) {
		own().maxDynamicInstances(maxSteps);
		return this;
	}

	StepHook onRetry() {
		return this.onRetry;
	}

	StepHook onExhausted() {
		return this.onExhausted;
	}

	DeadLetterSink deadLetters() {
		return this.deadLetters;
	}

	Redactor redactor() {
		return this.redactor;
	}

	/**
	 * Builds the executor.
	 * @return the executor
	 * @throws IllegalArgumentException if the name of a step is not legal
	 */
	public StepExecutor build() {
		ResilienceRegistry registry = (this.shared != null) ? this.shared : this.own.build();
		this.steps.forEach((step, policy) -> registry.declare(step, policy.config()));
		return new StepExecutor(this, registry, this.shared == null);
	}

}
