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

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import dev.resilience.policy.PolicyType;
import dev.resilience.retry.RetryHook;
import dev.resilience.retry.WaitFunction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Settings that name user code.
 */
class CodeSettingsTests {

	private static final String X = "resilience.instances.x.";

	@Test
	void beansAreFoundByNameAndByClass() {
		for (String name : new String[] { "late", Late.class.getName(), Late.class.getName().replace('$', '.') }) {
			Predicate<Object> condition = bind("retry.retry-on-result=" + name).retryConfig().retryOnResult();
			assertThat(condition.test("late")).isTrue();
			assertThat(condition.test("early")).isFalse();
		}
	}

	@Test
	void beansAreMadeWhenTheyAreFirstUsed() {
		Predicate<Object> condition = bind("retry.retry-on-result=broken").retryConfig().retryOnResult();
		assertThatExceptionOfType(BeanCreationException.class).isThrownBy(() -> condition.test("late"));
	}

	@Test
	void whatABeanWasNotDeclaredForDoesNotMeetIt() {
		for (String bean : new String[] { "longTexts", "late" }) {
			Predicate<Object> condition = bind("retry.retry-on-result=" + bean).retryConfig().retryOnResult();
			assertThat(condition.test(42)).isFalse();
			assertThat(condition.test(null)).isEqualTo(bean.equals("longTexts"));
		}
	}

	@Test
	void waitFunctionAndHooksAreBeans() {
		ResolvedInstance settings = bind("retry.wait-function=fixed", "retry.before-retry=hook",
				"retry.after-exhaustion=hook");
		assertThat(settings.retryConfig().waitFunction().waitAfter(1, null, null, Duration.ZERO))
			.contains(Duration.ofSeconds(7));
		settings.retryConfig().beforeRetry().attemptFailed(1, null, Duration.ZERO);
		settings.retryConfig().afterExhaustion().attemptFailed(2, null, Duration.ZERO);
		assertThat(Beans.told).isEqualTo(3);
	}

	@Test
	void sameReferenceYieldsTheSameCode() {
		ResolvedInstance settings = bind("retry.retry-on-result=#result == null", "retry.wait-function=fixed",
				"circuit-breaker.open-on-result=late", "circuit-breaker.record-on-result=late",
				"circuit-breaker.open-on-failure=#failure.message == 'x'");
		assertThat(settings.retryConfig()).isEqualTo(settings.retryConfig());
		assertThat(settings.circuitBreakerConfig()).isEqualTo(settings.circuitBreakerConfig());
	}

	@Test
	void effectiveSettingsShowWhatIsWritten() {
		assertThat(bind("retry.retry-on-result=#result == null", "retry.wait-function=fixed")
			.effectiveSettings(Set.of(PolicyType.RETRY)))
			.contains(new EffectiveSetting("retry.retry-on-result", "#result == null", "test properties"),
					new EffectiveSetting("retry.wait-function", "fixed", "test properties"));
	}

	@Test
	void ruleAloneIsEnoughForACircuit() {
		assertThat(bind("circuit-breaker.failure-threshold=0", "circuit-breaker.open-on-failure=late")
			.circuitBreakerConfig()).isNotNull();
	}

	@Test
	void customizersMayGiveTheCodeItself() {
		WaitFunction function = (attempt, result, failure, computed) -> Optional.empty();
		ResilienceSettings settings = TestSettings.none()
			.bind()
			.withCustomizers(() -> List
				.of(new SettingsCustomizer("mine", (name, builder) -> builder.set("retry.wait-function", function)
					.set("retry.retry-on-result", (Predicate<Object>) "late"::equals))));
		assertThat(settings.resolve("x").retryConfig().waitFunction().waitAfter(1, null, null, Duration.ZERO))
			.isEmpty();
		assertThat(settings.resolve("x").retryConfig().retryOnResult().test("late")).isTrue();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', nullValues = "-",
			textBlock = """
					retry.retry-on-result           | "" | is empty, must be the name of a Predicate bean, or an expression over #result
					retry.retry-on-result           | result.status == 'X' | Begin with #result.
					retry.retry-on-result           | #reslt.status == 'X' | the only variable is #result
					retry.retry-on-result           | T(java.lang.System).exit(#result) | can only read members of #result
					retry.wait-function             | #result.wait | is an expression, must be the name of a WaitFunction bean
					retry.before-retry              | ${hook} | has a placeholder that nothing resolves
					circuit-breaker.open-on-failure | #result | the only variable is #failure
					""")
	void whatCannotBeCodeIsSaidWhenItIsRead(String key, String value, String message) {
		assertThat(TestSettings.properties(X + key + "=" + value).problems()).singleElement().satisfies((problem) -> {
			assertThat(problem.place()).isEqualTo(X + key);
			assertThat(problem.reason() + " " + problem.suggestion()).contains(message);
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					retry.retry-on-result            | lat | names no bean, must be the name of a Predicate bean | Did you mean late?
					retry.retry-on-result            | com.example.Missing | names no bean | Declare a bean of that type.
					retry.retry-on-result            | fixed | names a bean of dev.resilience.retry.WaitFunction | must be the name of a Predicate
					retry.wait-function              | late | must be the name of a WaitFunction bean | -
					retry.before-retry               | hoook | must be the name of a RetryHook bean | Did you mean hook?
					circuit-breaker.open-on-result   | duraton | Predicate or Function bean | Did you mean duration?
					circuit-breaker.record-on-result | duration | names a bean of java.util.function.Function | -
					""")
	void missingBeansAreNamedWithTheNearest(String key, String value, String reason, String suggestion) {
		assertThatExceptionOfType(InvalidSettingsException.class).isThrownBy(() -> {
			ResolvedInstance settings = bind(key + "=" + value);
			settings.retryConfig();
			settings.circuitBreakerConfig();
		}).satisfies((ex) -> assertThat(ex.problems()).singleElement().satisfies((problem) -> {
			assertThat(problem.place()).isEqualTo(X + key);
			assertThat(problem.origin()).isEqualTo("test properties");
			assertThat(problem.reason()).contains(reason);
			assertThat(problem.reason() + " " + problem.suggestion()).contains(suggestion.replace("-", ""));
		}));
	}

	@Test
	void classOfTwoBeansNamesNeither() {
		assertThatExceptionOfType(InvalidSettingsException.class)
			.isThrownBy(() -> bind("retry.retry-on-result=" + Twin.class.getName()).retryConfig())
			.satisfies((ex) -> assertThat(ex.problems().get(0).reason()).contains("2 beans", "first", "second"));
	}

	@Test
	void missingBeansAreFoundThoughNothingUsesThem() {
		ResilienceSettings settings = settings("resilience.defaults.retry.wait-function=nowhere",
				"resilience.templates.t.circuit-breaker.open-on-result=nobody", X + "retry.before-retry=hook");
		assertThat(settings.missingBeans()).extracting(StartupProblem::place)
			.containsExactlyInAnyOrder("resilience.defaults.retry.wait-function",
					"resilience.templates.t.circuit-breaker.open-on-result");
	}

	private static ResolvedInstance bind(String... properties) {
		for (int i = 0; i < properties.length; i++) {
			properties[i] = X + properties[i];
		}
		return settings(properties).resolve("x");
	}

	private static ResilienceSettings settings(String... properties) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Beans.class);
		Beans.told = 0;
		return TestSettings.properties(properties).bind().withBeans(context.getBeanFactory());
	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		private static int told;

		@Bean
		Late late() {
			return new Late();
		}

		@Bean
		Predicate<String> longTexts() {
			return (text) -> text == null || text.length() > 10;
		}

		@Bean
		@Lazy
		Predicate<Object> broken() {
			throw new IllegalStateException("expected by this test");
		}

		@Bean
		Function<Object, Duration> duration() {
			return (result) -> Duration.ofSeconds(3);
		}

		@Bean
		WaitFunction fixed() {
			return (attempt, result, failure, computed) -> Optional.of(Duration.ofSeconds(7));
		}

		@Bean
		RetryHook hook() {
			return (attempt, failure, wait) -> told += attempt;
		}

		@Bean
		Twin first() {
			return new Twin();
		}

		@Bean
		Twin second() {
			return new Twin();
		}

	}

	static final class Late implements Predicate<String> {

		@Override
		public boolean test(String result) {
			return "late".equals(result);
		}

	}

	static final class Twin implements Predicate<String> {

		@Override
		public boolean test(String result) {
			return false;
		}

	}

}
