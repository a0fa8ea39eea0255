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

package dev.resilience.autoconfigure.settings;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import dev.resilience.policy.PolicyType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link ResilienceSettings} and {@link ResolvedInstance}.
 */
class ResilienceSettingsTests {

	private static final String ALL_LAYERS = """
			resilience:
			  defaults.retry: { max-attempts: 11, delay: 11ms, max-delay: 11s, multiplier: 11, jitter-factor: 0.11 }
			  templates.t.retry: { max-attempts: 12, delay: 12ms, max-delay: 12s, multiplier: 12 }
			  instances.payments:
			    template: t
			    retry: { max-attempts: 14, delay: 14ms }
			""";

	@Test
	void eachLayerWinsOverThoseBelow() {
		Settings annotation = Settings.builder("annotation")
			.set(SettingKeys.RETRY_MAX_ATTEMPTS, 13)
			.set(SettingKeys.RETRY_DELAY, Duration.ofMillis(13))
			.set(SettingKeys.RETRY_MAX_DELAY, Duration.ofSeconds(13))
			.build();
		ResolvedInstance payments = TestSettings.yaml(ALL_LAYERS)
			.bind()
			.withCustomizers(() -> List.of(customizer("c", (name, settings) -> settings.set("retry.max-attempts", 15))))
			.resolve("payments", annotation);
		assertThat(payments.effectiveSettings(List.of(PolicyType.RETRY))).contains(
				new EffectiveSetting("template", "t", "application.yml:5"),
				new EffectiveSetting("retry.max-attempts", "15", "customizer c"),
				new EffectiveSetting("retry.delay", "14ms", "application.yml:6"),
				new EffectiveSetting("retry.max-delay", "13s", "annotation"),
				new EffectiveSetting("retry.multiplier", "12", "application.yml:3"),
				new EffectiveSetting("retry.jitter-factor", "0.11", "application.yml:2"),
				new EffectiveSetting("retry.max-retry-after", "1m", "default"));
		assertThat(payments.retryConfig().maxAttempts()).isEqualTo(15);
		assertThat(payments.retryConfig().delay()).isEqualTo(Duration.ofMillis(14));
		assertThat(payments.retryConfig().jitterFactor()).isEqualTo(0.11);
	}

	@Test
	void layersThatMethodsShareAreLaidOverEachOtherOnceUntilSomethingChanges() {
		ResilienceSettings settings = TestSettings.yaml(ALL_LAYERS).bind();
		Settings annotation = Settings.builder("annotation").set(SettingKeys.BULKHEAD_MAX_CONCURRENT, 3).build();
		Settings another = Settings.builder("annotation").set(SettingKeys.BULKHEAD_MAX_CONCURRENT, 4).build();
		ResolvedInstance first = settings.resolveShared("payments", List.of(annotation));
		assertThat(settings.resolveShared("payments", List.of(annotation))).isSameAs(first);
		assertThat(first.bulkheadConfig()).isSameAs(first.bulkheadConfig());
		assertThat(settings.resolveShared("payments", List.of(annotation, another)).bulkheadConfig().maxConcurrent())
			.isEqualTo(4);
		assertThat(settings.resolveShared("stock", List.of(another)).bulkheadConfig().maxConcurrent()).isEqualTo(4);
		Settings live = Settings.builder("live").set(SettingKeys.BULKHEAD_MAX_CONCURRENT, 5).build();
		settings.replace(settings.layers().withLive("payments", live));
		assertThat(settings.resolveShared("payments", List.of(annotation)).bulkheadConfig().maxConcurrent())
			.isEqualTo(5);
	}

	@Test
	void upperLayersReplaceLists() {
		ResilienceSettings settings = TestSettings.yaml("""
				resilience:
				  defaults.retry.retry-on: [java.io.IOException, java.lang.IllegalStateException]
				  instances.payments.retry.retry-on: [java.util.concurrent.TimeoutException]
				""").bind();
		assertThat(settings.resolve("payments").retryConfig().retryOn()).containsExactly(TimeoutException.class);
		assertThat(settings.resolve("stock").retryConfig().retryOn()).containsExactly(IOException.class,
				IllegalStateException.class);
	}

	@Test
	void templateNamesAreComparedInUniformForm() {
		ResilienceSettings settings = TestSettings
			.yaml("resilience: { templates.slowCalls.retry.max-attempts: 9, instances.payments.template: slow-calls }")
			.bind();
		assertThat(settings.resolve("payments").retryConfig().maxAttempts()).isEqualTo(9);
	}

	@Test
	void onlyTheInstanceAndItsTemplateSwitchPoliciesOn() {
		ResilienceSettings settings = TestSettings.yaml("""
				resilience:
				  defaults: { bulkhead.max-concurrent: 3, deadline: 5s }
				  templates.t.circuit-breaker.window-size: 10
				  instances.payments: { template: t, retry.mode: off }
				""")
			.bind()
			.withCustomizers(() -> List.of(customizer("c", (name, layer) -> layer.set("rate-limiter.permits", 1))));
		Settings annotation = Settings.builder("annotation")
			.set(SettingKeys.TIMEOUT_DURATION, Duration.ofSeconds(1))
			.build();
		ResolvedInstance payments = settings.resolve("payments", annotation);
		assertThat(payments.blocks()).containsExactlyInAnyOrder(PolicyType.RETRY, PolicyType.CIRCUIT_BREAKER);
		assertThat(payments.bulkheadConfig().maxConcurrent()).isEqualTo(3);
	}

	@Test
	void aDeadlineOfTheDefaultsHoldsForEveryInstance() {
		assertThat(TestSettings.yaml("resilience.defaults.deadline: 5s").bind().resolve("anything").deadline())
			.isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void anInstanceNeedNotBeConfigured() {
		ResolvedInstance stock = TestSettings.none().bind().resolve("stock-service");
		assertThat(stock.name()).isEqualTo("stock-service");
		assertThat(stock.blocks()).isEmpty();
		assertThat(stock.deadline()).isNull();
		assertThat(stock.retryConfig().maxAttempts()).isEqualTo(3);
	}

	@Test
	void theNameMustBeLegal() {
		ResilienceSettings settings = TestSettings.none().bind();
		assertThatExceptionOfType(InvalidSettingsException.class).isThrownBy(() -> settings.resolve("2s"))
			.withMessageContaining("instance 2s");
	}

	@Test
	void aTimeoutWithoutAnyDurationIsAProblemOfTheInstance() {
		ResolvedInstance payments = TestSettings.yaml("resilience.instances.payments.timeout.mode: offload")
			.bind()
			.resolve("payments");
		assertThat(problems(payments::timeoutConfig)).singleElement()
			.satisfies((problem) -> assertThat(problem.place())
				.isEqualTo("resilience.instances.payments.timeout.duration"));
	}

	@Test
	void contradictionsAcrossLayersNameTheSettingAndItsOrigin() {
		ResolvedInstance payments = TestSettings.yaml("resilience.defaults.retry.max-delay: 1s")
			.bind()
			.resolve("payments",
					Settings.builder("annotation").set(SettingKeys.RETRY_DELAY, Duration.ofSeconds(2)).build());
		assertThat(problems(payments::retryConfig)).singleElement().satisfies((problem) -> {
			assertThat(problem.place()).isEqualTo("resilience.defaults.retry.max-delay");
			assertThat(problem.origin()).isEqualTo("application.yml:1");
		});
	}

	@Test
	void aDeadlineShorterThanTheTimeoutOfAnAnnotationIsAProblem() {
		ResolvedInstance payments = TestSettings.yaml("resilience.instances.payments.deadline: 1s")
			.bind()
			.resolve("payments",
					Settings.builder("annotation").set(SettingKeys.TIMEOUT_DURATION, Duration.ofSeconds(2)).build());
		assertThat(problems(payments::timeoutConfig)).singleElement()
			.satisfies((problem) -> assertThat(problem.toString())
				.isEqualTo("resilience.instances.payments.deadline = 1s (application.yml:1): must not be shorter than "
						+ "timeout.duration = 2s (annotation), which bounds a single attempt"));
	}

	@Test
	void anInheritedLimitIsClippedAndNoticed() {
		ResolvedInstance payments = TestSettings
			.yaml("resilience: { defaults.deadline: 1s, instances.payments.timeout.duration: 2s }")
			.bind()
			.resolve("payments");
		assertThat(payments.timeoutConfig().duration()).isEqualTo(Duration.ofSeconds(2));
		assertThat(payments.notices()).singleElement().asString().contains("payments", "1s", "2s");
	}

	@Test
	void limitsThatFitAreNotNoticed() {
		assertThat(TestSettings.yaml("resilience.instances.payments: { deadline: 2s, timeout.duration: 2s }")
			.bind()
			.resolve("payments")
			.notices()).isEmpty();
	}

	@Test
	void whatNobodyHasSetAndHasNoDefaultIsNotEffective() {
		assertThat(TestSettings.none().bind().resolve("payments").effectiveSettings(List.of(PolicyType.values())))
			.extracting(EffectiveSetting::key)
			.contains("retry.max-attempts", "circuit-breaker.open-duration")
			.doesNotContain("template", "deadline", "retry.max-duration", "retry.retry-on", "retry.abort-on",
					"timeout.duration");
	}

	@Test
	void onlyPoliciesThatTheInstanceHasAreEffective() {
		assertThat(TestSettings.none().bind().resolve("payments").effectiveSettings(List.of(PolicyType.BULKHEAD)))
			.extracting(EffectiveSetting::key)
			.allMatch((key) -> key.startsWith("bulkhead.") || key.startsWith("keyed."));
		assertThat(TestSettings.none().bind().resolve("payments").effectiveSettings(List.of(PolicyType.RETRY)))
			.extracting(EffectiveSetting::key)
			.allMatch((key) -> key.startsWith("retry."));
	}

	@Test
	void customizersAreAskedOnceForEachInstance() {
		List<String> asked = new ArrayList<>();
		ResilienceSettings settings = TestSettings.yaml("resilience.instances.paymentService.deadline: 1s")
			.bind()
			.withCustomizers(() -> List.of(customizer("c", (name, layer) -> asked.add(name))));
		settings.resolve("payment-service");
		settings.resolve("paymentService");
		settings.resolve("stock");
		assertThat(asked).containsExactly("paymentService", "stock");
	}

	@Test
	void customizersAreFetchedWhenTheFirstInstanceIsResolved() {
		List<String> fetched = new ArrayList<>();
		ResilienceSettings settings = TestSettings.none().bind().withCustomizers(() -> {
			fetched.add("now");
			return List.of();
		});
		assertThat(fetched).isEmpty();
		settings.resolve("payments");
		assertThat(fetched).hasSize(1);
	}

	@Test
	void laterCustomizersWinAndValuesMayBeTextOrTyped() {
		Settings payments = TestSettings.none()
			.bind()
			.withCustomizers(() -> List.of(
					customizer("a",
							(name, layer) -> layer.set("retry.maxAttempts", "5")
								.set("deadline", "3s")
								.set("retry.retry-on", List.of(IOException.class))),
					customizer("b", (name, layer) -> layer.set("deadline", Duration.ofSeconds(4)))))
			.resolve("payments")
			.settings();
		assertThat(payments.find(SettingKeys.RETRY_MAX_ATTEMPTS))
			.isEqualTo(new SettingValue<>(5, "5", "retry.max-attempts", "customizer a"));
		assertThat(payments.find(SettingKeys.DEADLINE))
			.isEqualTo(new SettingValue<>(Duration.ofSeconds(4), "4s", "deadline", "customizer b"));
		assertThat(payments.get(SettingKeys.RETRY_RETRY_ON)).containsExactly(ListedFailure.of(IOException.class));
	}

	@Test
	void whatCustomizersGetWrongIsReportedUnderTheirNames() {
		ResilienceSettings settings = TestSettings.none()
			.bind()
			.withCustomizers(() -> List.of(
					customizer("a", (name, layer) -> layer.set("retry.max-atempts", 5).set("retry.delay", "5 parsecs")),
					customizer("b", (name, layer) -> layer.set("template", "t")),
					customizer("broken", (name, layer) -> {
						throw new IllegalStateException("no luck");
					})));
		assertThat(problems(() -> settings.resolve("payments"))).extracting(StartupProblem::toString)
			.containsExactlyInAnyOrder("retry.max-atempts = 5 (customizer a): is no known setting",
					"retry.delay = 5 parsecs (customizer a): is not a duration such as 200ms, 2s, 5m, 24h or PT2S",
					"template = t (customizer b): cannot be set here",
					"customizer broken: threw java.lang.IllegalStateException: no luck for the instance payments");
	}

	@Test
	void anAnnotationLayerReportsEveryValueThatCannotBeUsed() {
		Settings.Builder layer = Settings.builder("annotation @Retry on PaymentService.charge")
			.set(SettingKeys.RETRY_MAX_ATTEMPTS, 0)
			.setText(SettingKeys.RETRY_DELAY, "5 parsecs");
		assertThat(problems(layer::build)).extracting(StartupProblem::toString)
			.containsExactly("retry.max-attempts = 0 (annotation @Retry on PaymentService.charge): must be at least 1",
					"retry.delay = 5 parsecs (annotation @Retry on PaymentService.charge): "
							+ "is not a duration such as 200ms, 2s, 5m, 24h or PT2S");
	}

	private static SettingsCustomizer customizer(String bean, BiConsumer<String, InstanceSettingsBuilder> action) {
		return new SettingsCustomizer(bean, action);
	}

	private static List<StartupProblem> problems(ThrowingCallable call) {
		return catchThrowableOfType(InvalidSettingsException.class, call).problems();
	}

}
