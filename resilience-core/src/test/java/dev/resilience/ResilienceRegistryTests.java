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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.resilience.bulkhead.BulkheadConfig;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.circuitbreaker.CircuitBreakerTransition;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.policy.Policy;
import dev.resilience.policy.PolicyType;
import dev.resilience.retry.RetryConfig;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

@Timeout(60)
class ResilienceRegistryTests {

	private static final InstanceConfig BULKHEAD = new InstanceConfig(null, null, null, null, null,
			BulkheadConfig.defaults());

	private final ManualTime time = ManualTime.autoAdvancing();

	private final ResilienceRegistry registry = ResilienceRegistry.builder().time(this.time).build();

	@Test
	void rule7AnUnknownNameGetsARetryAndABreaker() {
		assertThat(this.registry.get("orders").pipeline().policies()).extracting(Policy::type)
			.containsExactly(PolicyType.RETRY, PolicyType.CIRCUIT_BREAKER);
		assertThat(ResilienceRegistry.withDefaults().get("orders").pipeline().policies()).hasSize(2);
	}

	@Test
	void rule7AConfiguredNameGetsItsPolicies() {
		try (ResilienceRegistry configured = ResilienceRegistry.builder()
			.configs((name) -> name.equals("orders") ? BULKHEAD : null)
			.build()) {
			assertThat(configured.get("orders").pipeline().policies()).extracting(Policy::type)
				.containsExactly(PolicyType.BULKHEAD);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "payment-service", "paymentService", "PAYMENT_SERVICE", "paymentservice" })
	void namesAreComparedInUniformForm(String spelling) {
		Resilience instance = this.registry.get("payment-service");
		assertThat(this.registry.get(spelling)).isSameAs(instance);
		assertThat(this.registry.find(spelling)).containsSame(instance);
		assertThat(this.registry.get(spelling, BULKHEAD)).isSameAs(instance);
		assertThat(this.registry.declare(spelling, InstanceConfig.RETRY_AND_BREAKER)).isSameAs(instance);
		assertThat(instance.name()).isEqualTo("payment-service");
		assertThat(this.registry.instances()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "1st", "-orders", "_orders", "or ders", "or.ders", "ordérs", "orders!", "(overflow)" })
	void aNameThatIsNotLegalIsRefusedAndCreatesNothing(String name) {
		this.registry.get("orders");
		assertThatIllegalArgumentException().isThrownBy(() -> this.registry.get(name))
			.withMessageStartingWith("'" + name + "' is no legal instance name");
		assertThatIllegalArgumentException().isThrownBy(() -> this.registry.get(name, BULKHEAD));
		assertThatIllegalArgumentException().isThrownBy(() -> this.registry.declare(name, BULKHEAD));
		assertThat(this.registry.instances()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "Z9", "payment-service_2" })
	void legalNamesAreTaken(String name) {
		assertThat(this.registry.get(name).name()).isEqualTo(name);
	}

	@Test
	void findingCreatesNothing() {
		assertThat(this.registry.find("orders")).isEmpty();
		assertThat(this.registry.find("not a name")).isEmpty();
		assertThat(this.registry.instances()).isEmpty();
	}

	@Test
	void caseD049TheSameNameTwiceIsTheSameObjectWithTheSettingsOfTheFirstRequest() {
		Resilience first = this.registry.get("orders", threshold(3));
		assertThat(this.registry.get("orders", threshold(9))).isSameAs(first);
		assertThat(first.circuitBreaker().config().failureThreshold()).isEqualTo(3);
	}

	@Test
	void caseD050SettingsCanComeFromAProviderByName() {
		try (ResilienceRegistry providers = ResilienceRegistry.builder()
			.configs((name) -> name.startsWith("anthropic") ? new InstanceConfig(null, null,
					CircuitBreakerConfig.builder().failureThreshold(3).openDuration(Duration.ofSeconds(30)).build(),
					null, null, null) : null)
			.build()) {
			CircuitBreakerConfig config = providers.get("anthropic").circuitBreaker().config();
			assertThat(config.failureThreshold()).isEqualTo(3);
			assertThat(config.openDuration()).isEqualTo(Duration.ofSeconds(30));
		}
	}

	@Test
	void caseD051ExplicitSettingsWinOverThoseOfAProvider() {
		try (ResilienceRegistry providers = ResilienceRegistry.builder().configs((name) -> threshold(3)).build()) {
			assertThat(providers.get("anthropic", threshold(50)).circuitBreaker().config().failureThreshold())
				.isEqualTo(50);
		}
	}

	@Test
	void firstList29AnExistingNameWithOtherSettingsIsReported() {
		this.registry.get("orders", threshold(3));
		try (CapturedLog log = new CapturedLog(ResilienceRegistry.class)) {
			this.registry.get("orders", new InstanceConfig(null, RetryConfig.defaults(),
					CircuitBreakerConfig.builder().failureThreshold(4).build(), null, null, null));
			assertThat(log.warnings()).singleElement()
				.asString()
				.startsWith("Instance 'orders' exists already with other settings of [retry, circuit-breaker]");
		}
	}

	@Test
	void firstList29EqualSettingsAreNotReported() {
		this.registry.get("orders", threshold(3));
		this.registry.get("carts");
		try (CapturedLog log = new CapturedLog(ResilienceRegistry.class)) {
			this.registry.get("orders", threshold(3));
			this.registry.get("Orders", threshold(3));
			this.registry.get("orders");
			this.registry.get("carts", InstanceConfig.RETRY_AND_BREAKER);
			assertThat(log.warnings()).isEmpty();
		}
	}

	@Test
	void firstList29ComparesWithTheSettingsThatHoldNow() {
		this.registry.get("orders", threshold(3)).reconfigure(threshold(4));
		try (CapturedLog log = new CapturedLog(ResilienceRegistry.class)) {
			this.registry.get("orders", threshold(4));
			assertThat(log.warnings()).isEmpty();
			this.registry.get("orders", threshold(3));
			assertThat(log.warnings()).hasSize(1);
		}
	}

	@Test
	void declaringAnInstanceAgainChangesItsSettings() {
		Resilience first = this.registry.declare("orders", threshold(3));
		assertThat(this.registry.declare("orders", BULKHEAD)).isSameAs(first);
		assertThat(first.pipeline().policies()).extracting(Policy::type).containsExactly(PolicyType.BULKHEAD);
	}

	@Test
	void namesThatAreNotConfiguredAreBoundedAndShareOneInstancePastTheBound() {
		try (ResilienceRegistry bounded = ResilienceRegistry.builder().maxDynamicInstances(2).build();
				CapturedLog log = new CapturedLog(ResilienceRegistry.class)) {
			Resilience first = bounded.get("a");
			bounded.get("b");
			Resilience overflow = bounded.get("c");
			assertThat(overflow).isSameAs(bounded.get("d")).isNotSameAs(first);
			assertThat(overflow.pipeline().policies()).hasSize(2);
			assertThat(bounded.get("a")).isSameAs(first);
			assertThat(bounded.find("c")).isEmpty();
			assertThat(bounded.instances()).hasSize(3).contains(overflow);
			assertThat(log.warnings()).singleElement().asString().contains("max-dynamic-instances");
		}
	}

	@Test
	void pastTheBoundSettingsThatCannotBeHonouredAreRefused() {
		try (ResilienceRegistry bounded = ResilienceRegistry.builder().maxDynamicInstances(0).build()) {
			assertThatIllegalStateException().isThrownBy(() -> bounded.get("a", BULKHEAD))
				.withMessageContaining("max-dynamic-instances");
			assertThat(bounded.instances()).isEmpty();
		}
	}

	@Test
	void namesThatAreConfiguredOrDeclaredDoNotCount() {
		try (ResilienceRegistry bounded = ResilienceRegistry.builder()
			.maxDynamicInstances(1)
			.configs((name) -> name.startsWith("known") ? BULKHEAD : null)
			.build()) {
			bounded.get("known1");
			bounded.get("known2");
			bounded.declare("declared", BULKHEAD);
			assertThat(bounded.get("free").name()).isEqualTo("free");
			assertThat(bounded.get("known3").name()).isEqualTo("known3");
		}
	}

	@Test
	void listenersSeeInstancesThatExistAndThoseThatCome() {
		this.registry.get("before");
		List<String> seen = new ArrayList<>();
		this.registry.onInstance((instance) -> seen.add(instance.name()));
		this.registry.get("after");
		assertThat(seen).containsExactly("before", "after");
	}

	@Test
	void listenersSeeANewInstanceWithAllItsPolicies() {
		List<Boolean> complete = new ArrayList<>();
		this.registry.onInstance((instance) -> complete
			.add(instance.policies().circuitBreaker() != null && instance.policies().retryCounters() != null));
		this.registry.get("orders");
		assertThat(complete).containsExactly(true);
	}

	@Test
	void listenersSeeAnInstanceAgainWhenItGetsAnotherPolicy() {
		List<String> seen = new ArrayList<>();
		Resilience orders = this.registry.get("orders");
		this.registry.onInstance((instance) -> seen.add(instance.name()));
		seen.clear();
		orders.policies().bulkhead(BulkheadConfig.defaults());
		assertThat(seen).containsExactly("orders");
	}

	@Test
	void firstList17AListenerMayLookUpTheInstanceBeingAddedAndCreateOthers() {
		List<Resilience> lookedUp = new ArrayList<>();
		this.registry.onInstance((instance) -> {
			lookedUp.add(this.registry.get(instance.name()));
			lookedUp.add(this.registry.find(instance.name()).orElseThrow());
			this.registry.get("audit");
			this.registry.declare("billing", BULKHEAD);
		});
		Resilience orders = this.registry.get("orders");
		assertThat(lookedUp).contains(orders);
		assertThat(this.registry.instances()).extracting(Resilience::name)
			.containsExactlyInAnyOrder("orders", "audit", "billing");
	}

	@Test
	void firstList17AListenerMayWaitForAnotherThreadThatAsksTheRegistry() {
		this.registry.onInstance((instance) -> {
			if (instance.name().equals("orders")) {
				Background.start(() -> this.registry.get("audit")).value();
				Background.start(() -> this.registry.get("orders")).value();
			}
		});
		assertThat(this.registry.get("orders").name()).isEqualTo("orders");
	}

	@Test
	void firstList14AListenerThatThrowsChangesNothing() {
		List<String> seen = new ArrayList<>();
		this.registry.onInstance((instance) -> {
			throw new IllegalStateException("expected by this test");
		});
		this.registry.onInstance((instance) -> {
			throw new NoClassDefFoundError("expected by this test");
		});
		this.registry.onInstance((instance) -> seen.add(instance.name()));
		assertThat(this.registry.get("orders").name()).isEqualTo("orders");
		assertThat(seen).containsExactly("orders");
	}

	@Test
	@Tag("race")
	void threadsThatRaceForOneNameGetOneObjectThatIsCountedAndAnnouncedOnce() {
		for (int round = 0; round < 100; round++) {
			try (ResilienceRegistry contended = ResilienceRegistry.builder()
				.time(this.time)
				.maxDynamicInstances(1)
				.build()) {
				List<Resilience> announced = new CopyOnWriteArrayList<>();
				contended.onInstance(announced::add);
				CountDownLatch start = new CountDownLatch(1);
				List<Background<Resilience>> racers = new ArrayList<>();
				for (int thread = 0; thread < 4; thread++) {
					racers.add(Background.start(() -> {
						start.await();
						return contended.get("orders");
					}));
				}
				start.countDown();
				Set<Resilience> instances = new HashSet<>();
				racers.forEach((racer) -> instances.add(racer.value()));
				assertThat(instances).singleElement().extracting(Resilience::name).isEqualTo("orders");
				assertThat(new HashSet<>(announced)).isEqualTo(instances);
				assertThat(contended.instances()).hasSize(1);
			}
		}
	}

	@Test
	@Tag("race")
	void threadsThatRaceForManyNamesNeverPassTheBoundAndAreWarnedOfItOnce() {
		int bound = 10;
		for (int round = 0; round < 30; round++) {
			try (ResilienceRegistry contended = ResilienceRegistry.builder()
				.time(this.time)
				.maxDynamicInstances(bound)
				.build(); CapturedLog log = new CapturedLog(ResilienceRegistry.class)) {
				List<Resilience> announced = new CopyOnWriteArrayList<>();
				contended.onInstance(announced::add);
				AtomicInteger next = new AtomicInteger();
				List<Background<String>> racers = new ArrayList<>();
				for (int thread = 0; thread < 4; thread++) {
					racers.add(Background.start(() -> {
						for (int i = 0; i < 5; i++) {
							contended.get("name" + next.getAndIncrement());
						}
						return "done";
					}));
				}
				racers.forEach(Background::value);
				assertThat(contended.instances()).hasSize(bound + 1);
				assertThat(announced).hasSize(bound + 1);
				assertThat(log.warnings()).hasSize(1);
			}
		}
	}

	@Test
	void eventsOfAllInstancesReachOneBus() {
		List<String> opened = new ArrayList<>();
		this.registry.events()
			.on(CircuitBreakerTransition.class, (event) -> opened.add(event.instance() + " " + event.to()));
		this.registry.get("orders").circuitBreaker().forceOpen();
		this.registry.get("carts").circuitBreaker().forceOpen();
		assertThat(opened).containsExactly("orders FORCED_OPEN", "carts FORCED_OPEN");
		assertThat(this.registry.context().events()).isSameAs(this.registry.events());
	}

	@Test
	void instancesAreAViewThatCannotBeChanged() {
		this.registry.get("orders");
		assertThat(catchThrowable(() -> this.registry.instances().clear()))
			.isInstanceOf(UnsupportedOperationException.class);
	}

	@Test
	void stackTracesOfRejectionsCanBeSwitchedOn() {
		try (ResilienceRegistry traced = ResilienceRegistry.builder().rejectionStackTraces(true).build()) {
			Resilience full = traced.get("orders", new InstanceConfig(null, null, null, null, null,
					BulkheadConfig.builder().maxConcurrent(0).build()));
			assertThat(catchThrowable(() -> full.call(Target.answering("value"))).getStackTrace()).isNotEmpty();
		}
	}

	@Test
	void stateIsSeparateBetweenInstances() {
		this.registry.get("orders").circuitBreaker().forceOpen();
		assertThat(this.registry.get("carts").attempt(Target.failing(new IOException())).failure())
			.isInstanceOf(IOException.class);
	}

	private static InstanceConfig threshold(int failures) {
		return new InstanceConfig(null, null, CircuitBreakerConfig.builder().failureThreshold(failures).build(), null,
				null, null);
	}

}
