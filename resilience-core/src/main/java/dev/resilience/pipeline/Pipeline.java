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
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.classification.Failures;
import dev.resilience.classification.SelfClassifying;
import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncLimit;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Call;
import dev.resilience.policy.Completion;
import dev.resilience.policy.Gate;
import dev.resilience.policy.KeyedGates;
import dev.resilience.policy.Outcome;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.Policy;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;
import dev.resilience.policy.SharedCall;
import dev.resilience.policy.Strategy;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.retry.Retry;
import dev.resilience.time.Deadline;
import dev.resilience.time.DeadlineExceededException;
import dev.resilience.time.TimeSource;

/**
 * Policies in order, outermost first, through which calls walk. Built once; a call
 * allocates nothing here unless a policy leaves notes on it. Immutable and safe for use
 * by many threads.
 */
public final class Pipeline {

	private static final Logger logger = LoggerFactory.getLogger(Pipeline.class);

	private final String instance;

	private final List<Policy> policies;

	private final Set<PolicyType> keyed;

	private final PolicyContext context;

	private final TimeSource time;

	private final CallCounters counters;

	private final Link first;

	private final boolean readsClock;

	private final boolean needsNotes;

	private final boolean gatesMeasureWhole;

	private Pipeline(String instance, List<Policy> policies, Map<PolicyType, KeyedGates<?>> keyed,
			PolicyContext context, CallCounters counters) {
		this.instance = instance;
		this.policies = policies;
		this.keyed = Set.copyOf(keyed.keySet());
		this.context = context;
		this.time = context.time();
		this.counters = counters;
		Link link = WorkLink.INSTANCE;
		for (int i = policies.size() - 1; i >= 0; i--) {
			link = link(instance, policies.get(i), keyed, context, link);
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
		return new Pipeline(instance, List.copyOf(active), Map.of(), context, counters);
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

	/**
	 * Returns a pipeline of the same policies in which calls pass the gates of their
	 * keys.
	 * @param keyed the gates that are kept by key, by their kind; those of other kinds
	 * are passed by all calls alike
	 * @return the pipeline
	 */
	public Pipeline withKeys(Map<PolicyType, KeyedGates<?>> keyed) {
		return new Pipeline(this.instance, this.policies, keyed, this.context, this.counters);
	}

	/**
	 * Returns whether calls pass the gates of their keys.
	 * @param type a kind of gate
	 * @return whether there is one for each key
	 */
	public boolean isKeyed(PolicyType type) {
		return this.keyed.contains(type);
	}

	private static Link link(String instance, Policy policy, Map<PolicyType, KeyedGates<?>> keyed,
			PolicyContext context, Link next) {
		KeyedGates<?> gates = keyed.get(policy.type());
		if (gates != null) {
			return new KeyedGateLink(instance, gates, context, next);
		}
		return (policy instanceof Gate gate) ? new GateLink(instance, gate, context, next)
				: new StrategyLink((Strategy) policy, next);
	}

	// Who answered, how long a call queued and under which terms it goes on is only known
	// from the notes on it.
	private static boolean needsNotes(List<Policy> policies) {
		boolean durations = false;
		boolean queues = false;
		for (Policy policy : policies) {
			if (policy.type() == PolicyType.FALLBACK || policy.type() == PolicyType.IDEMPOTENCY
					|| policy.type() == PolicyType.DEAD_LETTER) {
				return true;
			}
			durations |= policy instanceof Gate gate && gate.needsDuration();
			if (policy instanceof Retry retry && !retry.config().adjusters().isEmpty()) {
				return true;
			}
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
			Deadline enclosing = Deadline.current();
			result = (enclosing == null || !enclosing.isPassive()) ? this.first.proceed(work, call, start)
					: proceedUnder(enclosing, work, call, start);
		}
		catch (Throwable failure) {
			long nanos = this.counters.timed() ? this.time.nanoTime() - start : 0;
			OutcomeKind kind = OutcomeKind.of(failure, this.instance);
			this.counters.record(CallOutcome.ofFailure(kind), nanos);
			report(failure, kind, call, this.counters.timed() ? nanos : -1);
			throw failure;
		}
		this.counters.record(CallOutcome.ofAnswer(call.source()), this.counters.timed() ? elapsed(call, start) : 0);
		return result;
	}

	private void report(Throwable failure, OutcomeKind kind, Call call, long nanos) {
		try {
			this.context.callFailures().failed(this.instance, failure, kind, call.attempt(), nanos);
		}
		catch (Throwable ex) {
			logger.warn("{} failed to take note of a failed call of '{}'", this.context.callFailures(), this.instance,
					ex);
		}
	}

	// A passive limit ends no call by itself: the outermost call under it does.
	private @Nullable Object proceedUnder(Deadline passive, ThrowingSupplier<?, ?> work, Call call, long start)
			throws Throwable {
		Deadline earliest = passive.earliest();
		Duration left = passive.remaining();
		if (left.isZero()) {
			throw DeadlineExceededException.noTimeLeft(this.instance, left);
		}
		Object result;
		Deadline limit = Deadline.begin(this.time, earliest.owner(), this.time.nanoTime(), left.toNanos());
		try {
			result = this.first.proceed(work, call, start);
		}
		catch (Throwable failure) {
			if (limit.end()) {
				throw new DeadlineExceededException(earliest.owner(), left, failure, reachedTarget(failure));
			}
			throw failure;
		}
		if (limit.end()) {
			throw new DeadlineExceededException(earliest.owner(), left, null, true);
		}
		return result;
	}

	private static boolean reachedTarget(Throwable failure) {
		return !(Failures.unwrap(failure) instanceof SelfClassifying classifying) || classifying.reachedTarget();
	}

	/**
	 * Runs work that ends later through the pipeline, under the limits of the current
	 * thread, without blocking it.
	 * @param work the work
	 * @param completion told how the call ended
	 * @return the call, by which it can be cancelled
	 */
	public AsyncCall runAsync(AsyncWork work, Completion completion) {
		return runAsync(work, this.needsNotes ? new Call() : SharedCall.INSTANCE, completion);
	}

	/**
	 * Runs work that ends later through the pipeline, under the limits of the current
	 * thread, without blocking it.
	 * @param work the work
	 * @param facts the facts of the call
	 * @param completion told how the call ended
	 * @return the call, by which it can be cancelled
	 */
	public AsyncCall runAsync(AsyncWork work, Call facts, Completion completion) {
		AsyncCall call = new AsyncCall(facts, this.context);
		runAsync(work, call, completion);
		return call;
	}

	/**
	 * Runs work that ends later through the pipeline.
	 * @param work the work
	 * @param call the call, which no pipeline has run before
	 * @param completion told how the call ended
	 */
	public void runAsync(AsyncWork work, AsyncCall call, Completion completion) {
		long start = (this.readsClock || call.limits() != null) ? this.time.nanoTime() : 0;
		Completion counted = new CountedEnd(call, start, completion);
		Deadline limit = call.limits();
		if (limit == null) {
			this.first.proceedAsync(work, call, start, counted);
			return;
		}
		// Whoever waits for the caller waits no longer for what the caller has begun.
		Deadline earliest = limit.earliest();
		Duration left = limit.remaining();
		if (left.isZero()) {
			counted.failed(DeadlineExceededException.noTimeLeft(this.instance, left));
			return;
		}
		// Counted from a later reading: not even a moment before the time of the caller.
		AsyncLimit.run(call, this.time, earliest.owner(), this.time.nanoTime(), left.toNanos(),
				(part, end) -> this.first.proceedAsync(work, part, start, end), counted,
				(part) -> new DeadlineExceededException(earliest.owner(), left, null, part.reachedTarget()));
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
		return attempt(work, new Call());
	}

	/**
	 * Runs work through the pipeline and tells how it ended instead of throwing. Where an
	 * {@link InterruptedException} ended it the interrupt flag is set again.
	 * @param work the work
	 * @param call the facts of the call
	 * @return the outcome
	 */
	public Outcome<@Nullable Object> attempt(ThrowingSupplier<?, ?> work, Call call) {
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
				Duration.ofNanos(call.totalDelayNanos()), Duration.ofNanos(this.time.nanoTime() - start),
				call.terms().notes());
	}

	/**
	 * Runs work that ends later through the pipeline and tells how it ended: nothing
	 * fails.
	 * @param work the work
	 * @param outcome told the outcome, exactly once
	 * @return the call, by which it can be cancelled
	 */
	public AsyncCall attemptAsync(AsyncWork work, Consumer<Outcome<@Nullable Object>> outcome) {
		return attemptAsync(work, new Call(), outcome);
	}

	/**
	 * Runs work that ends later through the pipeline and tells how it ended: nothing
	 * fails.
	 * @param work the work
	 * @param about the facts of the call
	 * @param outcome told the outcome, exactly once
	 * @return the call, by which it can be cancelled
	 */
	public AsyncCall attemptAsync(AsyncWork work, Call about, Consumer<Outcome<@Nullable Object>> outcome) {
		long start = this.time.nanoTime();
		AsyncCall call = new AsyncCall(about, this.context);
		runAsync(work, call, new Completion() {

			@Override
			public void succeeded(@Nullable Object result) {
				end(result, null, OutcomeKind.SUCCESS);
			}

			@Override
			public void failed(Throwable failure) {
				end(null, failure, call.outcome(failure, Pipeline.this.instance));
			}

			private void end(@Nullable Object value, @Nullable Throwable failure, OutcomeKind kind) {
				Call facts = call.facts();
				outcome.accept(new Outcome<>(value, failure, kind, facts.attempt(), facts.source(), facts.quality(),
						Duration.ofNanos(facts.totalDelayNanos()),
						Duration.ofNanos(Pipeline.this.time.nanoTime() - start), facts.terms().notes()));
			}

		});
		return call;
	}

	/**
	 * Returns the name of the instance that is called.
	 * @return the name
	 */
	public String instance() {
		return this.instance;
	}

	/**
	 * Returns what the policies share.
	 * @return the surroundings of the policies
	 */
	public PolicyContext context() {
		return this.context;
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

	/** Counts an asynchronous call as it ends. */
	private final class CountedEnd implements Completion {

		private final AsyncCall call;

		private final long start;

		private final Completion completion;

		CountedEnd(AsyncCall call, long start, Completion completion) {
			this.call = call;
			this.start = start;
			this.completion = completion;
		}

		@Override
		public void succeeded(@Nullable Object result) {
			record(this.call.isCancelled() ? CallOutcome.IGNORED : CallOutcome.ofAnswer(this.call.facts().source()));
			this.completion.succeeded(result);
		}

		@Override
		public void failed(Throwable failure) {
			OutcomeKind kind = this.call.outcome(failure, Pipeline.this.instance);
			long nanos = record(CallOutcome.ofFailure(kind));
			report(failure, kind, this.call.facts(), nanos);
			this.completion.failed(failure);
		}

		@Override
		public void withdrawn() {
			this.completion.withdrawn();
		}

		private long record(CallOutcome outcome) {
			CallCounters counters = Pipeline.this.counters;
			long nanos = counters.timed() ? Pipeline.this.time.nanoTime() - this.start : 0;
			counters.record(outcome, nanos);
			return counters.timed() ? nanos : -1;
		}

	}

}
