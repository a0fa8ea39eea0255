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

package dev.resilience.autoconfigure.aop;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.stereotype.Component;

import dev.resilience.ResilienceRegistry;
import dev.resilience.annotation.Bulkhead;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.Idempotent;
import dev.resilience.annotation.RateLimiter;
import dev.resilience.annotation.Resilient;
import dev.resilience.annotation.Retry;
import dev.resilience.annotation.Timeout;
import dev.resilience.autoconfigure.aop.elsewhere.Remote;
import dev.resilience.autoconfigure.settings.StartupProblemsException;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.fallback.FallbackHandler;
import dev.resilience.fallback.FallbackRequest;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Acceptance cases that concern annotations and how configuration changes them, by the
 * names of their rows: tables B, R, F, K, I, D and T of the MicroProfile cases and D-050
 * and D-051 of the toolkit cases.
 */
class AnnotationConformanceTests {

	@TestFactory
	Stream<DynamicTest> circuitBreakers() {
		return Stream.of(row("B10 method beats class", AnnotatedContext.with(Breakers.class), (context) -> {
			Breakers breakers = context.getBean(Breakers.class);
			assertThat(Outcomes.of(3, breakers::ofTwo)).isEqualTo("IO IO CircuitBreakerOpen");
			assertThat(breakers.executions()).isEqualTo(2);
			assertThat(Outcomes.of(5, breakers::first)).isEqualTo("IO IO IO IO CircuitBreakerOpen");
			assertThat(Outcomes.of(breakers::second)).isEqualTo("CircuitBreakerOpen");
		}), row("B20 two beans of one class share state",
				AnnotatedContext.with(Shared.class).withBean("other", Shared.class), (context) -> {
					Shared one = context.getBean("annotationConformanceTests.Shared", Shared.class);
					Shared other = context.getBean("other", Shared.class);
					assertThat(Outcomes.of(one::fail, other::fail, one::fail, other::fail)).isEqualTo("IO IO IO IO");
					assertThat(Outcomes.of(one::fail, other::fail, one::fail, other::fail))
						.isEqualTo("CircuitBreakerOpen CircuitBreakerOpen CircuitBreakerOpen CircuitBreakerOpen");
					assertThat(one.executions() + other.executions()).isEqualTo(4);
				}), row("B21 methods, classes and subclasses are separate",
						AnnotatedContext.with(Separate.class, OtherSeparate.class, SubSeparate.class), (context) -> {
							Separate separate = context.getBean("annotationConformanceTests.Separate", Separate.class);
							assertThat(Outcomes.of(2, separate::one)).isEqualTo("IO CircuitBreakerOpen");
							assertThat(Outcomes.of(separate::two)).isEqualTo("IO");
							assertThat(Outcomes.of(context.getBean(OtherSeparate.class)::one)).isEqualTo("IO");
							assertThat(Outcomes.of(context.getBean(SubSeparate.class)::one)).isEqualTo("IO");
						}),
				row("B23 volume 2 becomes 4",
						AnnotatedContext.with(Configured.class)
							.withPropertyValues("resilience.instances.configured.circuit-breaker.window-size=4",
									"resilience.instances.configured.circuit-breaker.minimum-calls=4"),
						(context) -> {
							Configured configured = context.getBean(Configured.class);
							assertThat(Outcomes.of(5, configured::fail)).isEqualTo("IO IO IO IO CircuitBreakerOpen");
						}),
				row("B24 ratio 1.0 becomes 0.8",
						AnnotatedContext.with(Ratio.class)
							.withPropertyValues("resilience.instances.ratio.circuit-breaker.failure-rate-threshold=80"),
						(context) -> {
							Ratio ratio = context.getBean(Ratio.class);
							for (char outcome : "FFSFFFSFFF".toCharArray()) {
								Outcomes.of(() -> ratio.call(outcome == 'F'));
							}
							assertThat(Outcomes.of(() -> ratio.call(false))).isEqualTo("CircuitBreakerOpen");
						}),
				row("B24 without the configuration", AnnotatedContext.with(Ratio.class), (context) -> {
					Ratio ratio = context.getBean(Ratio.class);
					for (char outcome : "FFSFFFSFFF".toCharArray()) {
						Outcomes.of(() -> ratio.call(outcome == 'F'));
					}
					assertThat(Outcomes.of(() -> ratio.call(false))).isEqualTo("ok");
				}),
				row("B25 delay becomes 1000",
						AnnotatedContext.with(Configured.class)
							.withPropertyValues("resilience.instances.configured.circuit-breaker.open-duration=1000"),
						(context) -> {
							Configured configured = context.getBean(Configured.class);
							ManualTime time = context.getBean(ManualTime.class);
							assertThat(Outcomes.of(3, configured::fail)).isEqualTo("IO IO CircuitBreakerOpen");
							time.advance(Duration.ofMillis(800));
							assertThat(Outcomes.of(configured::fail)).isEqualTo("CircuitBreakerOpen");
							time.advance(Duration.ofMillis(200));
							assertThat(Outcomes.of(configured::fail)).isEqualTo("IO");
						}));
	}

	@TestFactory
	Stream<DynamicTest> retries() {
		return Stream.of(
				row("R5 class-level", AnnotatedContext.with(ClassRetry.class),
						(context) -> assertExecutions(context, ClassRetry.class, 3)),
				row("R16 max 5 becomes 3",
						AnnotatedContext.with(MethodRetry.class)
							.withPropertyValues("resilience.instances.methodRetry.retry.max-attempts=4"),
						(context) -> assertExecutions(context, MethodRetry.class, 4)),
				row("R16 max 5 becomes 10",
						AnnotatedContext.with(MethodRetry.class)
							.withPropertyValues("resilience.instances.method-retry.retry.max-attempts=11"),
						(context) -> assertExecutions(context, MethodRetry.class, 11)),
				row("R16 method key beats class key beats global",
						AnnotatedContext.with(ThreeRetries.class)
							.withPropertyValues("resilience.defaults.retry.max-attempts=3",
									"resilience.instances.of-class.retry.max-attempts=4",
									"resilience.instances.of-method.retry.max-attempts=5"),
						(context) -> {
							ThreeRetries retries = context.getBean(ThreeRetries.class);
							assertThat(executions(retries, retries::global)).isEqualTo(3);
							assertThat(executions(retries, retries::ofClass)).isEqualTo(4);
							assertThat(executions(retries, retries::ofMethod)).isEqualTo(5);
						}),
				row("R17 a subclass inherits the class annotation", AnnotatedContext.with(InheritsClass.class),
						(context) -> assertExecutions(context, InheritsClass.class, 3)),
				row("R17 a subclass redefines the class annotation", AnnotatedContext.with(RedefinesClass.class),
						(context) -> assertExecutions(context, RedefinesClass.class, 4)),
				row("R17 an overriding method has its own annotation", AnnotatedContext.with(RedefinesMethod.class),
						(context) -> assertExecutions(context, RedefinesMethod.class, 4)),
				row("R17 an override without annotation keeps the class's",
						AnnotatedContext.with(OverridesUnderClass.class),
						(context) -> assertExecutions(context, OverridesUnderClass.class, 3)),
				row("R17 an override without annotation keeps the method's",
						AnnotatedContext.with(OverridesAnnotated.class),
						(context) -> assertExecutions(context, OverridesAnnotated.class, 3)));
	}

	@TestFactory
	Stream<DynamicTest> fallbacks() {
		return Stream.of(
				row("F2 a method gets the arguments", AnnotatedContext.with(Fallbacks.class),
						(context) -> assertThat(context.getBean(Fallbacks.class).sameArguments("a", 1))
							.isEqualTo("a 1")),
				row("F2 a handler is an injected bean and gets the arguments",
						AnnotatedContext.with(Fallbacks.class, GreetingHandler.class, Greeting.class),
						(context) -> assertThat(context.getBean(HandledFallbacks.class).handled("a", 1))
							.isEqualTo("hello [a, 1] from AnnotationConformanceTests.handled"),
						HandledFallbacks.class),
				resolves("F4 private in the same class", PrivateFallback.class, "private"),
				resolves("F4 default method of an interface", DefaultMethodFallback.class, "default"),
				resolves("F4 varargs", VarargsFallback.class, "varargs"),
				resolves("F4 generics of a superclass", GenericFallback.class, "generic"),
				resolves("F4 matching wildcard", WildcardFallback.class, "wildcard"),
				resolves("F4 protected in a superclass of another package", InheritedFallback.class, "protected"),
				refuses("F4 out of package", OutOfPackageFallback.class, "packagePrivate"),
				refuses("F4 private in a superclass", PrivateAboveFallback.class, "hidden"),
				refuses("F4 in a subclass", BelowFallback.class, "below", BelowFallback.Sub.class),
				refuses("F4 wrong wildcard", WrongWildcardFallback.class, "instead"),
				refuses("F4 wildcard for a concrete type", WildcardForConcreteFallback.class, "instead"));
	}

	@TestFactory
	Stream<DynamicTest> bulkheads() {
		return Stream.of(row("K10 two beans of one class share eight permits",
				AnnotatedContext.with(EightCalls.class).withBean("other", EightCalls.class), (context) -> {
					EightCalls one = context.getBean("annotationConformanceTests.EightCalls", EightCalls.class);
					EightCalls other = context.getBean("other", EightCalls.class);
					assertThat(depth(one, other)).isEqualTo(8);
				}), row("K10 separate per method, class and subclass",
						AnnotatedContext.with(OneCall.class, OtherOneCall.class, SubOneCall.class), (context) -> {
							OneCall one = context.getBean("annotationConformanceTests.OneCall", OneCall.class);
							OtherOneCall otherClass = context.getBean(OtherOneCall.class);
							SubOneCall subclass = context.getBean(SubOneCall.class);
							StringBuilder inside = new StringBuilder();
							one.first(() -> inside
								.append(Outcomes.of(() -> one.first(AnnotationConformanceTests::nothing),
										() -> one.second(AnnotationConformanceTests::nothing),
										() -> otherClass.first(AnnotationConformanceTests::nothing),
										() -> subclass.first(AnnotationConformanceTests::nothing))));
							assertThat(inside).hasToString("BulkheadFull ok ok ok");
						}));
	}

	@ParameterizedTest(name = "I1 {0} = {1}")
	@CsvSource({ "bulkhead.max-concurrent, -1", "bulkhead.queue-size, -1",
			"circuit-breaker.failure-rate-threshold, -0.1", "circuit-breaker.failure-rate-threshold, -1",
			"circuit-breaker.failure-rate-threshold, 110", "circuit-breaker.minimum-calls, 0",
			"circuit-breaker.minimum-calls, -1", "circuit-breaker.success-threshold, 0",
			"circuit-breaker.success-threshold, -1", "circuit-breaker.open-duration, -1ms", "retry.delay, -1ms",
			"retry.jitter-factor, -1", "retry.max-attempts, -2", "timeout.duration, -1ms" })
	void illegalInYaml(String property, String value) {
		AnnotatedContext.with(Nothing.class)
			.withPropertyValues("resilience.instances.x." + property + "=" + value)
			.run((context) -> assertThat(problems(context))
				.allMatch((problem) -> problem.contains("resilience.instances.x." + property)));
	}

	@ParameterizedTest(name = "I1 maxDuration 500 with delay 1000 under {0}")
	@ValueSource(strings = "resilience.instances.x")
	void contradictionInYaml(String path) {
		AnnotatedContext.with(Nothing.class)
			.withPropertyValues(path + ".retry.max-duration=500", path + ".retry.delay=1000")
			.run((context) -> assertThat(problems(context)).singleElement()
				.asString()
				.contains("retry.max-duration", "delay"));
	}

	@ParameterizedTest(name = "I1 {0}")
	@ValueSource(classes = { Illegal.MaxConcurrent.class, Illegal.QueueSize.class, Illegal.RateBelowZero.class,
			Illegal.RateAboveHundred.class, Illegal.NoCalls.class, Illegal.NegativeCalls.class,
			Illegal.NoSuccesses.class, Illegal.NegativeOpenDuration.class, Illegal.NegativeDelay.class,
			Illegal.NoAttempts.class, Illegal.DelayBeyondDuration.class, Illegal.NegativeTimeout.class })
	void illegalAttribute(Class<?> bean) {
		AnnotatedContext.with(bean)
			.run((context) -> assertThat(problems(context)).singleElement()
				.asString()
				.contains(bean.getSimpleName() + ".call"));
	}

	@TestFactory
	Stream<DynamicTest> disabled() {
		return Stream.of("defaults", "instances.switched")
			.flatMap((scope) -> Stream.of(
					row("D1 @Retry off at " + scope, switched(scope, "retry"),
							(context) -> assertThat(executions(context.getBean(Switched.class),
									context.getBean(Switched.class)::retried))
								.isEqualTo(1)),
					row("D1 @CircuitBreaker off at " + scope, switched(scope, "circuit-breaker"),
							(context) -> assertThat(Outcomes.of(3, context.getBean(Switched.class)::broken))
								.isEqualTo("IO IO IO")),
					row("D1 @RateLimiter off at " + scope, switched(scope, "rate-limiter"),
							(context) -> assertThat(Outcomes.of(3, context.getBean(Switched.class)::limited))
								.isEqualTo("ok ok ok")),
					row("D1 @Bulkhead off at " + scope, switched(scope, "bulkhead"), (context) -> {
						Switched switched = context.getBean(Switched.class);
						assertThat(Outcomes.of(() -> switched.two(() -> switched.two(() -> switched.two(() -> {
						}))))).isEqualTo("ok");
					}), row("D1 @Timeout off at " + scope, switched(scope, "timeout"), (context) -> {
						Switched switched = context.getBean(Switched.class);
						ManualTime time = context.getBean(ManualTime.class);
						assertThat(Outcomes.of(() -> switched.timed(() -> time.advance(Duration.ofSeconds(5)))))
							.isEqualTo("ok");
					}),
					row("D1 @Fallback off at " + scope, switched(scope, "fallback"),
							(context) -> assertThat(Outcomes.of(context.getBean(Switched.class)::answered))
								.isEqualTo("IO")),
					row("D1 @Idempotent off at " + scope, switched(scope, "idempotency"),
							(context) -> assertThat(executions(context.getBean(Switched.class), () -> {
								context.getBean(Switched.class).once("k");
								context.getBean(Switched.class).once("k");
							})).isEqualTo(2))));
	}

	@ParameterizedTest(name = "D1 defaults {0}, class {1}, method {2} → {3} calls at a time")
	@CsvSource({ "off, , , 3", "off, enforce, , 2", "enforce, off, , 3", "off, off, enforce, 2",
			"enforce, enforce, off, 3", ", , , 2" })
	void methodSwitchBeatsClassBeatsGlobal(String defaults, String ofClass, String ofMethod, int calls) {
		ApplicationContextRunner runner = AnnotatedContext.with(Switches.class);
		runner = mode(runner, "defaults", defaults);
		runner = mode(runner, "instances.of-class", ofClass);
		runner = mode(runner, "templates.t", "enforce");
		ApplicationContextRunner finished = (ofMethod != null) ? mode(runner, "instances.of-method", ofMethod) : runner;
		finished.run((context) -> {
			Switches switches = context.getBean(Switches.class);
			Nested nested = (ofMethod != null) ? switches::ofMethod : switches::ofClass;
			assertThat(Outcomes.of(() -> nested.call(() -> nested.call(() -> nested.call(() -> {
			}))))).isEqualTo((calls == 3) ? "ok" : "BulkheadFull");
		});
	}

	@Test
	void t4AConfiguredTimeoutReplacesTheAttribute() {
		AnnotatedContext.with(Limited.class)
			.withPropertyValues("resilience.instances.limited.timeout.duration=1000")
			.run((context) -> {
				Limited limited = context.getBean(Limited.class);
				ManualTime time = context.getBean(ManualTime.class);
				assertThat(Outcomes.of(() -> limited.call(() -> time.advance(Duration.ofMillis(999))))).isEqualTo("ok");
				assertThat(Outcomes.of(() -> limited.call(() -> time.advance(Duration.ofMillis(1000)))))
					.isEqualTo("CallTimeout");
			});
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource({ "D-050, , 3", "D-051, 50, 50" })
	void template(String row, String explicit, int threshold) {
		ApplicationContextRunner runner = AnnotatedContext.with(FromTemplate.class)
			.withPropertyValues("resilience.templates.anthropic.circuit-breaker.failure-threshold=3",
					"resilience.templates.anthropic.circuit-breaker.open-duration=30s",
					"resilience.instances.model.template=anthropic");
		if (explicit != null) {
			runner = runner
				.withPropertyValues("resilience.instances.model.circuit-breaker.failure-threshold=" + explicit);
		}
		runner.run((context) -> {
			CircuitBreakerConfig config = context.getBean(ResilienceRegistry.class)
				.get("model")
				.circuitBreaker()
				.config();
			assertThat(config.failureThreshold()).isEqualTo(threshold);
			assertThat(config.openDuration()).isEqualTo(Duration.ofSeconds(30));
			FromTemplate bean = context.getBean(FromTemplate.class);
			assertThat(Outcomes.of(threshold + 1, bean::call)).endsWith("IO CircuitBreakerOpen");
		});
	}

	private static DynamicTest row(String name, ApplicationContextRunner runner, Check check, Class<?>... more) {
		return DynamicTest.dynamicTest(name, () -> {
			ApplicationContextRunner complete = runner;
			for (Class<?> bean : more) {
				complete = complete.withUserConfiguration(bean);
			}
			complete.run(check::accept);
		});
	}

	private static DynamicTest resolves(String name, Class<? extends Answering> bean, String answer) {
		return row(name, AnnotatedContext.with(bean),
				(context) -> assertThat(context.getBean(bean).answer()).isEqualTo(answer));
	}

	private static DynamicTest refuses(String name, Class<?> bean, String fallback, Class<?>... more) {
		return row(name, AnnotatedContext.with(bean),
				(context) -> assertThat(problems(context)).singleElement()
					.asString()
					.contains(bean.getSimpleName(), "@Fallback(\"" + fallback + "\")"),
				more);
	}

	private static List<String> problems(AssertableApplicationContext context) {
		assertThat(context).hasFailed();
		Throwable failure = context.getStartupFailure();
		while (failure != null && !(failure instanceof StartupProblemsException)) {
			failure = failure.getCause();
		}
		assertThat(failure).isNotNull();
		return ((StartupProblemsException) failure).problems().stream().map(Object::toString).toList();
	}

	private static ApplicationContextRunner switched(String scope, String policy) {
		return AnnotatedContext.with(Switched.class)
			.withPropertyValues("resilience." + scope + "." + policy + ".mode=off");
	}

	private static ApplicationContextRunner mode(ApplicationContextRunner runner, String scope, String mode) {
		return (mode != null) ? runner.withPropertyValues("resilience." + scope + ".bulkhead.mode=" + mode) : runner;
	}

	private static <T extends Counting & Failing> void assertExecutions(AssertableApplicationContext context,
			Class<T> type, int executions) {
		T bean = context.getBean(type);
		assertThat(executions(bean, bean::fail)).isEqualTo(executions);
	}

	private static int executions(Counting bean, Executable call) {
		int before = bean.executions();
		Outcomes.of(call);
		return bean.executions() - before;
	}

	private static int depth(EightCalls one, EightCalls other) throws Exception {
		int[] depth = new int[1];
		Throwing[] next = new Throwing[1];
		next[0] = () -> {
			depth[0]++;
			((depth[0] % 2 == 0) ? one : other).call(next[0]);
		};
		Outcomes.of(() -> one.call(next[0]));
		return depth[0];
	}

	private static void nothing() {
	}

	interface Check {

		void accept(AssertableApplicationContext context) throws Exception;

	}

	interface Throwing {

		void run() throws Exception;

	}

	interface Nested {

		void call(Throwing work) throws Exception;

	}

	interface Failing {

		void fail() throws IOException;

	}

	interface Answering {

		Object answer(String... texts);

	}

	public abstract static class Counting {

		int executions;

		// Read through the proxy, whose own fields are not those of the bean.
		int executions() {
			return this.executions;
		}

		final void countAndFail() throws IOException {
			this.executions++;
			throw new IOException("down");
		}

	}

	@CircuitBreaker(value = "ofClass", failureThreshold = 0, failureRateThreshold = 75, windowSize = 4,
			minimumCalls = 4)
	public static class Breakers extends Counting {

		@CircuitBreaker(value = "ofTwo", failureThreshold = 0, failureRateThreshold = 100, windowSize = 2,
				minimumCalls = 2)
		public void ofTwo() throws IOException {
			countAndFail();
		}

		public void first() throws IOException {
			countAndFail();
		}

		public void second() throws IOException {
			countAndFail();
		}

	}

	public static class Shared extends Counting {

		@CircuitBreaker(failureThreshold = 4)
		public void fail() throws IOException {
			countAndFail();
		}

	}

	public static class Separate extends Counting {

		@CircuitBreaker(failureThreshold = 1)
		public void one() throws IOException {
			countAndFail();
		}

		@CircuitBreaker(failureThreshold = 1)
		public void two() throws IOException {
			countAndFail();
		}

	}

	public static class OtherSeparate extends Counting {

		@CircuitBreaker(failureThreshold = 1)
		public void one() throws IOException {
			countAndFail();
		}

	}

	public static class SubSeparate extends Separate {

	}

	public static class Configured extends Counting {

		@CircuitBreaker(value = "configured", failureThreshold = 0, failureRateThreshold = 100, windowSize = 2,
				minimumCalls = 2, openDuration = "50s")
		public void fail() throws IOException {
			countAndFail();
		}

	}

	public static class Ratio {

		@CircuitBreaker(value = "ratio", failureThreshold = 0, failureRateThreshold = 100, windowSize = 10,
				minimumCalls = 10)
		public void call(boolean fails) throws IOException {
			if (fails) {
				throw new IOException("down");
			}
		}

	}

	@Retry(maxAttempts = 3)
	public static class ClassRetry extends Counting implements Failing {

		@Override
		public void fail() throws IOException {
			countAndFail();
		}

	}

	public static class MethodRetry extends Counting implements Failing {

		@Override
		@Retry(value = "methodRetry", maxAttempts = 6)
		public void fail() throws IOException {
			countAndFail();
		}

	}

	@Retry("ofClass")
	public static class ThreeRetries extends Counting {

		@Retry
		public void global() throws IOException {
			countAndFail();
		}

		public void ofClass() throws IOException {
			countAndFail();
		}

		@Retry("ofMethod")
		public void ofMethod() throws IOException {
			countAndFail();
		}

	}

	public static class InheritsClass extends ClassRetry {

	}

	@Retry(maxAttempts = 4)
	public static class RedefinesClass extends ClassRetry {

	}

	public static class RedefinesMethod extends ClassRetry {

		@Override
		@Retry(maxAttempts = 4)
		public void fail() throws IOException {
			countAndFail();
		}

	}

	public static class OverridesUnderClass extends ClassRetry {

		@Override
		public void fail() throws IOException {
			countAndFail();
		}

	}

	public static class AnnotatedMethod extends Counting implements Failing {

		@Override
		@Retry(maxAttempts = 3)
		public void fail() throws IOException {
			countAndFail();
		}

	}

	public static class OverridesAnnotated extends AnnotatedMethod {

		@Override
		public void fail() throws IOException {
			countAndFail();
		}

	}

	public static class Fallbacks {

		@Fallback("instead")
		public String sameArguments(String text, int number) {
			throw new IllegalStateException("down");
		}

		String instead(String text, int number) {
			return text + " " + number;
		}

	}

	public static class HandledFallbacks {

		@Fallback(handler = GreetingHandler.class)
		public String handled(String text, int number) {
			throw new IllegalStateException("down");
		}

	}

	public static class Greeting {

		String text() {
			return "hello";
		}

	}

	@Component
	public static class GreetingHandler implements FallbackHandler<String> {

		private final Greeting greeting;

		GreetingHandler(Greeting greeting) {
			this.greeting = greeting;
		}

		@Override
		public String answer(FallbackRequest request) {
			return this.greeting.text() + " " + request.arguments() + " from "
					+ request.operation().replace("HandledFallbacks", "AnnotationConformanceTests");
		}

	}

	public static class PrivateFallback implements Answering {

		@Override
		@Fallback("instead")
		public Object answer(String... texts) {
			throw new IllegalStateException("down");
		}

		private String instead(String... texts) {
			return "private";
		}

	}

	interface WithDefault {

		default Object instead(String... texts) {
			return "default";
		}

	}

	public static class DefaultMethodFallback implements Answering, WithDefault {

		@Override
		@Fallback("instead")
		public Object answer(String... texts) {
			throw new IllegalStateException("down");
		}

	}

	public static class VarargsFallback implements Answering {

		@Override
		@Fallback("instead")
		public Object answer(String... texts) {
			throw new IllegalStateException("down");
		}

		String instead(String... texts) {
			return "varargs";
		}

	}

	public abstract static class Generic<T, R> implements Answering {

		@Override
		@Fallback("instead")
		public Object answer(String... texts) {
			return convert(null);
		}

		@Fallback("instead")
		public R convert(T value) {
			throw new IllegalStateException("down");
		}

	}

	public static class GenericFallback extends Generic<List<String>, String> {

		String instead(List<String> value) {
			return "generic";
		}

		String instead(String... texts) {
			return "generic";
		}

	}

	public static class WildcardFallback implements Answering {

		@Override
		@Fallback("alone")
		public Object answer(String... texts) {
			throw new IllegalStateException("down");
		}

		String alone(String... texts) {
			return "wildcard";
		}

		@Fallback("instead")
		public List<? extends Number> numbers(List<? extends Number> some) {
			throw new IllegalStateException("down");
		}

		List<Integer> instead(List<? extends Number> some) {
			return List.of();
		}

	}

	public static class InheritedFallback extends Remote implements Answering {

		@Override
		@Fallback("protectedAnswer")
		public Object answer(String... texts) {
			throw new IllegalStateException("down");
		}

	}

	public static class OutOfPackageFallback extends Remote {

		@Fallback("packagePrivate")
		public String call() {
			throw new IllegalStateException("down");
		}

	}

	public static class Hiding {

		private String hidden() {
			return "hidden";
		}

	}

	public static class PrivateAboveFallback extends Hiding {

		@Fallback("hidden")
		public String call() {
			throw new IllegalStateException("down");
		}

	}

	public static class BelowFallback {

		@Fallback("below")
		public String call() {
			throw new IllegalStateException("down");
		}

		static class Sub extends BelowFallback {

			String below() {
				return "below";
			}

		}

	}

	public static class WrongWildcardFallback {

		@Fallback("instead")
		public String call(List<? extends Number> some) {
			throw new IllegalStateException("down");
		}

		String instead(List<? super Integer> some) {
			return "wrong";
		}

	}

	public static class WildcardForConcreteFallback {

		@Fallback("instead")
		public String call(List<?> some) {
			throw new IllegalStateException("down");
		}

		String instead(List<String> some) {
			return "wrong";
		}

	}

	public static class EightCalls {

		@Bulkhead(maxConcurrent = 8)
		public void call(Throwing inner) throws Exception {
			inner.run();
		}

	}

	public static class OneCall {

		@Bulkhead(maxConcurrent = 1)
		public void first(Throwing inner) throws Exception {
			inner.run();
		}

		@Bulkhead(maxConcurrent = 1)
		public void second(Throwing inner) throws Exception {
			inner.run();
		}

	}

	public static class OtherOneCall {

		@Bulkhead(maxConcurrent = 1)
		public void first(Throwing inner) throws Exception {
			inner.run();
		}

	}

	public static class SubOneCall extends OneCall {

	}

	public static class Nothing {

	}

	static final class Illegal {

		private Illegal() {
		}

		public static class MaxConcurrent {

			@Bulkhead(maxConcurrent = -1)
			public void call() {
			}

		}

		public static class QueueSize {

			@Bulkhead(queueSize = -1)
			public void call() {
			}

		}

		public static class RateBelowZero {

			@CircuitBreaker(failureRateThreshold = -0.1)
			public void call() {
			}

		}

		public static class RateAboveHundred {

			@CircuitBreaker(failureRateThreshold = 110)
			public void call() {
			}

		}

		public static class NoCalls {

			@CircuitBreaker(minimumCalls = 0)
			public void call() {
			}

		}

		public static class NegativeCalls {

			@CircuitBreaker(minimumCalls = -1)
			public void call() {
			}

		}

		public static class NoSuccesses {

			@CircuitBreaker(successThreshold = 0)
			public void call() {
			}

		}

		public static class NegativeOpenDuration {

			@CircuitBreaker(openDuration = "-1ms")
			public void call() {
			}

		}

		public static class NegativeDelay {

			@Retry(delay = "-1ms")
			public void call() {
			}

		}

		public static class NoAttempts {

			@Retry(maxAttempts = -2)
			public void call() {
			}

		}

		public static class DelayBeyondDuration {

			@Retry(maxDuration = "500ms", delay = "1s")
			public void call() {
			}

		}

		public static class NegativeTimeout {

			@Timeout(duration = "-1ms")
			public void call() {
			}

		}

	}

	public static class Switched extends Counting {

		@Retry("switched")
		public void retried() throws IOException {
			countAndFail();
		}

		@CircuitBreaker(value = "switched", failureThreshold = 1)
		public void broken() throws IOException {
			countAndFail();
		}

		@RateLimiter(value = "switched", permits = 1, period = "1h")
		public void limited() {
		}

		@Bulkhead(value = "switched", maxConcurrent = 2)
		public void two(Throwing inner) throws Exception {
			inner.run();
		}

		@Timeout(value = "switched", duration = "1s")
		public void timed(Throwing inner) throws Exception {
			inner.run();
		}

		@Fallback(instance = "switched", value = "instead")
		public String answered() throws IOException {
			throw new IOException("down");
		}

		String instead() {
			return "instead";
		}

		@Idempotent(value = "switched", key = "#key")
		public void once(String key) {
			this.executions++;
		}

	}

	@Bulkhead(value = "ofClass", maxConcurrent = 2)
	public static class Switches {

		public void ofClass(Throwing inner) throws Exception {
			inner.run();
		}

		@Bulkhead(value = "ofMethod", maxConcurrent = 2)
		public void ofMethod(Throwing inner) throws Exception {
			inner.run();
		}

	}

	public static class Limited {

		@Timeout(value = "limited", duration = "1ms")
		public void call(Throwing inner) throws Exception {
			inner.run();
		}

	}

	public static class FromTemplate {

		@Resilient("model")
		public void call() throws IOException {
			throw new IOException("down");
		}

	}

}
