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

package dev.resilience.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.event.EventListener;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.circuitbreaker.CircuitBreakerOpenException;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.circuitbreaker.CircuitBreakerTransition;
import dev.resilience.event.Events;
import dev.resilience.event.ResilienceEvent;
import dev.resilience.policy.CallRejected;
import dev.resilience.policy.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class ResilienceEventAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(ResilienceAutoConfiguration.class, ResilienceEventAutoConfiguration.class));

	@Test
	void listenersHearEventsOfTheirType() {
		this.contextRunner.withBean(Listener.class).run((context) -> {
			Resilience payments = context.getBean(ResilienceRegistry.class).get("payments");
			payments.circuitBreaker().forceOpen();
			payments.attempt(() -> "fine");
			Listener listener = context.getBean(Listener.class);
			assertThat(listener.transitions).extracting(CircuitBreakerTransition::to)
				.containsExactly(CircuitBreakerState.FORCED_OPEN);
			assertThat(listener.all).hasSize(2);
			assertThat(listener.all.get(1)).isInstanceOf(CallRejected.class);
		});
	}

	@Test
	void listenersHearNoSuccess() {
		this.contextRunner.withBean(Listener.class).run((context) -> {
			context.getBean(ResilienceRegistry.class).get("payments").attempt(() -> "fine");
			assertThat(context.getBean(Listener.class).all).isEmpty();
		});
	}

	@Test
	void listenersHearEventsAlthoughBeansAreLazy() {
		this.contextRunner.withBean(Listener.class)
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				context.getBean(ResilienceRegistry.class).get("payments").circuitBreaker().disable();
				assertThat(context.getBean(Listener.class).transitions).hasSize(1);
			});
	}

	@Test
	void aListenerThatThrowsCostsNothing(CapturedOutput output) {
		this.contextRunner.withBean(ThrowingListener.class).run((context) -> {
			Resilience payments = context.getBean(ResilienceRegistry.class).get("payments");
			payments.circuitBreaker().forceOpen();
			assertThat(payments.circuitBreaker().state()).isEqualTo(CircuitBreakerState.FORCED_OPEN);
			Outcome<String> outcome = payments.attempt(() -> "fine");
			assertThat(outcome.failure()).isInstanceOf(CircuitBreakerOpenException.class);
			payments.circuitBreaker().close();
			assertThat(payments.<String, RuntimeException>call(() -> "fine")).isEqualTo("fine");
		});
		assertThat(output).contains("broken listener");
	}

	@Test
	void publishesNothingOnceTheContextIsClosed() {
		this.contextRunner.run((context) -> {
			Events events = context.getBean(ResilienceRegistry.class).events();
			assertThat(events.wanted(CircuitBreakerTransition.class)).isTrue();
			context.getSourceApplicationContext().close();
			assertThat(events.wanted(CircuitBreakerTransition.class)).isFalse();
		});
	}

	@Test
	void backsOffWithoutRegistry() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ResilienceEventAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(Events.Subscription.class));
	}

	static class Listener {

		private final List<ResilienceEvent> all = new ArrayList<>();

		private final List<CircuitBreakerTransition> transitions = new ArrayList<>();

		@EventListener
		void on(ResilienceEvent event) {
			this.all.add(event);
		}

		@EventListener
		void on(CircuitBreakerTransition transition) {
			this.transitions.add(transition);
		}

	}

	static class ThrowingListener {

		@EventListener
		void on(ResilienceEvent event) {
			throw new IllegalStateException("broken listener of " + event.instance());
		}

	}

}
