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

package dev.resilience.autoconfigure.soak;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;

import dev.resilience.Resilience;
import dev.resilience.bulkhead.Bulkhead;
import dev.resilience.bulkhead.BulkheadSnapshot;
import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.circuitbreaker.CircuitBreakerSnapshot;
import dev.resilience.idempotency.IdempotencySnapshot;
import dev.resilience.pipeline.CallOutcome;
import dev.resilience.pipeline.InstancePolicies;
import dev.resilience.policy.Gate;
import dev.resilience.policy.KeyedGates;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;
import dev.resilience.ratelimiter.RateLimiter;
import dev.resilience.ratelimiter.RateLimiterSnapshot;
import dev.resilience.retry.RetryCounters;
import dev.resilience.retry.RetrySnapshot;
import dev.resilience.timeout.TimeoutCounters;

/**
 * Balances what policies have counted against what callers have counted, once nothing
 * runs any more. Attempts walk from policy to policy, so what comes to a policy is what
 * came to the one before less what that one refused, whatever modes it went through
 * meanwhile. A policy that was off at times has counted at most what came to it, any
 * other all of it. A call that is cancelled or runs out of time on its way is let in, or
 * refused, by some policies and does not come to the others: past a queue or a timeout
 * the balance is a bound.
 */
final class SoakBooks {

	private final SoftAssertions softly;

	private final SoakInstance instance;

	private final SoakCounts counts;

	private SoakBooks(SoftAssertions softly, SoakInstance instance) {
		this.softly = softly;
		this.instance = instance;
		this.counts = instance.counts();
	}

	static void balance(SoakInstance instance) {
		SoftAssertions.assertSoftly((softly) -> new SoakBooks(softly, instance).balance());
	}

	private void balance() {
		nothingIsHeld();
		long calls = calls(CallOutcome.values());
		equal("calls", calls, this.counts.made());
		seen("values", this.counts.values(), calls(CallOutcome.SUCCESS, CallOutcome.REPLAYED));
		seen("fallbacks", this.counts.fallbacks(), calls(CallOutcome.FALLBACK));
		seen("failures", this.counts.failures(), calls(CallOutcome.FAILURE, CallOutcome.IGNORED, CallOutcome.REJECTED));
		long executed = executed(calls);
		long repeated = retries(RetrySnapshot::attempts);
		counted(PolicyType.RETRY, retries(RetrySnapshot::calls), executed);
		long attempts = executed + repeated + this.counts.published();
		counted(PolicyType.CIRCUIT_BREAKER, breakers(SoakBooks::asked), attempts);
		long permitted = attempts - breakers(CircuitBreakerSnapshot.Calls::notPermitted);
		counted(PolicyType.RATE_LIMITER, limiters(SoakBooks::asked), permitted);
		long limited = permitted - limiters(RateLimiterSnapshot::rejected);
		counted(PolicyType.TIMEOUT, timeouts(SoakBooks::asked), limited);
		long timed = limited - timeouts(TimeoutCounters::rejected);
		counted(PolicyType.BULKHEAD, bulkheads(SoakBooks::asked), timed);
		long admitted = timed - bulkheads(BulkheadSnapshot::rejected);
		if (this.instance.isDisturbable()) {
			atMost("attempts at the target", this.counts.begun(), admitted);
		}
		else {
			equal("attempts at the target", this.counts.begun(), admitted);
		}
	}

	private void nothingIsHeld() {
		for (Bulkhead bulkhead : bulkheads()) {
			equal("permits of the bulkhead", bulkhead.snapshot().active(), 0);
			equal("calls waiting at the bulkhead", bulkhead.snapshot().waiting(), 0);
		}
		for (RateLimiter limiter : all(InstancePolicies::rateLimiter)) {
			equal("calls waiting at the rate limiter", limiter.snapshot().waiting(), 0);
		}
		for (InstancePolicies policies : policies()) {
			equal("calls that wait", policies.context().waitingRoom().size(), 0);
			for (KeyedGates<?> gates : policies.keys().all()) {
				equal("keys of the " + gates.type().property(), gates.keysInUse(), inTrouble(gates));
			}
		}
	}

	// A circuit that is not closed is remembered, however long nobody has asked it.
	private static long inTrouble(KeyedGates<?> gates) {
		List<Gate> inTrouble = new ArrayList<>();
		gates.forEachGate((gate) -> {
			if (!gate.isIdle()) {
				inTrouble.add(gate);
			}
		});
		Gate overflow = gates.overflowGate();
		return inTrouble.stream()
			.filter((gate) -> gate != overflow && gate.type() == PolicyType.CIRCUIT_BREAKER)
			.count();
	}

	// What an earlier call has answered, or keeps from running, goes no further.
	private long executed(long calls) {
		if (!this.instance.isExact(PolicyType.IDEMPOTENCY)) {
			return calls;
		}
		IdempotencySnapshot once = all(InstancePolicies::idempotencyCounters).get(0)
			.snapshot(this.instance.name(), PolicyMode.ENFORCE);
		equal("idempotent calls", once.executed() + once.replayed() + once.waited() + once.conflict() + once.mismatch()
				+ once.storeErrors() + once.invalidKeys(), calls);
		return once.executed();
	}

	private void counted(PolicyType policy, long counted, long came) {
		if (this.instance.isExact(policy)) {
			equal("counted by the " + policy.property(), counted, came);
		}
		else {
			atMost("counted by the " + policy.property(), counted, came);
		}
	}

	private void seen(String what, long seen, long counted) {
		this.softly.assertThat(counted)
			.as("%s of '%s' that were counted, of which callers saw %d; %s", what, this.instance, seen, this.counts)
			.isBetween(seen, seen + this.counts.disturbed());
	}

	private void equal(String what, long actual, long expected) {
		this.softly.assertThat(actual).as("%s of '%s'; %s", what, this.instance, this.counts).isEqualTo(expected);
	}

	private void atMost(String what, long actual, long most) {
		this.softly.assertThat(actual).as("%s of '%s'; %s", what, this.instance, this.counts).isBetween(0L, most);
	}

	private long calls(CallOutcome... outcomes) {
		return policies().stream()
			.mapToLong((policies) -> Stream.of(outcomes).mapToLong(policies.calls()::count).sum())
			.sum();
	}

	private long retries(ToLongFunction<RetrySnapshot> count) {
		return all(InstancePolicies::retryCounters).stream().map(RetryCounters::snapshot).mapToLong(count).sum();
	}

	private long breakers(ToLongFunction<CircuitBreakerSnapshot.Calls> count) {
		return circuitBreakers(this.instance).stream().map(CircuitBreaker::calls).mapToLong(count).sum();
	}

	private static long asked(CircuitBreakerSnapshot.Calls calls) {
		return calls.totalSuccesses() + calls.totalFailures() + calls.ignored() + calls.notPermitted()
				+ calls.notPermittedInShadow();
	}

	private long limiters(ToLongFunction<RateLimiterSnapshot> count) {
		return all(InstancePolicies::rateLimiter).stream().map(RateLimiter::snapshot).mapToLong(count).sum();
	}

	private static long asked(RateLimiterSnapshot limiter) {
		return limiter.accepted() + limiter.rejected() + limiter.shadow();
	}

	private long timeouts(ToLongFunction<TimeoutCounters> count) {
		return all(InstancePolicies::timeoutCounters).stream().mapToLong(count).sum();
	}

	private static long asked(TimeoutCounters timeouts) {
		return timeouts.inTime() + timeouts.timedOut() + timeouts.shadow() + timeouts.rejected();
	}

	private long bulkheads(ToLongFunction<BulkheadSnapshot> count) {
		return all(InstancePolicies::bulkhead).stream().map(Bulkhead::snapshot).mapToLong(count).sum();
	}

	private static long asked(BulkheadSnapshot bulkhead) {
		return bulkhead.accepted() + bulkhead.rejected() + bulkhead.shadow();
	}

	// Those of keys too.
	private List<Bulkhead> bulkheads() {
		Stream.Builder<Bulkhead> all = Stream.builder();
		all(InstancePolicies::bulkhead).forEach(all);
		for (KeyedGates<Bulkhead> gates : all((policies) -> policies.keys().bulkheads())) {
			gates.forEachGate(all);
		}
		return all.build().toList();
	}

	static List<CircuitBreaker> circuitBreakers(SoakInstance instance) {
		return all(instance, InstancePolicies::circuitBreaker);
	}

	private Collection<InstancePolicies> policies() {
		return all(Function.identity());
	}

	private <P> List<P> all(Function<InstancePolicies, @Nullable P> part) {
		return all(this.instance, part);
	}

	private static <P> List<P> all(SoakInstance instance, Function<InstancePolicies, @Nullable P> part) {
		return instance.incarnations()
			.stream()
			.map(Resilience::policies)
			.map(part)
			.<P>map((present) -> present)
			.filter(Objects::nonNull)
			.toList();
	}

}
