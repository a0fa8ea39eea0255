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
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicLong;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.policy.PolicyType;

/**
 * One instance under load: how it may be called, disturbed and changed, and what the
 * callers have counted.
 */
final class SoakInstance {

	static final String CALM = "calm";

	static final String QUEUED = "queued";

	static final String TIMED = "timed";

	static final String LIMITED = "limited";

	static final String FULL = "full";

	static final String ONCE = "once";

	static final String KEYED = "keyed";

	/** Not configured: comes into being by its name and may be removed. */
	static final String PASSING = "passing";

	private static final List<String> ATTEMPTS = List.of("retry.max-attempts=1", "retry.max-attempts=2\nretry.delay=0s",
			"retry.max-attempts=4\nretry.on-exhausted=wrap");

	private static final List<String> BREAKER = List.of("circuit-breaker.mode=shadow",
			"circuit-breaker.failure-threshold=3\ncircuit-breaker.open-duration=1ms",
			"circuit-breaker.slow-call-duration=1ms\ncircuit-breaker.slow-call-rate-threshold=50",
			"circuit-breaker.half-open-calls=1\ncircuit-breaker.success-threshold=1");

	private static final List<String> BULKHEAD = List.of("bulkhead.max-concurrent=1", "bulkhead.max-concurrent=8",
			"bulkhead.mode=shadow\nbulkhead.max-concurrent=1", "bulkhead.queue-size=1\nbulkhead.max-wait=1ms",
			"bulkhead.max-concurrent=0\nbulkhead.queue-size=3\nbulkhead.max-wait=2ms");

	private static final List<String> LIMITER = List.of("rate-limiter.permits=1\nrate-limiter.period=2ms",
			"rate-limiter.mode=shadow\nrate-limiter.permits=1", "rate-limiter.max-wait=0s",
			"rate-limiter.permits=1000000");

	private static final List<String> TIMEOUT = List.of("timeout.duration=1ms", "timeout.mode=offload",
			"timeout.mode=shadow", "timeout.duration=5ms\ntimeout.mode=offload");

	private static final List<String> OFF = List.of("retry.mode=off", "circuit-breaker.mode=off", "bulkhead.mode=off",
			"rate-limiter.mode=off", "retry.mode=off\nbulkhead.mode=off");

	private final String name;

	private final SoakTarget target;

	private final ResilienceRegistry registry;

	private final Set<SoakShape> shapes = EnumSet.noneOf(SoakShape.class);

	private final Set<PolicyType> exact = EnumSet.noneOf(PolicyType.class);

	private final List<String> changes = new ArrayList<>();

	/** More than one where instances were removed and came back. */
	private final Set<Resilience> incarnations = new CopyOnWriteArraySet<>();

	private final AtomicLong made = new AtomicLong();

	private final AtomicLong disturbed = new AtomicLong();

	private final AtomicLong values = new AtomicLong();

	private final AtomicLong fallbacks = new AtomicLong();

	private final AtomicLong failures = new AtomicLong();

	private final AtomicLong begun = new AtomicLong();

	private final AtomicLong published = new AtomicLong();

	private boolean disturbable = true;

	private boolean bounded;

	private SoakInstance(String name, SoakTarget target, ResilienceRegistry registry, Set<SoakShape> shapes) {
		this.name = name;
		this.target = target;
		this.registry = registry;
		this.shapes.addAll(shapes);
	}

	/**
	 * Lists all instances.
	 * @param registry the registry in which they are
	 * @param targets the methods that they protect
	 * @return the instances
	 */
	static List<SoakInstance> all(ResilienceRegistry registry, Targets targets) {
		List<SoakInstance> all = new ArrayList<>();
		SoakInstance calm = of(CALM, targets.get(SoakTarget.Calm.class), registry, SoakShape.BY_NAME).annotated()
			.changing(ATTEMPTS, BREAKER, BULKHEAD, LIMITER, OFF);
		calm.disturbable = false;
		all.add(calm);
		all.add(of(QUEUED, targets.get(SoakTarget.Queued.class), registry, SoakShape.BY_NAME).annotated()
			.changing(ATTEMPTS, BREAKER, BULKHEAD)
			.exactly(PolicyType.RETRY, PolicyType.CIRCUIT_BREAKER, PolicyType.BULKHEAD));
		SoakInstance timed = of(TIMED, targets.get(SoakTarget.Timed.class), registry, SoakShape.BY_NAME).annotated()
			.changing(ATTEMPTS, BREAKER, TIMEOUT)
			.exactly(PolicyType.RETRY, PolicyType.CIRCUIT_BREAKER, PolicyType.TIMEOUT);
		timed.bounded = true;
		all.add(timed);
		all.add(of(LIMITED, targets.get(SoakTarget.Limited.class), registry, SoakShape.BY_NAME).annotated()
			.changing(ATTEMPTS, LIMITER)
			.exactly(PolicyType.RETRY, PolicyType.RATE_LIMITER));
		SoakInstance full = of(FULL, targets.get(SoakTarget.Full.class), registry, SoakShape.BY_NAME).annotated()
			.changing(ATTEMPTS, BREAKER, BULKHEAD, LIMITER, TIMEOUT, OFF,
					List.of("deadline=3ms", "timeout.mode=off", "fallback.mode=off"));
		full.bounded = true;
		all.add(full);
		all.add(of(ONCE, targets.get(SoakTarget.Once.class), registry, SoakShape.OF_ONE_VALUE)
			.changing(ATTEMPTS, BULKHEAD,
					List.of("idempotency.on-duplicate=reject", "idempotency.ttl=1ms", "idempotency.max-wait=1ms"))
			.exactly(PolicyType.IDEMPOTENCY, PolicyType.RETRY, PolicyType.BULKHEAD));
		all.add(of(KEYED, targets.get(SoakTarget.Keyed.class), registry, SoakShape.BY_KEY).annotated()
			.changing(ATTEMPTS, BREAKER, BULKHEAD)
			.exactly(PolicyType.RETRY, PolicyType.CIRCUIT_BREAKER, PolicyType.BULKHEAD));
		for (int number = 0; number < 3; number++) {
			all.add(of(PASSING + number, targets.get(SoakTarget.Queued.class), registry, SoakShape.BY_EXECUTOR)
				.changing(ATTEMPTS, BREAKER)
				.exactly(PolicyType.RETRY, PolicyType.CIRCUIT_BREAKER));
		}
		return all;
	}

	private static SoakInstance of(String name, SoakTarget target, ResilienceRegistry registry, Set<SoakShape> shapes) {
		return new SoakInstance(name, target, registry, shapes);
	}

	private SoakInstance annotated() {
		this.shapes.addAll(SoakShape.ANNOTATED);
		return this;
	}

	@SafeVarargs
	private SoakInstance changing(List<String>... texts) {
		for (List<String> some : texts) {
			this.changes.addAll(some);
		}
		return this;
	}

	private SoakInstance exactly(PolicyType... policies) {
		this.exact.addAll(List.of(policies));
		return this;
	}

	String name() {
		return this.name;
	}

	SoakTarget target() {
		return this.target;
	}

	List<SoakShape> shapes() {
		return List.copyOf(this.shapes);
	}

	List<String> changes() {
		return this.changes;
	}

	/**
	 * Whether calls are cancelled and interrupted.
	 * @return {@code false} if what callers see is all that happens
	 */
	boolean isDisturbable() {
		return this.disturbable;
	}

	/**
	 * Whether limits of time end calls, whose interrupts look like those of others.
	 * @return whether there are such limits
	 */
	boolean isBounded() {
		return this.bounded;
	}

	/**
	 * Whether a policy is asked by every attempt that comes to it.
	 * @param policy the policy
	 * @return {@code false} if it may be off, or may not be there
	 */
	boolean isExact(PolicyType policy) {
		return this.exact.contains(policy);
	}

	boolean isRemovable() {
		return this.name.startsWith(PASSING);
	}

	Resilience resilience() {
		return this.registry.get(this.name);
	}

	void incarnatedAs(Resilience resilience) {
		this.incarnations.add(resilience);
	}

	Collection<Resilience> incarnations() {
		return this.incarnations;
	}

	void made() {
		this.made.incrementAndGet();
	}

	void disturbed() {
		this.disturbed.incrementAndGet();
	}

	void begun() {
		this.begun.incrementAndGet();
	}

	void published() {
		this.published.incrementAndGet();
	}

	void seen(Object value) {
		AtomicLong count = switch (String.valueOf(value)) {
			case SoakTask.VALUE -> this.values;
			case SoakTarget.ELSE -> this.fallbacks;
			default -> throw new AssertionError("A call of '" + this.name + "' returned " + value);
		};
		count.incrementAndGet();
	}

	void seenFailure() {
		this.failures.incrementAndGet();
	}

	SoakCounts counts() {
		return new SoakCounts(this.made.get(), this.disturbed.get(), this.values.get(), this.fallbacks.get(),
				this.failures.get(), this.begun.get(), this.published.get());
	}

	@Override
	public String toString() {
		return this.name;
	}

	/** Gives the methods to call. */
	@FunctionalInterface
	interface Targets {

		SoakTarget get(Class<? extends SoakTarget> type);

	}

}
