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
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.core.env.PropertySource;

import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;
import dev.resilience.timeout.TimeoutMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SettingsBinder}.
 */
class SettingsBinderTests {

	@Test
	void aPlainOnIsNoBoolean() {
		assertThat(resolve("""
				resilience.instances.payments.dead-letter:
				  on: java.io.IOException
				  skip-on: [java.io.FileNotFoundException]
				""").get(SettingKeys.DEAD_LETTER_ON)).containsExactly(ListedFailure.of(IOException.class));
	}

	@Test
	void nothingIsConfigured() {
		ResilienceSettings settings = TestSettings.none().bind();
		assertThat(settings.instanceNames()).isEmpty();
		assertThat(settings.defaults().keys()).isEmpty();
	}

	@Test
	void readsAnInstance() {
		Settings payments = resolve("""
				resilience:
				  instances:
				    payments:
				      deadline: 2s
				      retry:
				        max-attempts: 5
				        delay: 50ms
				      bulkhead.max-concurrent: 7
				""");
		assertThat(payments.get(SettingKeys.DEADLINE)).isEqualTo(Duration.ofSeconds(2));
		assertThat(payments.get(SettingKeys.RETRY_MAX_ATTEMPTS)).isEqualTo(5);
		assertThat(payments.get(SettingKeys.RETRY_DELAY)).isEqualTo(Duration.ofMillis(50));
		assertThat(payments.get(SettingKeys.BULKHEAD_MAX_CONCURRENT)).isEqualTo(7);
	}

	@ParameterizedTest
	@CsvSource({ "200ms, 200", "2s, 2000", "PT1.5S, 1500", "1m, 60000", "250, 250" })
	void readsDurations(String text, long millis) {
		assertThat(resolve("resilience.instances.payments.retry.delay: " + text).get(SettingKeys.RETRY_DELAY))
			.isEqualTo(Duration.ofMillis(millis));
	}

	@ParameterizedTest
	@ValueSource(strings = { "off", "'off'", "OFF", "false" })
	void readsOffAsAMode(String text) {
		assertThat(resolve("resilience.instances.payments.retry.mode: " + text).get(SettingKeys.RETRY_MODE))
			.isEqualTo(PolicyMode.OFF);
	}

	@Test
	void readsEnforceAsTheOrdinaryModeOfATimeout() {
		assertThat(resolve("resilience.instances.payments.timeout: { duration: 1s, mode: enforce }")
			.get(SettingKeys.TIMEOUT_MODE)).isEqualTo(TimeoutMode.INTERRUPT);
	}

	@ParameterizedTest
	@CsvSource({ "unlimited, 2147483647", "4, 4" })
	void readsHalfOpenCalls(String text, int calls) {
		assertThat(resolve("resilience.instances.payments.circuit-breaker.half-open-calls: " + text)
			.get(SettingKeys.CIRCUIT_BREAKER_HALF_OPEN_CALLS)).isEqualTo(calls);
	}

	@ParameterizedTest
	@ValueSource(strings = { "[java.io.IOException, java.lang.IllegalStateException]",
			"java.io.IOException,java.lang.IllegalStateException",
			"' java.io.IOException , java.lang.IllegalStateException'" })
	void readsListsInYamlAndWithCommas(String text) {
		assertThat(resolve("resilience.instances.payments.retry.retry-on: " + text).get(SettingKeys.RETRY_RETRY_ON))
			.containsExactly(ListedFailure.of(IOException.class), ListedFailure.of(IllegalStateException.class));
	}

	@Test
	void anExcludingListMayBeEmpty() {
		assertThat(resolve("resilience.instances.payments.retry.abort-on: []").get(SettingKeys.RETRY_ABORT_ON))
			.isEmpty();
	}

	@Test
	void placeholdersAreResolved() {
		Settings payments = TestSettings.properties("slow=3s", "resilience.instances.payments.deadline=${slow}")
			.bind()
			.resolve("payments")
			.settings();
		assertThat(payments.get(SettingKeys.DEADLINE)).isEqualTo(Duration.ofSeconds(3));
	}

	@Test
	void theStrongestSourceWins() {
		ResilienceSettings settings = TestSettings.variables("RESILIENCE_INSTANCES_PAYMENTS_RETRY_MAXATTEMPTS=7")
			.andYaml("application.yml", "resilience.instances.payments.retry: { max-attempts: 5, delay: 1s }")
			.bind();
		assertThat(settings.resolve("payments").settings().get(SettingKeys.RETRY_MAX_ATTEMPTS)).isEqualTo(7);
		assertThat(settings.resolve("payments").settings().get(SettingKeys.RETRY_DELAY))
			.isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void aListOfAStrongerSourceReplacesTheWholeList() {
		ResilienceSettings settings = TestSettings
			.variables("RESILIENCE_INSTANCES_PAYMENTS_RETRY_RETRYON_0=java.io.IOException")
			.andYaml("application.yml",
					"resilience.instances.payments.retry.retry-on: [java.lang.Exception, java.lang.Error]")
			.bind();
		assertThat(settings.resolve("payments").settings().get(SettingKeys.RETRY_RETRY_ON))
			.containsExactly(ListedFailure.of(IOException.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "RESILIENCE_INSTANCES_PAYMENTSERVICE_RETRY_MAXATTEMPTS",
			"RESILIENCE_INSTANCES_PAYMENTSERVICE_RETRY_MAX_ATTEMPTS",
			"RESILIENCE_INSTANCES_PAYMENT_SERVICE_RETRY_MAXATTEMPTS",
			"RESILIENCE_INSTANCES_PAYMENT_SERVICE_RETRY_MAX_ATTEMPTS" })
	void environmentVariablesSpellNamesAndKeysWithUnderscoresOrWithout(String variable) {
		ResilienceSettings settings = TestSettings.variables(variable + "=7")
			.andYaml("application.yml", "resilience.instances.payment-service.retry.delay: 1s")
			.bind();
		assertThat(settings.instanceNames()).containsExactly("payment-service");
		assertThat(settings.resolve("payment-service").settings().find(SettingKeys.RETRY_MAX_ATTEMPTS))
			.isEqualTo(new SettingValue<>(7, "7", "resilience.instances.payment-service.retry.max-attempts",
					"environment variable " + variable));
	}

	@Test
	void twoSpellingsOfOneInstanceAreOneInstance() {
		ResilienceSettings settings = TestSettings.yaml("resilience.instances.paymentService.retry.max-attempts: 7")
			.andYaml("defaults.yml", "resilience.instances.payment_service.retry.delay: 1s")
			.bind();
		assertThat(settings.instanceNames()).containsExactly("paymentService");
		assertThat(settings.resolve("PAYMENT-SERVICE").settings().keys())
			.containsExactlyInAnyOrder(SettingKeys.RETRY_MAX_ATTEMPTS, SettingKeys.RETRY_DELAY);
		assertThat(settings.resolve("PAYMENT-SERVICE").name()).isEqualTo("paymentService");
	}

	@Test
	void keysAreReadInAnySpelling() {
		assertThat(resolve("resilience.instances.payments.retry.maxAttempts: 7").get(SettingKeys.RETRY_MAX_ATTEMPTS))
			.isEqualTo(7);
		assertThat(resolve("resilience.instances.payments.retry.max_attempts: 7").get(SettingKeys.RETRY_MAX_ATTEMPTS))
			.isEqualTo(7);
	}

	@Test
	void originsNameFileAndLine() {
		SettingValue<Integer> attempts = resolve("""
				resilience:
				  instances:
				    payments:
				      retry:
				        max-attempts: 5
				""").find(SettingKeys.RETRY_MAX_ATTEMPTS);
		assertThat(attempts).isEqualTo(
				new SettingValue<>(5, "5", "resilience.instances.payments.retry.max-attempts", "application.yml:5"));
	}

	@Test
	void anEmptyBlockStands() {
		ResilienceSettings settings = TestSettings.yaml("""
				resilience:
				  instances:
				    payments:
				      retry:
				      circuit-breaker: {}
				    stock:
				""").bind();
		assertThat(settings.instanceNames()).containsExactly("payments", "stock");
		assertThat(settings.resolve("payments").blocks()).containsExactlyInAnyOrder(PolicyType.RETRY,
				PolicyType.CIRCUIT_BREAKER);
		assertThat(settings.resolve("stock").blocks()).isEmpty();
	}

	@Test
	void emptyGroupsAreNoMistake() {
		assertThat(TestSettings.yaml("""
				resilience:
				  events:
				  defaults:
				    retry:
				  templates: {}
				  instances:
				""").bind().instanceNames()).isEmpty();
	}

	@Test
	void asksSourcesThatCannotBeListed() {
		TestSettings test = TestSettings.yaml("resilience.instances.payment-service.retry.max-attempts: 5");
		test.environment().getPropertySources().addFirst(new PropertySource<>("vault") {

			@Override
			public Object getProperty(String name) {
				return "resilience.instances.paymentservice.retry.max-attempts".equals(name) ? "9" : null;
			}

		});
		assertThat(test.bind().resolve("payment-service").settings().get(SettingKeys.RETRY_MAX_ATTEMPTS)).isEqualTo(9);
	}

	@Test
	void globalSettingsHaveDefaults() {
		Globals globals = TestSettings.none().bind().globals();
		assertThat(globals).isEqualTo(new Globals(true, 1000, false, AopMode.PROXY, Integer.MAX_VALUE - 100, null,
				List.of(), false, 1000, new Globals.Http(true, false, true, Duration.ofMinutes(1)),
				IdempotencyProperties.defaults(), globals.sections()));
		assertThat(globals.get(FailureLogProperties.class))
			.isEqualTo(new FailureLogProperties(true, Level.WARN, 5, Duration.ofSeconds(10)));
		assertThat(globals.get(DeadLetterProperties.class))
			.isEqualTo(new DeadLetterProperties(null, 10_000, Duration.ofHours(1), false));
	}

	@Test
	void readsGlobalSettings() {
		Globals globals = TestSettings.yaml("""
				resilience:
				  enabled: false
				  events.buffer-size: 10
				  rejection-stack-traces: true
				  aop: { mode: AspectJ, order: 5 }
				  offload.executor: pool
				  health.fail-on-open: [payments, stock]
				  metrics.histogram: true
				  max-dynamic-instances: 7
				  http.problem-details: false
				  http.rate-limit-headers: true
				  http.deadlines: false
				  http.max-deadline: 5s
				  failure-log: { enabled: false, level: info, burst: 2, interval: 1m }
				  dead-letters: { store: mine, memory.max-entries: 7, replay-lease: 5m, editable-payloads: true }
				""").bind().globals();
		assertThat(globals).isEqualTo(new Globals(false, 10, true, AopMode.ASPECTJ, 5, "pool",
				List.of("payments", "stock"), true, 7, new Globals.Http(false, true, false, Duration.ofSeconds(5)),
				IdempotencyProperties.defaults(), globals.sections()));
		assertThat(globals.get(FailureLogProperties.class))
			.isEqualTo(new FailureLogProperties(false, Level.INFO, 2, Duration.ofMinutes(1)));
		assertThat(globals.get(DeadLetterProperties.class))
			.isEqualTo(new DeadLetterProperties("mine", 7, Duration.ofMinutes(5), true));
		assertThat(globals.failsHealthOnOpen("Payments")).isTrue();
		assertThat(globals.failsHealthOnOpen("orders")).isFalse();
	}

	@Test
	void defaultPropertiesOfTheApplicationCountToo() {
		TestSettings test = TestSettings.none();
		test.environment()
			.getPropertySources()
			.addLast(new DefaultPropertiesPropertySource(Map.of("resilience.enabled", "false")));
		assertThat(test.bind().globals().enabled()).isFalse();
	}

	private static Settings resolve(String yaml) {
		return TestSettings.yaml(yaml).bind().resolve("payments").settings();
	}

}
