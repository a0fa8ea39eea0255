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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.FailureClassifier;
import dev.resilience.classification.FailureKnowledge;
import dev.resilience.event.Events;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.policy.CallFailures;
import dev.resilience.policy.ContextCarrier;
import dev.resilience.policy.ContinuationThreads;
import dev.resilience.policy.PolicyContext;
import dev.resilience.time.SystemTime;
import dev.resilience.time.TimeSource;
import dev.resilience.time.WaitingRoom;
import dev.resilience.timeout.OffloadThreads;

/**
 * Builds a {@link ResilienceRegistry}. Not safe for use by many threads.
 */
public final class ResilienceRegistryBuilder {

	private @Nullable TimeSource time;

	private RandomGenerator random = PolicyContext.THREAD_LOCAL_RANDOM;

	private Events events = new Events();

	private @Nullable Executor offload;

	private @Nullable Executor continuations;

	private ContextCarrier carrier = ContextCarrier.MDC_ONLY;

	private Function<String, @Nullable InstanceConfig> configs = (name) -> null;

	private Function<String, InstanceConfig> unknownNames = (name) -> InstanceConfig.RETRY_AND_BREAKER;

	private int maxDynamicInstances = 1000;

	private boolean rejectionStackTraces;

	private FailureClassifier classifier = FailureClassifier.standard();

	private CallFailures callFailures = CallFailures.NONE;

	private boolean timed;

	private final List<AutoCloseable> owned = new ArrayList<>();

	ResilienceRegistryBuilder() {
	}

	/**
	 * Takes time from a source of one's own, which the registry does not close.
	 * @param time the source of time
	 * @return this builder
	 */
	public ResilienceRegistryBuilder time(TimeSource time) {
		this.time = time;
		return this;
	}

	/**
	 * Takes jitter from another source.
	 * @param random the source of random numbers
	 * @return this builder
	 */
	public ResilienceRegistryBuilder random(RandomGenerator random) {
		this.random = random;
		return this;
	}

	/**
	 * Publishes events to a given bus.
	 * @param events where events go to
	 * @return this builder
	 */
	public ResilienceRegistryBuilder events(Events events) {
		this.events = events;
		return this;
	}

	/**
	 * Runs the work of timeouts in offload mode on an executor of one's own, which the
	 * registry does not close.
	 * @param offload the executor
	 * @return this builder
	 */
	public ResilienceRegistryBuilder offload(Executor offload) {
		this.offload = offload;
		return this;
	}

	/**
	 * Runs the next steps of asynchronous calls, such as another attempt after a wait, on
	 * an executor of one's own, which the registry does not close.
	 * @param continuations the executor, which must not refuse anything
	 * @return this builder
	 */
	public ResilienceRegistryBuilder continuations(Executor continuations) {
		this.continuations = continuations;
		return this;
	}

	/**
	 * Takes more than the logging context along to other threads.
	 * @param carrier what carries the context
	 * @return this builder
	 */
	public ResilienceRegistryBuilder carrier(ContextCarrier carrier) {
		this.carrier = carrier;
		return this;
	}

	/**
	 * Looks up the settings of instances that are named in code.
	 * @param configs gives the settings of a name, or {@code null} for an unknown name
	 * @return this builder
	 */
	public ResilienceRegistryBuilder configs(Function<String, @Nullable InstanceConfig> configs) {
		this.configs = configs;
		return this;
	}

	/**
	 * Decides what names get that are used in code and known from nowhere else.
	 * @param unknownNames gives the settings of such a name; a retry and a circuit
	 * breaker with default settings unless said otherwise
	 * @return this builder
	 */
	public ResilienceRegistryBuilder unknownNames(Function<String, InstanceConfig> unknownNames) {
		this.unknownNames = unknownNames;
		return this;
	}

	/**
	 * Bounds the number of instances that are created by naming them in code without any
	 * configuration. Past the bound names share one instance.
	 * @param maxDynamicInstances the bound, 1000 by default
	 * @return this builder
	 */
	public ResilienceRegistryBuilder maxDynamicInstances(int maxDynamicInstances) {
		this.maxDynamicInstances = maxDynamicInstances;
		return this;
	}

	/**
	 * Gives the exceptions of refused calls a stack trace.
	 * @param rejectionStackTraces whether they have one, {@code false} by default
	 * @return this builder
	 */
	public ResilienceRegistryBuilder rejectionStackTraces(boolean rejectionStackTraces) {
		this.rejectionStackTraces = rejectionStackTraces;
		return this;
	}

	/**
	 * Sets what is known of the failures of targets: which of them are worth a retry,
	 * which are the target's own fault, and how long a target asks to be left alone. They
	 * come before the rules of the library, by which failures are judged otherwise.
	 * @param knowledge asked for each failed attempt; what it throws counts as not
	 * knowing
	 * @return this builder
	 */
	public ResilienceRegistryBuilder knowledge(FailureKnowledge knowledge) {
		this.classifier = FailureClassifier.standard(List.of(knowledge.asRule()));
		return this;
	}

	/**
	 * Sets what failures mean, in place of the rules of the library.
	 * @param classifier asked for each failed attempt
	 * @return this builder
	 */
	public ResilienceRegistryBuilder classifier(FailureClassifier classifier) {
		this.classifier = classifier;
		return this;
	}

	/**
	 * Sets who is told of calls that failed. By default, nobody.
	 * @param callFailures told of each failed call before its caller is
	 * @return this builder
	 */
	public ResilienceRegistryBuilder callFailures(CallFailures callFailures) {
		this.callFailures = callFailures;
		return this;
	}

	/**
	 * Measures the time of calls, at the price of two clock readings per call.
	 * @param timed whether it is measured, {@code false} by default
	 * @return this builder
	 */
	public ResilienceRegistryBuilder timed(boolean timed) {
		this.timed = timed;
		return this;
	}

	/**
	 * Builds the registry.
	 * @return a new registry
	 */
	public ResilienceRegistry build() {
		return new ResilienceRegistry(this);
	}

	PolicyContext context() {
		TimeSource source = this.time;
		if (source == null) {
			SystemTime systemTime = new SystemTime();
			this.owned.add(systemTime);
			source = systemTime;
		}
		Executor executor = this.offload;
		if (executor == null) {
			OffloadThreads threads = new OffloadThreads();
			this.owned.add(threads);
			executor = threads;
		}
		Executor steps = this.continuations;
		if (steps == null) {
			ContinuationThreads threads = new ContinuationThreads();
			this.owned.add(threads);
			steps = threads;
		}
		return new PolicyContext(source, this.random, this.events, new WaitingRoom(source), executor, steps,
				this.carrier, this.rejectionStackTraces, this.classifier, this.callFailures);
	}

	Function<String, @Nullable InstanceConfig> configs() {
		return this.configs;
	}

	Function<String, InstanceConfig> unknownNames() {
		return this.unknownNames;
	}

	int maxDynamicInstances() {
		return this.maxDynamicInstances;
	}

	boolean timed() {
		return this.timed;
	}

	List<AutoCloseable> owned() {
		return List.copyOf(this.owned);
	}

}
