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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

import dev.resilience.Resilience;
import dev.resilience.pipeline.CallOutcome;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Races the values of sources with what ends calls from outside.
 */
class ProtectedPublisherConcurrencyTests {

	private static final int ROUNDS = 500;

	// Each source publishes its number until it is cancelled, on a thread of its own,
	// while the limit of the attempt expires on another.
	@RepeatedTest(3)
	void aLimitNeverOverlapsAValueAndNoAttemptFollowsOneOfWhichSomethingWasSeen() throws Exception {
		ManualTime time = ManualTime.stopped();
		Resilience timed = Resilience.builder("raced")
			.time(time)
			.continuations(Runnable::run)
			.retry((r) -> r.maxAttempts(2).delay(Duration.ZERO))
			.bulkhead((b) -> b.maxConcurrent(1))
			.timeout(Duration.ofSeconds(1))
			.build();
		int begun = 0;
		for (int round = 0; round < ROUNDS; round++) {
			CyclicBarrier start = new CyclicBarrier(2);
			AtomicInteger attempts = new AtomicInteger();
			Serial subscriber = new Serial();
			new ProtectedPublisher<Integer>(timed::pipeline, () -> new ReactiveCall() {

				@Override
				protected Object nextSource() {
					return new Chatter(attempts.incrementAndGet(), start);
				}

			}, true).subscribe(subscriber);
			start.await(20, TimeUnit.SECONDS);
			time.advance(Duration.ofSeconds(1));
			if (attempts.get() == 2) {
				start.await(20, TimeUnit.SECONDS);
				time.advance(Duration.ofSeconds(1));
			}
			assertThat(subscriber.ended.await(20, TimeUnit.SECONDS)).isTrue();
			assertThat(subscriber.overlaps).isFalse();
			assertThat(subscriber.signalledAfterEnd).isFalse();
			if (subscriber.seen != 0) {
				begun++;
				assertThat(subscriber.seen).as("values of one attempt").isNotEqualTo(Serial.MIXED);
				assertThat(attempts.get()).as("no attempt after the first value").isEqualTo(subscriber.seen);
			}
		}
		assertThat(begun).isPositive();
		assertThat(timed.bulkhead().snapshot().active()).isZero();
		assertThat(timed.policies().calls().count(CallOutcome.FAILURE)).isEqualTo(ROUNDS);
		assertThat(time.scheduledTasks()).isZero();
	}

	@Test
	void theSourceOfAnAttemptThatWasAbandonedTakesNoDemandFromTheNext() {
		ManualTime time = ManualTime.stopped();
		Resilience timed = Resilience.builder("abandoned")
			.time(time)
			.continuations(Runnable::run)
			.retry((r) -> r.maxAttempts(2).delay(Duration.ZERO))
			.timeout(Duration.ofSeconds(1))
			.build();
		AtomicInteger attempts = new AtomicInteger();
		ReactiveCall slow = new ReactiveCall() {

			@Override
			protected Object nextSource() {
				if (attempts.incrementAndGet() == 1) {
					// The next attempt begins before this one returns.
					time.advance(Duration.ofSeconds(1));
					return Flux.never();
				}
				return Flux.range(1, 3);
			}

		};
		List<Integer> seen = new ArrayList<>();
		AtomicBoolean completed = new AtomicBoolean();
		BaseSubscriber<Integer> subscriber = new BaseSubscriber<>() {

			@Override
			protected void hookOnSubscribe(Subscription subscription) {
				request(1);
			}

			@Override
			protected void hookOnNext(Integer value) {
				seen.add(value);
			}

			@Override
			protected void hookOnComplete() {
				completed.set(true);
			}

		};
		new ProtectedPublisher<Integer>(timed::pipeline, () -> slow, true).subscribe(subscriber);
		assertThat(seen).containsExactly(1);
		subscriber.request(2);
		assertThat(seen).containsExactly(1, 2, 3);
		assertThat(completed).isTrue();
		assertThat(attempts).hasValue(2);
	}

	@Test
	void demandFromManyThreadsIsForwardedOnce() throws Exception {
		Resilience plain = Resilience.builder("demand").build();
		AtomicInteger requested = new AtomicInteger();
		Serial subscriber = new Serial();
		subscriber.unbounded = false;
		new ProtectedPublisher<Integer>(plain::pipeline, () -> new ReactiveCall() {

			@Override
			protected Object nextSource() {
				return (Publisher<Integer>) (given) -> given.onSubscribe(new Subscription() {

					@Override
					public void request(long count) {
						requested.addAndGet((int) count);
					}

					@Override
					public void cancel() {
					}

				});
			}

		}, true).subscribe(subscriber);
		Thread[] threads = new Thread[4];
		for (int i = 0; i < threads.length; i++) {
			threads[i] = new Thread(() -> {
				for (int j = 0; j < 10_000; j++) {
					subscriber.subscription.request(1);
				}
			});
			threads[i].start();
		}
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(requested).hasValue(40_000);
	}

	/**
	 * Publishes its number again and again, on a thread of its own.
	 *
	 * @param number the number
	 * @param start where it waits before it begins
	 */
	private record Chatter(int number, CyclicBarrier start) implements Publisher<Integer> {

		@Override
		public void subscribe(Subscriber<? super Integer> subscriber) {
			AtomicInteger cancelled = new AtomicInteger();
			subscriber.onSubscribe(new Subscription() {

				@Override
				public void request(long count) {
				}

				@Override
				public void cancel() {
					cancelled.set(1);
				}

			});
			Thread thread = new Thread(() -> {
				try {
					this.start.await(20, TimeUnit.SECONDS);
				}
				catch (Exception ex) {
					return;
				}
				// The limit takes a while to expire: the first value meets it at any
				// point
				long first = System.nanoTime() + ThreadLocalRandom.current().nextInt(60_000);
				while (System.nanoTime() < first) {
					Thread.onSpinWait();
				}
				// Values may come for a while after a cancellation
				for (int extra = 0; extra < 3; extra += cancelled.get()) {
					subscriber.onNext(this.number);
				}
			});
			thread.setDaemon(true);
			thread.start();
		}

	}

	/** Notices signals that overlap, and from which attempt values come. */
	private static final class Serial implements Subscriber<Integer> {

		private static final int MIXED = -1;

		private final AtomicInteger inside = new AtomicInteger();

		private final CountDownLatch ended = new CountDownLatch(1);

		private boolean unbounded = true;

		private volatile Subscription subscription;

		private volatile boolean overlaps;

		private volatile boolean signalledAfterEnd;

		private volatile int seen;

		@Override
		public void onSubscribe(Subscription given) {
			this.subscription = given;
			if (this.unbounded) {
				given.request(Long.MAX_VALUE);
			}
		}

		@Override
		public void onNext(Integer value) {
			enter();
			this.seen = (this.seen == 0 || this.seen == value) ? value : MIXED;
			this.inside.decrementAndGet();
		}

		@Override
		public void onError(Throwable failure) {
			enter();
			this.inside.decrementAndGet();
			this.ended.countDown();
		}

		@Override
		public void onComplete() {
			onError(new IllegalStateException());
		}

		private void enter() {
			if (this.inside.incrementAndGet() != 1) {
				this.overlaps = true;
			}
			if (this.ended.getCount() == 0) {
				this.signalledAfterEnd = true;
			}
		}

	}

}
