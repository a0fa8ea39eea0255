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

package dev.resilience.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EventsTests {

	private final Events events = new Events();

	private final List<ResilienceEvent> heard = new ArrayList<>();

	@Test
	void reachesListenersOfTheTypeAndOfItsSupertypes() {
		this.events.on(Opened.class, this.heard::add);
		this.events.on(ResilienceEvent.class, this.heard::add);
		this.events.publish(new Opened("orders"));
		this.events.publish(new Closed("orders"));
		assertThat(this.heard).containsExactly(new Opened("orders"), new Opened("orders"), new Closed("orders"));
	}

	@Test
	void isWantedOnlyWhereSomeoneListens() {
		assertThat(this.events.wanted(Opened.class)).isFalse();
		Events.Subscription subscription = this.events.on(Opened.class, this.heard::add);
		assertThat(this.events.wanted(Opened.class)).isTrue();
		assertThat(this.events.wanted(Closed.class)).isFalse();
		subscription.close();
		assertThat(this.events.wanted(Opened.class)).isFalse();
		this.events.on(ResilienceEvent.class, this.heard::add);
		assertThat(this.events.wanted(Closed.class)).isTrue();
	}

	@Test
	void aClosedSubscriptionHearsNothingAndClosingAgainLeavesOthersAlone() {
		Events.Subscription subscription = this.events.on(Opened.class, this.heard::add);
		this.events.on(Opened.class, this.heard::add);
		subscription.close();
		subscription.close();
		this.events.publish(new Opened("orders"));
		assertThat(this.heard).hasSize(1);
	}

	@Test
	void aListenerThatThrowsHoldsUpNeitherTheCallNorOtherListeners() {
		for (Throwable failure : List.of(new IllegalStateException("expected by this test"),
				new NoClassDefFoundError("expected by this test"), new AssertionError("expected by this test"),
				new StackOverflowError("expected by this test"))) {
			this.events.on(Opened.class, (event) -> sneakyThrow(failure));
		}
		this.events.on(Opened.class, this.heard::add);
		this.events.publish(new Opened("orders"));
		assertThat(this.heard).hasSize(1);
	}

	@Test
	void aListenerMayRegisterAndRemoveListeners() {
		AtomicReference<Events.Subscription> own = new AtomicReference<>();
		own.set(this.events.on(Opened.class, (event) -> {
			own.get().close();
			this.events.on(Opened.class, this.heard::add);
		}));
		this.events.publish(new Opened("first"));
		this.events.publish(new Opened("second"));
		assertThat(this.heard).containsExactly(new Opened("second"));
	}

	@Test
	void listenersAreCalledWithoutALock() throws Exception {
		this.events.on(Opened.class,
				(event) -> CompletableFuture.runAsync(() -> this.events.on(Closed.class, this.heard::add))
					.orTimeout(30, TimeUnit.SECONDS)
					.join());
		this.events.publish(new Opened("orders"));
		assertThat(this.events.wanted(Closed.class)).isTrue();
	}

	@Test
	void losesNoListenerThatManyThreadsRegisterAndRemove() throws InterruptedException {
		AtomicInteger count = new AtomicInteger();
		List<Thread> threads = new ArrayList<>();
		for (int index = 0; index < 4; index++) {
			Thread thread = new Thread(() -> {
				for (int round = 0; round < 100; round++) {
					this.events.on(Opened.class, (event) -> count.incrementAndGet());
					this.events.on(Opened.class, (event) -> count.incrementAndGet()).close();
				}
			});
			threads.add(thread);
			thread.start();
		}
		for (Thread thread : threads) {
			thread.join();
		}
		this.events.publish(new Opened("orders"));
		assertThat(count).hasValue(400);
	}

	// Only fools the compiler: the failure is thrown as it is
	@SuppressWarnings("unchecked")
	private static <X extends Throwable> void sneakyThrow(Throwable failure) throws X {
		throw (X) failure;
	}

	private record Opened(String instance) implements ResilienceEvent {

		@Override
		public Instant at() {
			return Instant.EPOCH;
		}

	}

	private record Closed(String instance) implements ResilienceEvent {

		@Override
		public Instant at() {
			return Instant.EPOCH;
		}

	}

}
