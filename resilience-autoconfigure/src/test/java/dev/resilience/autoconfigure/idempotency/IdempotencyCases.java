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

package dev.resilience.autoconfigure.idempotency;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

import dev.resilience.idempotency.Idempotency;
import dev.resilience.idempotency.IdempotencyConfig;
import dev.resilience.idempotency.RecordView;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.time.ManualTime;
import dev.resilience.time.SystemTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Cases of the table of portable behaviour, played on every store. Display names begin
 * with the number of the case. E is the number of effects.
 */
@ParameterizedClass(name = "{0}")
@ArgumentsSource(TestedStores.class)
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class IdempotencyCases {

	static final Duration LEASE = Duration.ofSeconds(2);

	static final Duration TTL = Duration.ofSeconds(5);

	/** The key of a case, unless it needs several. */
	static final String K = "order-4711";

	/** Divides a lease, and no clock is too coarse for it. */
	private static final Duration STEP = Duration.ofMillis(250);

	@Parameter
	TestedStore tested;

	/** Counts E. */
	final AtomicInteger effects = new AtomicInteger();

	/** The clock of nodes whose time passes with that of the store. */
	final ManualTime time = ManualTime.stopped();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@BeforeEach
	final void applies(TestInfo test) {
		Needs needs = test.getTestMethod().orElseThrow().getAnnotation(Needs.class);
		if (needs != null) {
			for (Ability ability : needs.value()) {
				Assumptions.assumeTrue(this.tested.can(ability),
						() -> "Does not apply to " + this.tested + ": " + ability.lack());
			}
		}
		// A clock says anything but zero.
		this.time.advance(Duration.ofDays(1));
		this.tested.reset();
	}

	@AfterEach
	final void endThreads() {
		this.threads.shutdownNow();
	}

	/**
	 * Makes a node that lives in real time.
	 * @return the node
	 */
	final Node node() {
		return new Node(this.tested, SystemTime.shared(), this.threads);
	}

	/**
	 * Makes a node whose time passes by {@link #pass} only, and that renews its leases
	 * just then.
	 * @return the node
	 */
	final Node timedNode() {
		return new Node(this.tested, this.time, Runnable::run);
	}

	/**
	 * Lets time pass for the store and for nodes, in steps in which nothing is missed.
	 * @param duration how much
	 */
	final void pass(Duration duration) {
		Duration left = duration;
		while (left.compareTo(STEP) > 0) {
			passAtOnce(STEP);
			left = left.minus(STEP);
		}
		passAtOnce(left);
	}

	private void passAtOnce(Duration duration) {
		this.tested.elapse(duration);
		this.time.advance(duration);
	}

	final String effect() {
		return "receipt " + this.effects.incrementAndGet();
	}

	static UnaryOperator<IdempotencyConfig.Builder> defaults() {
		return (builder) -> builder;
	}

	static <X extends Throwable> String charge(Idempotency calls, ThrowingSupplier<String, X> work) throws X {
		return charge(calls, K, work);
	}

	static <X extends Throwable> String charge(Idempotency calls, String key, ThrowingSupplier<String, X> work)
			throws X {
		return calls.execute(key, null, String.class, work);
	}

	static void assertState(Node node, String key, RecordView.State state) {
		assertThat(node.recordOf(key)).extracting(RecordView::state).isEqualTo(state);
	}

}
