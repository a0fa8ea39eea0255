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
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.Call;
import dev.resilience.policy.Gate;
import dev.resilience.policy.Outcome;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.Policy;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;
import dev.resilience.policy.SharedCall;
import dev.resilience.policy.Strategy;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.time.TimeSource;

/**
 * Policies in order, outermost first, through which calls walk. Built once; a call
 * allocates nothing here unless a policy leaves notes on it. Immutable and safe for use
 * by many threads.
 */
public final class Pipeline {

	private final String instance;

	private final List<Policy> policies;

	private final TimeSource time;

	private final CallCounters counters;

	private final Link first;

	private final boolean readsClock;

	private final boolean needsNotes;

	private final boolean gatesMeasureWhole;

	private Pipeline(String instance, List<Policy> policies, PolicyContext context, CallCounters counters) {
		this.instance = instance;
		this.policies = policies;
		this.time = context.time();
		this.counters = counters;
		Link link = new WorkLink();
		for (int i = policies.size() - 1; i >= 0; i--) {
			link = link(instance, policies.get(i), context, link);
		}
		this.first = link;
		this.readsClock = counters.timed() || link.needsTime();
		this.needsNotes = needsNotes(policies);
		// Storing the result takes time that no gate behind it sees.
		this.gatesMeasureWhole = policies.stream().noneMatch((policy) -> policy.type() == PolicyType.IDEMPOTENCY);
	}

	/**
	 * Creates a pipeline.
	 * @param instance the name of the instance that is called
	 * @param policies the policies, outermost first; those that are off are left out
	 * @param context what the policies share
	 * @param counters where calls are counted
	 * @return the pipeline
	 */
	public static Pipeline of(String instance, List<? extends Policy> policies, PolicyContext context,
			CallCounters counters) {
		List<Policy> active = new ArrayList<>(policies);
		active.removeIf((policy) -> policy.mode() == PolicyMode.OFF);
		return new Pipeline(instance, List.copyOf(active), context, counters);
	}

	/**
	 * Returns policies in the order in which annotations apply them.
	 * @param policies the policies in any order
	 * @return the policies, outermost first
	 */
	public static List<Policy> inStandardOrder(Collection<? extends Policy> policies) {
		List<Policy> ordered = new ArrayList<>(policies);
		ordered.sort(Comparator.comparing(Policy::type));
		return List.copyOf(ordered);
	}

	private static Link link(String instance, Policy policy, PolicyContext context, Link next) {
		return (policy instanceof Gate gate) ? new GateLink(instance, gate, context, next)
				: new StrategyLink((Strategy) policy, next);
	}

	// Who answered and how long a call queued is only known from the notes on it.
	private static boolean needsNotes(List<Policy> policies) {
		boolean durations = false;
		boolean queues = false;
		for (Policy policy : policies) {
			if (policy.type() == PolicyType.FALLBACK || policy.type() == PolicyType.IDEMPOTENCY) {
				return true;
			}
			durations |= policy instanceof Gate gate && gate.needsDuration();
			queues |= policy.type() == PolicyType.BULKHEAD || policy.type() == PolicyType.RATE_LIMITER;
		}
		return durations && queues;
	}

	/**
	 * Runs work through the pipeline.
	 * @param work the work
	 * @return the result
	 * @throws Throwable what the work throws, or what a policy throws in its place
	 */
	public @Nullable Object run(ThrowingSupplier<?, ?> work) throws Throwable {
		return run(work, this.needsNotes ? new Call() : SharedCall.INSTANCE);
	}

	/**
	 * Runs work through the pipeline.
	 * @param work the work
	 * @param call the facts of the call
	 * @return the result
	 * @throws Throwable what the work throws, or what a policy throws in its place
	 */
	public @Nullable Object run(ThrowingSupplier<?, ?> work, Call call) throws Throwable {
		long start = this.readsClock ? this.time.nanoTime() : 0;
		Object result;
		try {
			result = this.first.proceed(work, call, start);
		}
		catch (Throwable failure) {
			long nanos = this.counters.timed() ? this.time.nanoTime() - start : 0;
			this.counters.record(CallOutcome.ofFailure(OutcomeKind.of(failure, this.instance)), nanos);
			throw failure;
		}
		this.counters.record(CallOutcome.ofAnswer(call.source()), this.counters.timed() ? elapsed(call, start) : 0);
		return result;
	}

	private long elapsed(Call call, long start) {
		long measured = this.gatesMeasureWhole ? call.measuredNanos() : -1;
		return (measured >= 0) ? measured : this.time.nanoTime() - start;
	}

	/**
	 * Runs work through the pipeline and tells how it ended instead of throwing. Where an
	 * {@link InterruptedException} ended it the interrupt flag is set again.
	 * @param work the work
	 * @return the outcome
	 */
	public Outcome<@Nullable Object> attempt(ThrowingSupplier<?, ?> work) {
		Call call = new Call();
		long start = this.time.nanoTime();
		Object value = null;
		Throwable failure = null;
		OutcomeKind kind = OutcomeKind.SUCCESS;
		try {
			value = run(work, call);
		}
		catch (Throwable ex) {
			failure = ex;
			kind = OutcomeKind.of(ex, this.instance);
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
		}
		return new Outcome<>(value, failure, kind, call.attempt(), call.source(), call.quality(),
				Duration.ofNanos(call.totalDelayNanos()), Duration.ofNanos(this.time.nanoTime() - start));
	}

	/**
	 * Returns the name of the instance that is called.
	 * @return the name
	 */
	public String instance() {
		return this.instance;
	}

	/**
	 * Returns the policies that take effect, outermost first.
	 * @return the policies
	 */
	public List<Policy> policies() {
		return this.policies;
	}

	/**
	 * Returns what is likely to be a mistake in the order of policies.
	 * @return one sentence for each; empty if all is well
	 */
	public List<String> warnings() {
		return PipelineLint.check(this.policies);
	}

}
