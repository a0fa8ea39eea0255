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

package dev.resilience.retry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

import dev.resilience.event.ResilienceEvent;
import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Call;
import dev.resilience.policy.Completion;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.SharedCall;
import dev.resilience.policy.Strategy;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.time.ManualTime;

/**
 * A retry in front of the bare work, with its own time.
 */
final class RetryFixture {

	static final String INSTANCE = "orders";

	/** Nothing behind the retry but the work. */
	static final Strategy.Next WORK_ONLY = new Strategy.Next() {

		@Override
		public Object proceed(ThrowingSupplier<?, ?> work, Call call, long now) throws Throwable {
			return work.get();
		}

		@Override
		public void proceedAsync(AsyncWork work, AsyncCall call, long now, Completion completion) {
			throw new UnsupportedOperationException("Only blocking calls here");
		}

		@Override
		public boolean needsTime() {
			return false;
		}

	};

	final ManualTime time;

	final PolicyContext context;

	final RetryCounters counters = new RetryCounters();

	final Retry retry;

	final List<Duration> waits = new CopyOnWriteArrayList<>();

	final List<ResilienceEvent> events = new CopyOnWriteArrayList<>();

	private RetryFixture(ManualTime time, PolicyContext context, UnaryOperator<RetryConfig.Builder> settings) {
		this.time = time;
		this.context = context;
		RetryConfig.Builder builder = RetryConfig.builder()
			.beforeRetry((attempt, failure, wait) -> this.waits.add(wait));
		this.retry = Retry.of(INSTANCE, settings.apply(builder).build(), this.counters, context);
		context.events().on(ResilienceEvent.class, this.events::add);
	}

	static RetryFixture of(UnaryOperator<RetryConfig.Builder> settings) {
		return of(ManualTime.autoAdvancing(), settings);
	}

	static RetryFixture of(ManualTime time, UnaryOperator<RetryConfig.Builder> settings) {
		return new RetryFixture(time, PolicyContext.standalone(time), settings);
	}

	static RetryFixture of(RandomGenerator random, UnaryOperator<RetryConfig.Builder> settings) {
		ManualTime time = ManualTime.autoAdvancing();
		return new RetryFixture(time, PolicyContext.standalone(time).withRandom(random), settings);
	}

	Object call(ThrowingSupplier<?, ?> work) throws Throwable {
		return this.retry.execute(work, SharedCall.INSTANCE, this.time.nanoTime(), WORK_ONLY);
	}

	/** Calls and returns what was thrown, or {@code null}. */
	Throwable failureOf(ThrowingSupplier<?, ?> work) {
		try {
			call(work);
			return null;
		}
		catch (Throwable ex) {
			return ex;
		}
	}

	RetrySnapshot numbers() {
		return this.retry.snapshot();
	}

	<E extends ResilienceEvent> List<E> events(Class<E> type) {
		List<E> matching = new ArrayList<>();
		this.events.stream().filter(type::isInstance).map(type::cast).forEach(matching::add);
		return matching;
	}

}
