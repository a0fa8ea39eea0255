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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.annotation.Bulkhead;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.FallbackOption;
import dev.resilience.annotation.Idempotent;
import dev.resilience.annotation.Resilient;
import dev.resilience.annotation.Retry;
import dev.resilience.annotation.Timeout;
import dev.resilience.event.ResilienceEvent;
import dev.resilience.fallback.FallbackAnswered;
import dev.resilience.pipeline.CallOutcome;
import dev.resilience.time.DeadlineExceededException;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The rules of annotated methods, see the section of the documentation on annotations.
 */
class AnnotatedBehaviourTests {

	private final ApplicationContextRunner contextRunner = AnnotatedContext.with(Service.class, Merged.class);

	@Test
	void aMethodsAnnotationReplacesTheClassesOfTheSameTypeWhole() {
		this.contextRunner.run((context) -> {
			Merged merged = context.getBean(Merged.class);
			assertThat(time(context, () -> Outcomes.of(merged::replaced))).isLessThan(Duration.ofSeconds(10));
			assertThat(merged.calls()).isEqualTo(2);
		});
	}

	@Test
	void annotationsOfOtherTypesAddUp() {
		this.contextRunner.run((context) -> {
			Merged merged = context.getBean(Merged.class);
			// The class repeats 4 times, the method breaks after 3.
			assertThat(Outcomes.of(merged::added)).isEqualTo("CircuitBreakerOpen");
			assertThat(merged.calls()).isEqualTo(3);
		});
	}

	@Test
	void everyPolicyHasItsOwnNameAndCallsCountUnderTheOutermost() {
		this.contextRunner.run((context) -> {
			context.getBean(Service.class).named();
			assertThat(calls(context, "outer")).isEqualTo(1);
			assertThat(calls(context, "inner")).isZero();
			assertThat(instance(context, "outer").policies().retryCounters()).isNotNull();
			assertThat(instance(context, "outer").policies().circuitBreaker()).isNull();
			assertThat(instance(context, "inner").policies().circuitBreaker()).isNotNull();
		});
	}

	@Test
	void callsCountUnderTheNameOfResilientWhereItIsThere() {
		this.contextRunner.withBean(General.class)
			.withPropertyValues("resilience.instances.general.retry.max-attempts=2")
			.run((context) -> {
				context.getBean(General.class).call();
				assertThat(calls(context, "general")).isEqualTo(1);
				assertThat(calls(context, "outer")).isZero();
			});
	}

	@Test
	void resilientAddsWhatIsConfiguredToWhatIsAnnotated() {
		this.contextRunner.withBean(Mixed.class)
			.withPropertyValues("resilience.instances.mixed.retry.max-attempts=2",
					"resilience.instances.mixed.timeout.mode=interrupt")
			.run((context) -> {
				Mixed mixed = context.getBean(Mixed.class);
				ManualTime time = context.getBean(ManualTime.class);
				assertThat(Outcomes.of(() -> mixed.call(() -> time.advance(Duration.ofSeconds(2)))))
					.isEqualTo("CallTimeout");
				assertThat(mixed.attempts()).isEqualTo(2);
			});
	}

	@Test
	void theDefaultNameIsThatOfClassAndMethodAndOverloadsShareIt() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);
			assertThat(Outcomes.of(() -> service.overloaded(1), () -> service.overloaded("1"),
					() -> service.overloaded(1)))
				.isEqualTo("IO IO CircuitBreakerOpen");
			assertThat(instance(context, "Service-overloaded").name()).isEqualTo("Service-overloaded");
		});
	}

	@ParameterizedTest
	@CsvSource({ "IO", "Timeout", "IllegalState" })
	void theMethodsOwnExceptionComesThrough(String type) {
		AnnotatedContext.runner().withBean(Service.class).run((context) -> {
			Service service = context.getBean(Service.class);
			Exception own = switch (type) {
				case "IO" -> new IOException("own");
				case "Timeout" -> new TimeoutException("own");
				default -> new IllegalStateException("own");
			};
			for (Throwing call : List.<Throwing>of(() -> service.everything(own), () -> service.offloaded(own))) {
				assertThatExceptionOfType(Exception.class).isThrownBy(call::run).isSameAs(own);
			}
		});
	}

	@Test
	void aFallbackThatThrowsIsSuppressedOnTheFailureOfTheMethod() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);
			for (int i = 0; i < 5; i++) {
				assertThatExceptionOfType(IOException.class).isThrownBy(service::badFallback)
					.satisfies((ex) -> assertThat(ex.getSuppressed()).singleElement()
						.isInstanceOf(TimeoutException.class));
			}
			assertThat(instance(context, "badFallback").bulkhead().snapshot().active()).isZero();
		});
	}

	@Test
	void aListenerThatThrowsCostsNeitherPermitNorResult() {
		this.contextRunner.run((context) -> {
			ResilienceRegistry registry = context.getBean(ResilienceRegistry.class);
			registry.events().on(ResilienceEvent.class, (event) -> {
				throw new IllegalStateException("listener");
			});
			Service service = context.getBean(Service.class);
			for (int i = 0; i < 5; i++) {
				assertThat(service.thirdTime()).isEqualTo("third");
			}
			assertThat(instance(context, "thirdTime").bulkhead().snapshot().active()).isZero();
		});
	}

	@Test
	void anExpressionThatFailsCostsNoPermit() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);
			assertThat(Outcomes.of(3, () -> service.keyed(Map.of()))).isEqualTo("ok ok ok");
			assertThat(Outcomes.of(3, () -> service.keyed(null))).doesNotContain("BulkheadFull").doesNotContain("ok");
			assertThat(instance(context, "keyed").bulkhead().snapshot().active()).isZero();
		});
	}

	@ParameterizedTest
	@CsvSource(nullValues = "none", value = { "io, none, first io", "state, none, second", "io, 0.6, second",
			"argument, none, third", "argument, 0.6, IllegalArgument" })
	void aChainIsTriedInOrderUnderItsConditionsAndQuality(String failure, String minQuality, String answer) {
		ApplicationContextRunner runner = (minQuality != null)
				? this.contextRunner.withPropertyValues("resilience.instances.chain.fallback.min-quality=" + minQuality)
				: this.contextRunner;
		runner.run((context) -> {
			List<FallbackAnswered> events = new ArrayList<>();
			context.getBean(ResilienceRegistry.class).events().on(FallbackAnswered.class, events::add);
			Service service = context.getBean(Service.class);
			String[] answered = new String[1];
			String outcome = Outcomes.of(() -> answered[0] = service.chain(failure));
			assertThat(outcome.equals("ok") ? answered[0] : outcome).isEqualTo(answer);
			assertThat(events).hasSize(outcome.equals("ok") ? 1 : 0);
		});
	}

	@ParameterizedTest(name = "defaults {0}, template {1}, annotation, instance {2} → {3} attempts")
	@CsvSource({ "2, , , 4", "2, 3, , 4", "2, 3, 5, 5" })
	void attributesStandBetweenTemplateAndInstance(String defaults, String template, String instance, int attempts) {
		ApplicationContextRunner runner = this.contextRunner
			.withPropertyValues("resilience.defaults.retry.max-attempts=" + defaults);
		if (template != null) {
			runner = runner.withPropertyValues("resilience.templates.t.retry.max-attempts=" + template,
					"resilience.templates.t.retry.delay=1h", "resilience.templates.t.retry.max-delay=2h",
					"resilience.instances.layered.template=t");
		}
		if (instance != null) {
			runner = runner.withPropertyValues("resilience.instances.layered.retry.max-attempts=" + instance);
		}
		runner.run((context) -> {
			Service service = context.getBean(Service.class);
			Duration time = time(context, () -> Outcomes.of(service::layered));
			assertThat(service.calls()).isEqualTo(attempts);
			// What the annotation does not set is the template's.
			assertThat(time.toHours() > 0).isEqualTo(template != null);
		});
	}

	@Test
	void aDeadlineHoldsForAnnotatedMethods() {
		this.contextRunner.withPropertyValues("resilience.instances.patient.deadline=10s").run((context) -> {
			Service service = context.getBean(Service.class);
			ManualTime time = context.getBean(ManualTime.class);
			assertThatExceptionOfType(DeadlineExceededException.class)
				.isThrownBy(() -> service.patient(() -> time.advance(Duration.ofSeconds(11))));
			service.patient(() -> time.advance(Duration.ofSeconds(9)));
		});
	}

	@Test
	void methodsOfOneInstanceShareItsGateWhicheverWasSeenFirst() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);
			// One method says when it opens, the other says nothing.
			assertThat(Outcomes.of(service::silent, service::silent)).isEqualTo("IO CircuitBreakerOpen");
			assertThat(Outcomes.of(service::outspoken)).isEqualTo("CircuitBreakerOpen");
		});
	}

	@Test
	void aNameUsedInCodeHasTheGatesOfItsAnnotations() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);
			Outcomes.of(service::outspoken);
			Resilience same = context.getBean(ResilienceRegistry.class).get("shared_gate");
			assertThat(Outcomes.of(() -> same.call(() -> "ok"))).isEqualTo("CircuitBreakerOpen");
		});
	}

	private static Duration time(ApplicationContext context, Executable call) throws Exception {
		ManualTime time = context.getBean(ManualTime.class);
		long before = time.nanoTime();
		try {
			call.execute();
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
		return Duration.ofNanos(time.nanoTime() - before);
	}

	private static Resilience instance(ApplicationContext context, String name) {
		return context.getBean(ResilienceRegistry.class).find(name).orElseThrow();
	}

	private static long calls(ApplicationContext context, String name) {
		return instance(context, name).policies().calls().count(CallOutcome.SUCCESS);
	}

	interface Throwing {

		void run() throws Exception;

	}

	public abstract static class Counting {

		private int calls;

		int calls() {
			return this.calls;
		}

		final void fail() throws IOException {
			this.calls++;
			throw new IOException("down");
		}

	}

	@Retry(maxAttempts = 4, delay = "1m")
	public static class Merged extends Counting {

		@Retry(maxAttempts = 2)
		public void replaced() throws IOException {
			fail();
		}

		@CircuitBreaker(failureThreshold = 3, openDuration = "1h")
		public void added() throws IOException {
			fail();
		}

	}

	public static class General {

		@Resilient("general")
		@CircuitBreaker("outer")
		public void call() {
		}

	}

	public static class Mixed {

		private int attempts;

		@Resilient("mixed")
		@Timeout(value = "mixed", duration = "1s")
		public void call(Throwing work) throws Exception {
			this.attempts++;
			work.run();
		}

		int attempts() {
			return this.attempts;
		}

	}

	public static class Service extends Counting {

		private int attempts;

		@Retry("outer")
		@CircuitBreaker("inner")
		public String named() {
			return "ok";
		}

		@CircuitBreaker(failureThreshold = 2)
		public void overloaded(int number) throws IOException {
			fail();
		}

		@CircuitBreaker
		public void overloaded(String text) throws IOException {
			fail();
		}

		@Retry(delay = "0s")
		@CircuitBreaker
		@Bulkhead
		@Timeout(duration = "1m")
		@Fallback("rethrow")
		public void everything(Exception own) throws Exception {
			throw own;
		}

		void rethrow(Exception own) throws Exception {
			throw own;
		}

		@Timeout(duration = "1m", mode = Timeout.Mode.OFFLOAD)
		public void offloaded(Exception own) throws Exception {
			throw own;
		}

		@Fallback(value = "checked", instance = "badFallback")
		@Bulkhead(value = "badFallback", maxConcurrent = 2)
		public void badFallback() throws IOException {
			throw new IOException("down");
		}

		void checked() throws TimeoutException {
			throw new TimeoutException("the fallback too");
		}

		@Retry("thirdTime")
		@Bulkhead(value = "thirdTime", maxConcurrent = 1)
		public String thirdTime() throws IOException {
			if (++this.attempts % 3 != 0) {
				throw new IOException("not yet");
			}
			return "third";
		}

		@Bulkhead(value = "keyed", maxConcurrent = 1)
		@Idempotent(value = "keyed", key = "#order.size() + '-' + #order.hashCode()")
		public void keyed(Map<String, String> order) {
		}

		@Fallback(instance = "chain", value = { "first", "second", "third" })
		public String chain(String failure) throws IOException {
			switch (failure) {
				case "io" -> throw new IOException("down");
				case "state" -> throw new IllegalStateException("bad");
				default -> throw new IllegalArgumentException("wrong");
			}
		}

		@FallbackOption(quality = 0.5)
		String first(String failure, IOException cause) {
			return "first " + failure;
		}

		@FallbackOption(skipOn = IllegalArgumentException.class, quality = 0.8)
		String second(Exception cause) {
			return "second";
		}

		@FallbackOption(quality = 0.1)
		String third(Exception cause) {
			return "third";
		}

		@Retry(value = "layered", maxAttempts = 4)
		public void layered() throws IOException {
			fail();
		}

		@Retry("patient")
		public void patient(Throwing work) throws Exception {
			work.run();
		}

		@CircuitBreaker("sharedGate")
		public void silent() throws IOException {
			fail();
		}

		@CircuitBreaker(value = "shared-gate", failureThreshold = 1)
		public void outspoken() throws IOException {
			fail();
		}

	}

}
