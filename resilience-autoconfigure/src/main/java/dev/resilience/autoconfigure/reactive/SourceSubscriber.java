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

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.Completion;

/**
 * Subscribed to the source of one attempt. Lets the source end the attempt, and ends the
 * source where nobody waits for it any more. The values go to the subscriber as they
 * come, or the first of them is the result of the attempt.
 */
final class SourceSubscriber implements Subscriber<Object> {

	private final AsyncCall call;

	private final Completion completion;

	private final @Nullable ProtectedSubscription<?> receiver;

	private volatile @Nullable Subscription subscription;

	private volatile boolean ended;

	private volatile boolean closed;

	private @Nullable Object value;

	/** How much of the receiver's demand has been asked for here. */
	private final AtomicLong forwarded = new AtomicLong();

	private final AtomicInteger forwarding = new AtomicInteger();

	private SourceSubscriber(AsyncCall call, Completion completion, @Nullable ProtectedSubscription<?> receiver) {
		this.call = call;
		this.completion = completion;
		this.receiver = receiver;
	}

	/**
	 * Subscribes to the source of an attempt.
	 * @param source the source
	 * @param call the attempt
	 * @param completion told how it ended
	 * @param subscription for whom; {@code null} for nobody in particular
	 */
	static void subscribe(Publisher<?> source, AsyncCall call, Completion completion,
			@Nullable ProtectedSubscription<?> subscription) {
		ProtectedSubscription<?> receiver = (subscription != null && subscription.isMultiValue()) ? subscription : null;
		SourceSubscriber subscriber = new SourceSubscriber(call, completion, receiver);
		call.onCancel(subscriber::close);
		if (receiver != null) {
			receiver.receiveFrom(subscriber);
		}
		source.subscribe((subscription != null) ? subscription.context().subscriber(subscriber) : subscriber);
	}

	@Override
	public void onSubscribe(Subscription given) {
		Objects.requireNonNull(given, "'subscription' must not be null");
		if (this.subscription != null) {
			given.cancel();
			return;
		}
		this.subscription = given;
		if (this.closed) {
			given.cancel();
		}
		else if (this.receiver != null) {
			forwardDemand();
		}
		else {
			given.request(Long.MAX_VALUE);
		}
	}

	@Override
	public void onNext(Object next) {
		Objects.requireNonNull(next, "'next' must not be null");
		if (this.ended || this.closed) {
			return;
		}
		if (this.receiver != null) {
			this.receiver.emit(this, next);
		}
		else if (this.value == null) {
			this.value = next;
		}
	}

	@Override
	public void onError(Throwable failure) {
		Objects.requireNonNull(failure, "'failure' must not be null");
		this.ended = true;
		this.completion.failed(failure);
	}

	@Override
	public void onComplete() {
		this.ended = true;
		this.completion.succeeded(this.value);
	}

	// Nothing more comes from this source once this has returned, or it has been noted
	// that something did. A source does not say that it was cancelled, so this does.
	private void close() {
		if (this.ended) {
			return;
		}
		this.closed = true;
		if (this.receiver != null && this.receiver.isEmitting()) {
			this.call.emitted();
		}
		Subscription present = this.subscription;
		if (present != null) {
			present.cancel();
		}
		this.completion.failed(new CancellationException("The subscription was cancelled"));
	}

	boolean isClosed() {
		return this.closed;
	}

	AsyncCall call() {
		return this.call;
	}

	/**
	 * Asks the source for as much as the receiver wants. Demand never counts twice: a
	 * source is only replaced by another one while nothing has come from it.
	 */
	void forwardDemand() {
		ProtectedSubscription<?> wanting = this.receiver;
		if (wanting == null || this.forwarding.getAndIncrement() != 0) {
			return;
		}
		int missed = 1;
		do {
			Subscription present = this.subscription;
			long wanted = wanting.demand();
			long before = this.forwarded.get();
			if (present != null && wanted > before) {
				this.forwarded.set(wanted);
				present.request((wanted == Long.MAX_VALUE) ? wanted : wanted - before);
			}
			missed = this.forwarding.addAndGet(-missed);
		}
		while (missed != 0);
	}

}
