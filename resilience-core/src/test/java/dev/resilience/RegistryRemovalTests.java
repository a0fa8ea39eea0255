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

package dev.resilience;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import dev.resilience.bulkhead.BulkheadConfig;
import dev.resilience.bulkhead.BulkheadFullException;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.event.Events;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.ratelimiter.RateLimitExceededException;
import dev.resilience.ratelimiter.RateLimiterConfig;
import dev.resilience.retry.RetryClosedException;
import dev.resilience.retry.RetryConfig;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for listeners of {@link ResilienceRegistry} and for the removal of instances.
 */
class RegistryRemovalTests {

	private static final InstanceConfig BULKHEAD = new InstanceConfig(null, null, null, null, null,
			BulkheadConfig.builder().maxConcurrent(1).queueSize(2).build());

	private final ManualTime time = ManualTime.stopped();

	private final ResilienceRegistry registry = ResilienceRegistry.builder().time(this.time).build();

	private final List<String> heard = new ArrayList<>();

	@Test
	void aRemovedInstanceIsGoneAndItsNameIsFreeForANewOne() {
		Resilience first = this.registry.get("orders");
		first.circuitBreaker().forceOpen();
		assertThat(this.registry.remove("ORDERS")).isTrue();
		assertThat(this.registry.find("orders")).isEmpty();
		assertThat(this.registry.instances()).isEmpty();
		assertThat(this.registry.get("orders")).isNotSameAs(first)
			.satisfies((second) -> assertThat(second.circuitBreaker().state()).isEqualTo(CircuitBreakerState.CLOSED));
	}

	@Test
	void removingWhatIsNotThereChangesNothing() {
		listen();
		assertThat(this.registry.remove("orders")).isFalse();
		assertThat(this.heard).isEmpty();
		assertThatIllegalArgumentException().isThrownBy(() -> this.registry.remove("(overflow)"));
	}

	@Test
	void declaredAndConfiguredInstancesCannotBeRemoved() {
		try (ResilienceRegistry configured = ResilienceRegistry.builder().configs((name) -> BULKHEAD).build()) {
			configured.get("orders");
			assertThatIllegalStateException().isThrownBy(() -> configured.remove("orders"))
				.withMessageContaining("'orders' cannot be removed");
		}
		this.registry.get("orders");
		this.registry.declare("orders", BULKHEAD);
		assertThatIllegalStateException().isThrownBy(() -> this.registry.remove("orders"));
		assertThat(this.registry.find("orders")).isPresent();
	}

	@Test
	void theNameOfARemovedInstanceDoesNotCountAgainstTheBound() {
		try (ResilienceRegistry bounded = ResilienceRegistry.builder().maxDynamicInstances(1).build()) {
			bounded.get("a");
			assertThat(bounded.get("b").name()).isEqualTo("(overflow)");
			bounded.remove("a");
			assertThat(bounded.get("b").name()).isEqualTo("b");
			assertThat(bounded.get("c").name()).isEqualTo("(overflow)");
		}
	}

	@Test
	void aSleepingRetryOfTheInstanceEndsAtOnceAndOthersSleepOn() {
		InstanceConfig retry = new InstanceConfig(null,
				RetryConfig.builder().maxAttempts(2).delay(Duration.ofSeconds(1)).build(), null, null, null, null);
		Target target = Target.failing(new IOException());
		Background<String> removed = Background.start(() -> this.registry.get("orders", retry).call(target));
		Background<String> other = Background.start(() -> this.registry.get("carts", retry).call(target));
		this.time.awaitParked(2);
		this.registry.remove("orders");
		assertThat(removed.failure()).isInstanceOf(RetryClosedException.class);
		assertThat(other.isDone()).isFalse();
		this.registry.close();
		assertThat(other.failure()).isInstanceOf(RetryClosedException.class);
	}

	@Test
	void queuedCallsOfTheInstanceEndAndTheAdmittedOneFinishes() {
		Resilience orders = this.registry.get("orders", BULKHEAD);
		SlowTarget admitted = SlowTarget.interruptible();
		Background<String> running = Background.start(() -> orders.call(admitted));
		admitted.awaitBegun();
		Background<String> queued = Background.start(() -> orders.call(Target.answering("value")));
		this.time.awaitParked(1);
		this.registry.remove("orders");
		assertThat(queued.failure()).isInstanceOf(BulkheadFullException.class);
		assertThat(running.isDone()).isFalse();
		admitted.letGo();
		assertThat(running.value()).isEqualTo("value");
		assertThat(orders.bulkhead().snapshot()).satisfies((after) -> {
			assertThat(after.active()).isZero();
			assertThat(after.waiting()).isZero();
		});
	}

	@Test
	void callsThatWaitForTheRateOfTheInstanceEnd() {
		Resilience orders = this.registry.get("orders", new InstanceConfig(null, null, null,
				RateLimiterConfig.builder().permits(1).maxWait(Duration.ofHours(1)).build(), null, null));
		orders.rateLimiter().drain();
		Background<String> waiting = Background.start(() -> orders.call(Target.answering("value")));
		this.time.awaitParked(1);
		this.registry.remove("orders");
		assertThat(waiting.failure()).isInstanceOf(RateLimitExceededException.class);
	}

	@Test
	void whoHoldsARemovedInstanceMayCallItWhereNothingWaits() {
		Resilience orders = this.registry.get("orders");
		this.registry.remove("orders");
		assertThat(orders.attempt(Target.answering("value")).value()).isEqualTo("value");
	}

	@Test
	void listenersHearOfEveryStepInTheLifeOfAnInstance() {
		this.registry.get("before");
		Events.Subscription subscription = listen();
		Resilience orders = this.registry.get("orders");
		orders.reconfigure(BULKHEAD);
		orders.reconfigure(BULKHEAD);
		this.registry.remove("orders");
		orders.reconfigure(InstanceConfig.NONE);
		assertThat(this.heard).containsExactly("created before", "created orders", "changed orders", "changed orders",
				"changed orders", "removed orders");
		subscription.close();
		this.registry.get("later");
		assertThat(this.heard).hasSize(6);
	}

	@Test
	void aRemovalIsAnEvent() {
		List<InstanceRemoved> events = new ArrayList<>();
		this.registry.events().on(InstanceRemoved.class, events::add);
		this.registry.get("orders");
		this.registry.remove("orders");
		assertThat(events).containsExactly(new InstanceRemoved("orders", this.time.wallClock().instant()));
	}

	@Test
	void whatIsAnnouncedDuringARemovalIsTakenBack() {
		AtomicBoolean removing = new AtomicBoolean();
		this.registry.listen(new InstanceListener() {

			@Override
			public void changed(Resilience instance) {
				if (removing.compareAndSet(false, true)) {
					RegistryRemovalTests.this.registry.remove("orders");
				}
			}

		});
		listen();
		Resilience orders = this.registry.get("orders");
		orders.policies().bulkhead(BulkheadConfig.defaults());
		assertThat(this.heard.get(this.heard.size() - 1)).isEqualTo("removed orders");
	}

	@Test
	void nothingIsLeftOfInstancesThatThreadsCreateAndRemoveAtOnce() {
		Set<Resilience> known = ConcurrentHashMap.newKeySet();
		this.registry.listen(new InstanceListener() {

			@Override
			public void created(Resilience instance) {
				known.add(instance);
			}

			@Override
			public void changed(Resilience instance) {
				known.add(instance);
			}

			@Override
			public void removed(Resilience instance) {
				known.remove(instance);
			}

		});
		List<Background<String>> threads = new ArrayList<>();
		for (int thread = 0; thread < 4; thread++) {
			boolean removes = thread % 2 == 0;
			threads.add(Background.start(() -> {
				for (int i = 0; i < 2000; i++) {
					if (removes) {
						this.registry.remove("name" + i % 3);
					}
					else {
						this.registry.get("name" + i % 3).policies().bulkhead(BulkheadConfig.defaults());
					}
				}
				return "done";
			}));
		}
		threads.forEach(Background::value);
		assertThat(known).containsExactlyInAnyOrderElementsOf(this.registry.instances());
		List.of("name0", "name1", "name2").forEach(this.registry::remove);
		assertThat(known).isEmpty();
	}

	private Events.Subscription listen() {
		return this.registry.listen(new InstanceListener() {

			@Override
			public void created(Resilience instance) {
				RegistryRemovalTests.this.heard.add("created " + instance.name());
			}

			@Override
			public void changed(Resilience instance) {
				RegistryRemovalTests.this.heard.add("changed " + instance.name());
			}

			@Override
			public void removed(Resilience instance) {
				RegistryRemovalTests.this.heard.add("removed " + instance.name());
			}

		});
	}

}
