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

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.springframework.util.ClassUtils;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

import dev.resilience.autoconfigure.http.AttemptAccessor;
import dev.resilience.autoconfigure.http.DeadlineAccessor;
import dev.resilience.autoconfigure.http.ExchangeClaims;
import dev.resilience.autoconfigure.http.IdempotencyAccessor;
import dev.resilience.idempotency.IdempotencyContext;
import dev.resilience.policy.CurrentAttempt;
import dev.resilience.time.Deadline;

/**
 * What a subscriber brings along for its call. With Reactor that is its context, which
 * reaches the source of every attempt, and the current thread as far as the context
 * propagation library knows how.
 */
class SubscriberContext {

	private static final boolean REACTOR = ClassUtils.isPresent("reactor.core.CoreSubscriber",
			SubscriberContext.class.getClassLoader());

	private static final boolean PROPAGATION = ClassUtils.isPresent("io.micrometer.context.ContextSnapshotFactory",
			SubscriberContext.class.getClassLoader());

	private static final SubscriberContext NONE = new SubscriberContext();

	static SubscriberContext of(Subscriber<?> subscriber) {
		return (REACTOR && subscriber instanceof CoreSubscriber<?> core) ? new OfReactor(core.currentContext()) : NONE;
	}

	/**
	 * Makes a call in this context.
	 * @param step makes the call
	 */
	void run(Runnable step) {
		step.run();
	}

	/**
	 * Returns what to subscribe with, so that a source sees this context.
	 * @param source takes the signals
	 * @return the subscriber
	 */
	Subscriber<Object> subscriber(SourceSubscriber source) {
		return source;
	}

	/** The context of Reactor. */
	private static final class OfReactor extends SubscriberContext {

		private final Context context;

		OfReactor(Context context) {
			this.context = context;
		}

		@Override
		void run(Runnable step) {
			if (this.context.isEmpty()) {
				step.run();
			}
			else if (PROPAGATION) {
				try (ContextSnapshot.Scope scope = ContextSnapshotFactory.builder()
					.build()
					.setThreadLocalsFrom(this.context)) {
					runInExchange(step);
				}
			}
			else {
				runInExchange(step);
			}
		}

		// What the context says wins over what the thread says. The library for it knows
		// some of this as well, and need not be there.
		private void runInExchange(Runnable step) {
			ExchangeClaims claims = this.context.<ExchangeClaims>getOrEmpty(ExchangeClaims.KEY).orElse(null);
			if (claims == null) {
				runInCall(step);
				return;
			}
			ExchangeClaims.Scope scope = ExchangeClaims.enter(claims);
			try {
				runInCall(step);
			}
			finally {
				scope.close();
			}
		}

		private void runInCall(Runnable step) {
			IdempotencyContext call = this.context.<IdempotencyContext>getOrEmpty(IdempotencyAccessor.KEY).orElse(null);
			if (call == null) {
				runUnderLimit(step);
				return;
			}
			IdempotencyContext.Scope scope = call.enter();
			try {
				runUnderLimit(step);
			}
			finally {
				scope.close();
			}
		}

		private void runUnderLimit(Runnable step) {
			Integer attempt = this.context.<Integer>getOrEmpty(AttemptAccessor.KEY).orElse(null);
			if (attempt == null) {
				runLimited(step);
				return;
			}
			Integer outer = CurrentAttempt.bind(attempt);
			try {
				runLimited(step);
			}
			finally {
				CurrentAttempt.bind(outer);
			}
		}

		private void runLimited(Runnable step) {
			Deadline limit = limit();
			if (limit == null) {
				step.run();
				return;
			}
			Deadline previous = Deadline.adopt(limit);
			try {
				step.run();
			}
			finally {
				Deadline.adopt(previous);
			}
		}

		private @Nullable Deadline limit() {
			return this.context.<Deadline>getOrEmpty(DeadlineAccessor.KEY).orElse(null);
		}

		// The source sees how much time its attempt has, which one it is, and for which
		// idempotent call, on whichever thread it asks.
		@Override
		Subscriber<Object> subscriber(SourceSubscriber source) {
			Deadline limit = source.call().limits();
			boolean shorter = limit != null && Deadline.remainingNanos(limit) <= Deadline.remainingNanos(limit());
			Context limited = (limit != null && shorter) ? this.context.put(DeadlineAccessor.KEY, limit) : this.context;
			Integer attempt = CurrentAttempt.number();
			Context counted = (attempt != null) ? limited.put(AttemptAccessor.KEY, attempt) : limited;
			IdempotencyContext claim = IdempotencyContext.current().orElse(null);
			return new InContext(source, (claim != null) ? counted.put(IdempotencyAccessor.KEY, claim) : counted);
		}

	}

	/**
	 * Takes signals in a context.
	 *
	 * @param source takes the signals
	 * @param currentContext the context
	 */
	private record InContext(SourceSubscriber source, Context currentContext) implements CoreSubscriber<Object> {

		@Override
		public void onSubscribe(Subscription subscription) {
			this.source.onSubscribe(subscription);
		}

		@Override
		public void onNext(Object value) {
			this.source.onNext(value);
		}

		@Override
		public void onError(Throwable failure) {
			this.source.onError(failure);
		}

		@Override
		public void onComplete() {
			this.source.onComplete();
		}

	}

}
