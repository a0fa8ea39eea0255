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
import java.util.function.Supplier;

import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

import dev.resilience.pipeline.Pipeline;

/**
 * Runs the pipeline of an instance for each subscriber: whoever subscribes makes a call,
 * and every attempt subscribes to a source of its own. Safe for use by many threads.
 *
 * @param <T> the type of the values
 */
public final class ProtectedPublisher<T> implements Publisher<T> {

	private final Supplier<Pipeline> pipeline;

	private final Supplier<? extends ReactiveCall> calls;

	private final boolean multiValue;

	/**
	 * Creates a publisher.
	 * @param pipeline gives the pipeline in force when somebody subscribes
	 * @param calls makes the call of one subscriber; what it throws is the error of that
	 * subscriber
	 * @param multiValue whether values are passed on as they come; otherwise the value of
	 * an attempt waits until that attempt has completed
	 */
	public ProtectedPublisher(Supplier<Pipeline> pipeline, Supplier<? extends ReactiveCall> calls, boolean multiValue) {
		this.pipeline = pipeline;
		this.calls = calls;
		this.multiValue = multiValue;
	}

	/**
	 * Returns a protected value of a reactive type. Here, so that the caller can be
	 * loaded where there are no reactive types.
	 * @param type the type
	 * @param pipeline gives the pipeline in force when somebody subscribes
	 * @param calls makes the call of one subscriber
	 * @return the value
	 */
	public static Object of(ReactiveType type, Supplier<Pipeline> pipeline, Supplier<? extends ReactiveCall> calls) {
		return type.fromPublisher(new ProtectedPublisher<>(pipeline, calls, type.isMultiValue()));
	}

	@Override
	public void subscribe(Subscriber<? super T> subscriber) {
		Objects.requireNonNull(subscriber, "'subscriber' must not be null");
		ReactiveCall facts;
		try {
			facts = this.calls.get();
		}
		catch (RuntimeException ex) {
			subscriber.onSubscribe(new Refused());
			subscriber.onError(ex);
			return;
		}
		SubscriberContext context = SubscriberContext.of(subscriber);
		context.run(() -> new ProtectedSubscription<>(subscriber, context, this.pipeline.get(), facts, this.multiValue)
			.start());
	}

	/** Of a subscriber that gets an error before anything was begun. */
	private static final class Refused implements Subscription {

		@Override
		public void request(long count) {
		}

		@Override
		public void cancel() {
		}

	}

}
