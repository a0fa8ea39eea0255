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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.autoconfigure.RefreshAutoConfiguration;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.cloud.context.scope.refresh.RefreshScopeRefreshedEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.core.env.MapPropertySource;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.SettingsChanged;
import dev.resilience.SettingsChanged.Change;
import dev.resilience.annotation.Resilient;
import dev.resilience.annotation.Retry;
import dev.resilience.autoconfigure.settings.ChangedBy;
import dev.resilience.autoconfigure.settings.LiveSettings;
import dev.resilience.autoconfigure.settings.ResilienceSettings;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.policy.Policy;
import dev.resilience.policy.PolicyType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Settings follow the environment, told by Spring Cloud or by the application.
 */
@ExtendWith(OutputCaptureExtension.class)
class EnvironmentRefreshTests {

	private final Map<String, Object> properties = new LinkedHashMap<>();

	private final List<SettingsChanged> events = new ArrayList<>();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, ResilienceAutoConfiguration.class,
				ResilienceAopAutoConfiguration.class))
		.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("changing", this.properties)));

	@BeforeEach
	void beginWith() {
		set("payments.circuit-breaker.failure-threshold", 4);
		set("payments.retry.max-attempts", 2);
	}

	private void set(String key, Object value) {
		this.properties.put("resilience.instances." + key, value);
	}

	private void run(Consumer<AssertableApplicationContext> test) {
		this.contextRunner.run((context) -> {
			context.getBean(ResilienceRegistry.class).events().on(SettingsChanged.class, this.events::add);
			test.accept(context);
		});
	}

	private static boolean refresh(AssertableApplicationContext context) {
		return context.getBean(ResilienceRefresher.class).refresh();
	}

	private static Resilience instance(AssertableApplicationContext context, String name) {
		return context.getBean(ResilienceRegistry.class).find(name).orElseThrow();
	}

	private static List<PolicyType> types(AssertableApplicationContext context, String name) {
		return instance(context, name).pipeline().policies().stream().map(Policy::type).toList();
	}

	private static int failureThreshold(AssertableApplicationContext context) {
		return instance(context, "payments").circuitBreaker().config().failureThreshold();
	}

	@Test
	void changedValuesTakeEffectAndStatesStay() {
		run((context) -> {
			instance(context, "payments").circuitBreaker().forceOpen();
			set("payments.circuit-breaker.failure-threshold", 9);
			assertThat(refresh(context)).isTrue();
			assertThat(failureThreshold(context)).isEqualTo(9);
			assertThat(instance(context, "payments").circuitBreaker().state())
				.isEqualTo(CircuitBreakerState.FORCED_OPEN);
			assertThat(this.events).singleElement().satisfies((event) -> {
				assertThat(event.source()).isEqualTo("code");
				assertThat(event.by()).isNull();
				assertThat(event.changes()).containsExactly(new Change("circuit-breaker.failure-threshold", "4", "9"));
			});
		});
	}

	@Test
	void anInstanceThatIsNewComesIntoBeing() {
		run((context) -> {
			set("late-comers.bulkhead.max-concurrent", 3);
			assertThat(refresh(context)).isTrue();
			assertThat(instance(context, "lateComers").name()).isEqualTo("late-comers");
			assertThat(types(context, "late-comers")).containsExactly(PolicyType.BULKHEAD);
		});
	}

	@Test
	void anInstanceThatIsGoneFallsBackToDefaultsAndStaysProtected() {
		run((context) -> {
			this.properties.clear();
			this.properties.put("resilience.defaults.retry.max-attempts", 6);
			assertThat(refresh(context)).isTrue();
			assertThat(types(context, "payments")).containsExactly(PolicyType.RETRY, PolicyType.CIRCUIT_BREAKER);
			assertThat(failureThreshold(context)).isEqualTo(5);
			assertThat(context.getBean(ResilienceSettings.class).resolve("payments").retryConfig().maxAttempts())
				.isEqualTo(6);
			set("payments.bulkhead.max-concurrent", 3);
			assertThat(refresh(context)).isTrue();
			assertThat(types(context, "payments")).containsExactly(PolicyType.BULKHEAD);
		});
	}

	@Test
	void defaultsAndTemplatesReachWhoUsesThem() {
		this.properties.put("resilience.templates.remote.timeout.duration", "1s");
		set("payments.template", "remote");
		run((context) -> {
			this.properties.put("resilience.templates.remote.timeout.duration", "3s");
			this.properties.put("resilience.defaults.retry.delay", "7ms");
			assertThat(refresh(context)).isTrue();
			assertThat(this.events).singleElement()
				.satisfies((event) -> assertThat(event.changes()).contains(new Change("timeout.duration", "1s", "3s"),
						new Change("retry.delay", "200ms", "7ms")));
		});
	}

	@Test
	void liveChangesStayOnTop() {
		run((context) -> {
			LiveSettings live = context.getBean(LiveSettings.class);
			live.change("payments", "circuit-breaker.failure-threshold=8", ChangedBy.CODE);
			set("payments.circuit-breaker.failure-threshold", 9);
			set("payments.retry.max-attempts", 3);
			assertThat(refresh(context)).isTrue();
			assertThat(failureThreshold(context)).isEqualTo(8);
			live.reset("payments", ChangedBy.CODE);
			assertThat(failureThreshold(context)).isEqualTo(9);
		});
	}

	@Test
	void withAnyMistakeAllStaysAndOneErrorListsEverything(CapturedOutput output) {
		run((context) -> {
			set("payments.circuit-breaker.failure-threshold", 9);
			set("payments.retry.max-atempts", 3);
			set("orders.template", "remote");
			assertThat(refresh(context)).isFalse();
			assertThat(failureThreshold(context)).isEqualTo(4);
			assertThat(context.getBean(ResilienceRegistry.class).find("orders")).isEmpty();
			assertThat(this.events).isEmpty();
			assertThat(output.getOut().lines().filter((line) -> line.contains("ERROR"))).hasSize(1);
			assertThat(output).contains("all stays as it was",
					"resilience.instances.payments.retry.max-atempts = 3 (changing): is no known setting. "
							+ "Did you mean resilience.instances.payments.retry.max-attempts?",
					"resilience.instances.orders.template = remote");
			// It listens on
			this.properties.remove("resilience.instances.payments.retry.max-atempts");
			this.properties.remove("resilience.instances.orders.template");
			assertThat(refresh(context)).isTrue();
			assertThat(failureThreshold(context)).isEqualTo(9);
		});
	}

	@Test
	void aLiveChangeThatNoLongerFitsRefusesTheEnvironment() {
		set("payments.circuit-breaker.window-size", 50);
		run((context) -> {
			context.getBean(LiveSettings.class).change("payments", "circuit-breaker.minimum-calls=40", ChangedBy.CODE);
			set("payments.circuit-breaker.window-size", 30);
			assertThat(refresh(context)).isFalse();
			assertThat(instance(context, "payments").circuitBreaker().config().windowSize()).isEqualTo(50);
		});
	}

	@Test
	void whatResilientNeedsIsNotTakenAway(CapturedOutput output) {
		this.contextRunner.withBean(Shop.class).run((context) -> {
			this.properties.clear();
			assertThat(refresh(context)).isFalse();
			assertThat(output).contains("Shop.buy: @Resilient(\"payments\") applies nothing");
			assertThat(types(context, "payments")).containsExactly(PolicyType.RETRY, PolicyType.CIRCUIT_BREAKER);
		});
	}

	@Test
	void nothingHappensWhereNothingChanged() {
		run((context) -> {
			Object before = instance(context, "payments").pipeline();
			assertThat(refresh(context)).isTrue();
			assertThat(instance(context, "payments").pipeline()).isSameAs(before);
			assertThat(this.events).isEmpty();
		});
	}

	@Test
	void globalSettingsWaitForTheNextStart(CapturedOutput output) {
		run((context) -> {
			this.properties.put("resilience.max-dynamic-instances", 7);
			assertThat(refresh(context)).isTrue();
			assertThat(refresh(context)).isTrue();
			assertThat(output.getOut().lines().filter((line) -> line.contains("when the application starts again")))
				.hasSize(1);
		});
	}

	@Test
	void listensToSpringCloud() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(RefreshAutoConfiguration.class)).run((context) -> {
			context.getBean(ResilienceRegistry.class).events().on(SettingsChanged.class, this.events::add);
			set("payments.circuit-breaker.failure-threshold", 9);
			context.publishEvent(new EnvironmentChangeEvent(context, Set.of("any")));
			assertThat(failureThreshold(context)).isEqualTo(9);
			set("payments.circuit-breaker.failure-threshold", 10);
			context.publishEvent(new RefreshScopeRefreshedEvent());
			assertThat(failureThreshold(context)).isEqualTo(10);
			set("payments.circuit-breaker.failure-threshold", "many");
			context.publishEvent(new RefreshScopeRefreshedEvent());
			set("payments.circuit-breaker.failure-threshold", 11);
			context.publishEvent(new EnvironmentChangeEvent(context, Set.of("any")));
			assertThat(failureThreshold(context)).isEqualTo(11);
			assertThat(this.events).extracting(SettingsChanged::source)
				.containsExactly("environment", "environment", "environment");
		});
	}

	@Test
	void listensToNothingElse() {
		EnvironmentChanges listener = new EnvironmentChanges(null);
		assertThat(listener.supportsEventType(EnvironmentChangeEvent.class)).isTrue();
		assertThat(listener.supportsEventType(Special.class)).isTrue();
		assertThat(listener.supportsEventType(ApplicationEvent.class)).isFalse();
	}

	static class Special extends EnvironmentChangeEvent {

		Special() {
			super(Set.of());
		}

	}

	static class Shop {

		@Resilient("payments")
		String buy() {
			return "bought";
		}

		@Retry("payments")
		String look() {
			return "seen";
		}

	}

}
