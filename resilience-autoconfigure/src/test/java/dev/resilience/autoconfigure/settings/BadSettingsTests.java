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

import java.util.List;
import java.util.stream.Stream;

import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Settings that stop the start, each with the message that it deserves.
 */
class BadSettingsTests {

	private static final String PAYMENTS = "resilience.instances.payments.";

	@ParameterizedTest
	@CsvSource({ "resilience.instances.payments.retry.max-attemps, resilience.instances.payments.retry.max-attempts",
			"resilience.instances.payments.retyr.delay, resilience.instances.payments.retry",
			"resilience.instances.payments.max-attempts, resilience.instances.payments.retry.max-attempts",
			"resilience.instances.payments.retry.failure-threshold, "
					+ "resilience.instances.payments.circuit-breaker.failure-threshold",
			"resilience.instances.payments.retry.failure-treshold, "
					+ "resilience.instances.payments.circuit-breaker.failure-threshold",
			"resilience.defaults.rate-limiter.permit, resilience.defaults.rate-limiter.permits",
			"resilience.templates.slow.bulkhead.queuesizes, resilience.templates.slow.bulkhead.queue-size",
			"resilience.instance.payments.retry.delay, resilience.instances", "resilience.enable, resilience.enabled",
			"resilience.events.buffersizes, resilience.events.buffer-size" })
	void unknownPropertiesAreReportedWithTheNearestSpelling(String property, String nearest) {
		assertThat(TestSettings.properties(property + "=1").problems()).singleElement().satisfies((problem) -> {
			assertThat(property).startsWith(problem.place());
			assertThat(problem.reason()).isEqualTo("is no known setting");
			assertThat(problem.suggestion()).isEqualTo("Did you mean " + nearest + "?");
			assertThat(problem.origin()).isEqualTo("test properties");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience.instances.payments.idempotency.bucket",
			"resilience.instances.payments.bulkhead.foo" })
	void noSpellingIsSuggestedWhereNothingIsNear(String property) {
		assertThat(TestSettings.properties(property + "=1").problems()).extracting(StartupProblem::suggestion)
			.allMatch((suggestion) -> suggestion.startsWith("Known there: "));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					resilience.retry.max-attempts | Write it under resilience.instances.<name>, or for all instances under resilience.defaults.
					resilience.deadline | Write it under resilience.instances.<name>, or for all instances under resilience.defaults.
					resilience.instances.retry.max-attempts | Indent it below the name of an instance: resilience.instances.<name>.retry.max-attempts
					resilience.templates.timeout.duration | Indent it below the name of a template: resilience.templates.<name>.timeout.duration
					resilience.payments.retry.max-attempts | Did you mean resilience.instances.payments?
					""")
	void keysOnTheWrongLevelAreReportedWithTheRightOne(String property, String suggestion) {
		assertThat(TestSettings.properties(property + "=1").problems()).singleElement()
			.satisfies((problem) -> assertThat(problem.suggestion()).isEqualTo(suggestion));
	}

	@Test
	void anUnknownPropertyLikeNoOtherIsReportedWithThoseThatExist() {
		assertThat(TestSettings.properties(PAYMENTS + "bulkhead.wait-duration-in-open-state=1s").problems())
			.extracting(StartupProblem::suggestion)
			.containsExactly("Known there: max-concurrent, queue-size, max-wait, mode");
	}

	@Test
	void aValueOfAGroupIsReportedWithWhatTheGroupHolds() {
		assertThat(TestSettings.yaml("resilience.instances.payments.timeout: 2s").problems())
			.containsExactly(new StartupProblem(PAYMENTS + "timeout", "2s", "application.yml:1",
					"is a group of settings and has no value of its own", "Set below it: duration, mode"));
	}

	@Test
	void whatDoesNotWorkYetIsUnknown() {
		assertThat(TestSettings.properties("resilience.keyed.max-keys=1").problems()).extracting(StartupProblem::reason)
			.containsExactly("is no known setting");
	}

	@Test
	void aMisspelledBlockIsReportedOnce() {
		assertThat(
				TestSettings.yaml("resilience.instances.payments.retyr: { delay: 1s, max-delay: 2s, max-attempts: 3 }")
					.problems())
			.extracting(StartupProblem::place)
			.containsExactly(PAYMENTS + "retyr");
	}

	@Test
	void unknownEnvironmentVariablesAreReportedAsTheyAreSpelled() {
		assertThat(TestSettings.variables("RESILIENCE_INSTANCES_PAYMENTS_RETRY_MAXATTEMTS=3").problems())
			.containsExactly(new StartupProblem("resilience.instances.payments.retry.maxattemts", "3",
					"environment variable RESILIENCE_INSTANCES_PAYMENTS_RETRY_MAXATTEMTS", "is no known setting",
					"Did you mean RESILIENCE_INSTANCES_PAYMENTS_RETRY_MAXATTEMPTS?"));
	}

	@Test
	void unknownTemplatesAreReported() {
		assertThat(TestSettings.yaml("""
				resilience:
				  templates:
				    slow-calls: { retry.delay: 1s }
				  instances:
				    payments: { template: slow-cals }
				""").problems()).containsExactly(new StartupProblem(PAYMENTS + "template", "slow-cals",
				"application.yml:5", "names no template under resilience.templates, which holds slow-calls",
				"Did you mean slow-calls?"));
	}

	@Test
	void templatesDoNotNest() {
		assertThat(TestSettings.yaml("""
				resilience:
				  defaults: { template: a }
				  templates:
				    a: { template: b }
				    b: { retry.delay: 1s }
				""").problems()).extracting(StartupProblem::place, StartupProblem::reason)
			.containsExactly(tuple("resilience.defaults.template"), tuple("resilience.templates.a.template"));
	}

	@ParameterizedTest
	@MethodSource
	void valuesThatCannotBeUsed(String key, String value, String reason) {
		assertThat(TestSettings.properties(PAYMENTS + key + "=" + value).problems()).singleElement()
			.isEqualTo(new StartupProblem(PAYMENTS + key, value, "test properties", reason, null));
	}

	static Stream<Arguments> valuesThatCannotBeUsed() {
		String duration = "is not a duration such as 200ms, 2s, 5m, 24h or PT2S";
		return Stream.of(Arguments.of("retry.delay", "5 parsecs", duration), Arguments.of("deadline", "soon", duration),
				Arguments.of("circuit-breaker.failure-rate-threshold", "150", "must be from 0 to 100"),
				Arguments.of("circuit-breaker.failure-rate-threshold", "NaN", "is not a number"),
				Arguments.of("retry.max-attempts", "many", "is not a whole number"),
				Arguments.of("retry.max-attempts", "2.5", "is not a whole number"),
				Arguments.of("retry.max-attempts", "99999999999", "is not a whole number"),
				Arguments.of("retry.max-attempts", "", "is empty, must be a whole number"),
				Arguments.of("retry.max-attempts", "${nobody}", "has a placeholder that nothing resolves"),
				Arguments.of("retry.mode", "shadow", "is none of enforce, off"),
				Arguments.of("retry.retry-on", "java.lang.String", "names java.lang.String, which is no Throwable"));
	}

	@ParameterizedTest
	@CsvSource({ "retry.backoff, exponentiel, exponential", "retry.jitter, decorelated, decorrelated",
			"circuit-breaker.initial-state, force-open, forced-open", "timeout.mode, interupt, interrupt",
			"circuit-breaker.half-open-calls, unlimitted, unlimited",
			"retry.retry-on, IOException, java.io.IOException",
			"retry.retry-on, java.io.IOExeption, java.io.IOException",
			"retry.retry-on, TimeoutException, java.util.concurrent.TimeoutException" })
	void misspelledValuesAreReportedWithTheNearestSpelling(String key, String value, String nearest) {
		assertThat(TestSettings.properties(PAYMENTS + key + "=" + value).problems()).singleElement()
			.satisfies((problem) -> {
				assertThat(problem.place()).isEqualTo(PAYMENTS + key);
				assertThat(problem.suggestion()).isEqualTo("Did you mean " + nearest + "?");
			});
	}

	@Test
	void anEmptyListThatSelectsNothingIsAMistake() {
		assertThat(TestSettings.yaml("resilience.instances.payments.retry.retry-on: []").problems())
			.extracting(StartupProblem::reason)
			.containsExactly("is an empty list, which selects nothing at all");
	}

	@Test
	void minimumCallsMustFitIntoACountWindow() {
		assertThat(TestSettings.yaml("""
				resilience.instances.payments.circuit-breaker:
				  window-size: 10
				  minimum-calls: 11
				""").problems()).singleElement().satisfies((problem) -> {
			assertThat(problem.place()).isEqualTo(PAYMENTS + "circuit-breaker.minimum-calls");
			assertThat(problem.origin()).isEqualTo("application.yml:3");
			assertThat(problem.reason()).contains("window-size").contains("10");
		});
	}

	@Test
	void minimumCallsMayExceedTheSizeThatATimeWindowDoesNotUse() {
		assertThat(TestSettings.yaml("""
				resilience:
				  templates.timed.circuit-breaker.window-type: time
				  instances.payments: { template: timed, circuit-breaker: { window-size: 10, minimum-calls: 11 } }
				""").bind().resolve("payments").circuitBreakerConfig().minimumCalls()).isEqualTo(11);
	}

	@ParameterizedTest
	@ValueSource(strings = { "defaults", "templates.slow", "instances.payments" })
	void aDeadlineMustNotBeShorterThanATimeoutBesideIt(String where) {
		assertThat(TestSettings.yaml("resilience." + where + ": { deadline: 1s, timeout.duration: 2s }").problems())
			.containsExactly(
					new StartupProblem("resilience." + where + ".deadline", "1s", "application.yml:1",
							"must not be shorter than resilience." + where
									+ ".timeout.duration = 2s (application.yml:1), " + "which bounds a single attempt",
							null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "defaults", "templates.slow", "instances.payments" })
	void contradictionsAreReportedInWhicheverLayerTheyStand(String where) {
		assertThat(TestSettings.yaml("resilience." + where + ".retry: { delay: 20s, max-delay: 10s }").problems())
			.extracting(StartupProblem::place)
			.containsExactly("resilience." + where + ".retry.max-delay");
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience.defaults.bulkhead.max-wait: 1s",
			"resilience.templates.t.circuit-breaker.minimum-calls: 500",
			"resilience.templates.t.circuit-breaker.failure-threshold: 0",
			"resilience.defaults.timeout.mode: offload" })
	void whatAnotherLayerMayCompleteIsNoContradiction(String yaml) {
		assertThat(TestSettings.yaml(yaml).bind().instanceNames()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "1st", "pay ments", "zahlung\u00e4", "_x" })
	void namesMustBeLegal(String name) {
		assertThat(TestSettings.yaml("resilience: { instances: { '" + name + "': { deadline: 1s, retry.delay: 1s } } }")
			.problems())
			.containsExactly(new StartupProblem("resilience.instances." + name, null, "application.yml:1",
					NameType.ILLEGAL, null));
	}

	@Test
	void aGroupHasNoValue() {
		assertThat(TestSettings.yaml("""
				resilience:
				  instances:
				    payments: 3
				    stock.retry: 4
				  templates: 5
				""").problems()).extracting(StartupProblem::place)
			.containsExactlyInAnyOrder("resilience.instances.payments", "resilience.instances.stock.retry",
					"resilience.templates");
	}

	@Test
	void aSingleValueIsNoList() {
		assertThat(TestSettings.yaml("resilience.instances.payments.retry.max-attempts: [1, 2]").problems())
			.extracting(StartupProblem::reason)
			.containsExactly("is a list, must be a single value");
	}

	@Test
	void aSettingSpelledTwiceInOneSourceIsAmbiguous() {
		assertThat(TestSettings
			.variables("RESILIENCE_INSTANCES_PAYMENTS_RETRY_MAXATTEMPTS=3",
					"RESILIENCE_INSTANCES_PAYMENTS_RETRY_MAX_ATTEMPTS=4")
			.problems()).singleElement()
			.satisfies((problem) -> assertThat(problem.reason()).startsWith("is set twice in one source"));
	}

	@Test
	void anInstanceSpelledTwiceIsReportedWithBothSpellings() {
		assertThat(TestSettings.yaml("""
				resilience:
				  instances:
				    card-payments: { retry.max-attempts: 2 }
				    cardPayments: { retry.max-attempts: 5 }
				""").problems()).containsExactly(
				new StartupProblem("resilience.instances.cardPayments.retry.max-attempts", "5", "application.yml:4",
						"is set twice in one source, the other time as "
								+ "resilience.instances.card-payments.retry.max-attempts = 2 (application.yml:3)",
						"Remove one of them."));
	}

	@Test
	void allProblemsOfAllSourcesAreListedAtOnce() {
		List<StartupProblem> problems = TestSettings.variables("RESILIENCE_ENABLE=true")
			.andYaml("application-prod.yml", "resilience.defaults.retry: { max-attempts: 0, jiter: full }")
			.andYaml("application.yml", """
					resilience:
					  events.buffer-size: -1
					  instances:
					    payments:
					      template: nope
					      deadline: 1s
					      timeout.duration: 5 parsecs
					      circuit-breaker: { failure-rate-threshold: 150, window-size: 5, minimum-calls: 6 }
					    stock: { deadline: 1s, timeout.duration: 2s }
					""")
			.problems();
		assertThat(problems).extracting(StartupProblem::place)
			.containsExactlyInAnyOrder("resilience.enable", "resilience.defaults.retry.max-attempts",
					"resilience.defaults.retry.jiter", "resilience.events.buffer-size", PAYMENTS + "template",
					PAYMENTS + "timeout.duration", PAYMENTS + "circuit-breaker.failure-rate-threshold",
					PAYMENTS + "circuit-breaker.minimum-calls", "resilience.instances.stock.deadline");
		assertThat(problems).extracting(StartupProblem::origin)
			.contains("environment variable RESILIENCE_ENABLE", "application-prod.yml:1", "application.yml:2",
					"application.yml:7");
	}

	private static Tuple tuple(String place) {
		return new Tuple(place, "cannot be set here");
	}

}
