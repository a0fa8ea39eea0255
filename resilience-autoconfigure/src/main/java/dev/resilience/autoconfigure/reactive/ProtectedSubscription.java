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

package dev.resilience.autoconfigure.reactive;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

import dev.resilience.pipeline.Pipeline;
import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Completion;

/**
 * The call of one subscriber: what it asks for goes to the source of the current attempt,
 * what comes from there goes to it, and how the call ends is told as the last signal. By
 * the rules of Reactive Streams 1.0.4: signals are serial even where a limit ends the
 * call on another thread than that of the source.
 *
 * @param <T> the type of the values
 */
final class ProtectedSubscription<T> implements Subscription, AsyncWork, Completion {

	/** Instead of the last signal once it has been told, or is not wanted any more. */
	private static final Ending DONE = new Ending(null, null);

	private final Subscriber<? super T> subscriber;

	private final Pipeline pipeline;

	private final ReactiveCall facts;

	private final boolean multiValue;

	private final AsyncCall call;

	private final SubscriberContext context;

	private final AtomicLong demand = new AtomicLong();

	private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();

	/** Who tells the subscriber something, and whether others wanted to meanwhile. */
	private final AtomicInteger telling = new AtomicInteger();

	private final AtomicReference<@Nullable SourceSubscriber> source = new AtomicReference<>();

	private volatile boolean cancelled;

	ProtectedSubscription(Subscriber<? super T> subscriber, SubscriberContext context, Pipeline pipeline,
			ReactiveCall facts, boolean multiValue) {
		this.subscriber = subscriber;
		this.context = context;
		this.pipeline = pipeline;
		this.facts = facts;
		this.multiValue = multiValue;
		this.call = new AsyncCall(facts, pipeline.context());
	}

	void start() {
		this.subscriber.onSubscribe(this);
		if (this.ending.get() == null) {
			this.pipeline.runAsync(this, this.call, this);
		}
	}

	// Begins one attempt.
	@Override
	public void begin(AsyncCall attempt, Completion completion) throws Throwable {
		follow(this.facts.nextSource(), attempt, completion);
	}

	@Override
	public void follow(@Nullable Object answer, AsyncCall attempt, Completion completion) {
		LateValues.follow(answer, attempt, completion, () -> true, this);
	}

	@Override
	public void request(long count) {
		if (count <= 0) {
			end(new Ending(null, new IllegalArgumentException(
					"A subscriber must ask for at least one, not " + count + " (rule 3.9 of Reactive Streams)")));
			this.call.cancel();
			return;
		}
		this.demand.accumulateAndGet(count, ProtectedSubscription::add);
		SourceSubscriber present = this.source.get();
		if (present != null) {
			present.forwardDemand();
		}
		if (this.ending.get() != null) {
			tellEnding();
		}
	}

	private static long add(long demand, long more) {
		long sum = demand + more;
		return (sum < 0) ? Long.MAX_VALUE : sum;
	}

	@Override
	public void cancel() {
		this.cancelled = true;
		this.ending.set(DONE);
		this.call.cancel();
	}

	boolean isMultiValue() {
		return this.multiValue;
	}

	SubscriberContext context() {
		return this.context;
	}

	long demand() {
		return this.demand.get();
	}

	// An attempt that was abandoned while its method still ran may come later than the
	// one that follows it: demand is not for its source.
	void receiveFrom(SourceSubscriber next) {
		SourceSubscriber before;
		do {
			before = this.source.get();
		}
		while (!next.isClosed() && !this.source.compareAndSet(before, next));
	}

	boolean isEmitting() {
		return this.telling.get() != 0;
	}

	/**
	 * Passes a value on.
	 * @param from where it comes from
	 * @param value the value
	 */
	void emit(SourceSubscriber from, Object value) {
		if (!this.telling.compareAndSet(0, 1)) {
			// The last signal is being told, or the subscriber asks for more while it is
			// told a value.
			if (this.ending.get() == null && !from.isClosed()) {
				pass(value);
			}
			return;
		}
		// Either a limit that ends the attempt meanwhile sees that something comes from
		// it, or it is seen here.
		try {
			if (this.ending.get() == null && !from.isClosed()) {
				from.call().emitted();
				pass(value);
			}
		}
		finally {
			whileMissed();
		}
	}

	// Values are what the source of a publisher of this type has published
	@SuppressWarnings("unchecked")
	private void pass(Object value) {
		this.subscriber.onNext((T) value);
	}

	@Override
	public void succeeded(@Nullable Object result) {
		end(new Ending(result, null));
	}

	@Override
	public void failed(Throwable failure) {
		end(new Ending(null, failure));
	}

	private void end(Ending last) {
		if (this.ending.compareAndSet(null, last)) {
			tellEnding();
		}
	}

	private void tellEnding() {
		if (this.telling.getAndIncrement() == 0) {
			tell();
			whileMissed();
		}
	}

	private void whileMissed() {
		int missed = this.telling.addAndGet(-1);
		while (missed != 0) {
			tell();
			missed = this.telling.addAndGet(-missed);
		}
	}

	private void tell() {
		Ending last = this.ending.get();
		if (last == null || last == DONE || (last.value != null && this.demand.get() == 0)
				|| !this.ending.compareAndSet(last, DONE)) {
			return;
		}
		if (last.failure != null) {
			this.subscriber.onError(last.failure);
			return;
		}
		if (last.value != null) {
			pass(last.value);
		}
		if (!this.cancelled) {
			this.subscriber.onComplete();
		}
	}

	/** How a call ended. */
	private static final class Ending {

		/** The only value, unless values were passed on as they came. */
		private final @Nullable Object value;

		private final @Nullable Throwable failure;

		Ending(@Nullable Object value, @Nullable Throwable failure) {
			this.value = value;
			this.failure = failure;
		}

	}

}
