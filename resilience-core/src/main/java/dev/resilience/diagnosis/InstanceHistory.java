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

package dev.resilience.diagnosis;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import dev.resilience.Resilience;
import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.circuitbreaker.CircuitBreakerSnapshot;
import dev.resilience.circuitbreaker.CircuitBreakerTransition;
import dev.resilience.event.ResilienceEvent;
import dev.resilience.fallback.FallbackAnswered;
import dev.resilience.pipeline.CallOutcome;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.retry.RetryExhausted;
import dev.resilience.timeout.CallTimedOut;

/**
 * What is remembered of one instance. Successes are never told to it: it compares their
 * total whenever it hears of a failure. Safe for use by many threads.
 */
final class InstanceHistory {

	private static final int MAX_EVENTS = 64;

	/** A storm of failures is neither counted nor taken apart more often. */
	private static final long MIN_MILLIS_BETWEEN_SAMPLES = 1000;

	private final Ring<FailedCall> failures = new Ring<>(RecentEvents.MAX_FAILURES);

	private final Ring<ResilienceEvent> events = new Ring<>(MAX_EVENTS);

	/** Of its own ring, as timeouts and fallbacks come in storms. */
	private final AtomicReference<@Nullable CircuitBreakerTransition> transition = new AtomicReference<>();

	private final AtomicReference<@Nullable SuccessSample> successes = new AtomicReference<>();

	private volatile @Nullable ObservedFailure lastFailure;

	void happened(ResilienceEvent event) {
		if (event instanceof CircuitBreakerTransition change) {
			if (change.key() == null) {
				this.transition.set(change);
			}
			return;
		}
		this.events.add(event);
	}

	void failed(Resilience instance, Throwable failure, OutcomeKind kind, Instant now) {
		this.failures.add(new FailedCall(now, failure.getClass(), kind));
		sampleSuccesses(instance, now);
		ObservedFailure previous = this.lastFailure;
		if (kind == OutcomeKind.FAILURE && (previous == null || isDue(previous.at(), now))) {
			this.lastFailure = new ObservedFailure(now,
					FailureFacts.of(failure, instance.policies().context().classifier(), instance.name()));
		}
	}

	private void sampleSuccesses(Resilience instance, Instant now) {
		SuccessSample previous = this.successes.get();
		if (previous != null && !isDue(previous.at(), now)) {
			return;
		}
		long total = instance.policies().calls().count(CallOutcome.SUCCESS);
		SuccessSample sample = (previous != null) ? previous.next(now, total) : SuccessSample.first(now, total);
		// Who loses knows nothing that the other does not
		this.successes.compareAndSet(previous, sample);
	}

	private static boolean isDue(Instant last, Instant now) {
		return Math.abs(now.toEpochMilli() - last.toEpochMilli()) >= MIN_MILLIS_BETWEEN_SAMPLES;
	}

	@Nullable ObservedFailure lastFailure() {
		return this.lastFailure;
	}

	InstanceActivity activity(Resilience instance, Instant now) {
		sampleSuccesses(instance, now);
		Instant begin = now.minus(RecentEvents.WINDOW);
		List<FailedCall> failed = this.failures.latest().stream().filter((call) -> call.at().isAfter(begin)).toList();
		List<ResilienceEvent> recent = this.events.latest()
			.stream()
			.filter((event) -> event.at().isAfter(begin))
			.toList();
		int attempts = recent.stream()
			.filter(RetryExhausted.class::isInstance)
			.findFirst()
			.map((event) -> ((RetryExhausted) event).attempts())
			.orElse(0);
		CircuitBreaker breaker = instance.policies().circuitBreaker();
		CircuitBreakerSnapshot circuit = (breaker != null) ? breaker.snapshot() : null;
		CircuitBreakerTransition change = this.transition.get();
		SuccessSample sample = this.successes.get();
		return new InstanceActivity(instance.name(), (circuit != null) ? circuit.state() : null,
				(circuit != null) ? circuit.openedAt() : null,
				(change != null && (change.at().isAfter(begin) || isOpen(circuit))) ? change.cause() : null,
				failed.size(), failed.isEmpty() ? null : failed.get(failed.size() - 1).at(), types(failed),
				(int) failed.stream().filter((call) -> call.kind() == OutcomeKind.REJECTED).count(), attempts,
				count(recent, CallTimedOut.class), count(recent, FallbackAnswered.class),
				(sample != null) ? sample.successAfter() : null, (sample != null) ? sample.noSuccessSince() : null);
	}

	private static boolean isOpen(@Nullable CircuitBreakerSnapshot circuit) {
		return circuit != null && circuit.openedAt() != null;
	}

	private static int count(List<ResilienceEvent> events, Class<? extends ResilienceEvent> type) {
		return (int) events.stream().filter(type::isInstance).count();
	}

	private static Map<String, Integer> types(List<FailedCall> calls) {
		Map<String, Integer> counts = new LinkedHashMap<>();
		calls.forEach((call) -> counts.merge(call.type().getName(), 1, Integer::sum));
		Map<String, Integer> sorted = new LinkedHashMap<>();
		counts.entrySet()
			.stream()
			.sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
			.forEach((entry) -> sorted.put(entry.getKey(), entry.getValue()));
		return sorted;
	}

	/**
	 * A call that failed.
	 */
	private record FailedCall(Instant at, Class<?> type, OutcomeKind kind) {

	}

	/**
	 * A failure of the target, taken apart.
	 *
	 * @param at when the call failed
	 * @param facts what it was
	 */
	record ObservedFailure(Instant at, FailureFacts facts) {

	}

	/**
	 * What is known of successes from their totals at two moments.
	 *
	 * @param at when the total was read last
	 * @param total that total
	 * @param successAfter when the total was read before it last rose
	 * @param noSuccessSince when the total was read since which it has not risen
	 */
	private record SuccessSample(Instant at, long total, @Nullable Instant successAfter, Instant noSuccessSince) {

		static SuccessSample first(Instant now, long total) {
			return new SuccessSample(now, total, null, now);
		}

		SuccessSample next(Instant now, long total) {
			return (total > this.total) ? new SuccessSample(now, total, this.at, now)
					: new SuccessSample(now, total, this.successAfter, this.noSuccessSince);
		}

	}

}
