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

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.resilience.annotation.Bulkhead;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.FallbackOption;
import dev.resilience.annotation.Idempotent;
import dev.resilience.annotation.RateLimiter;
import dev.resilience.annotation.Resilient;
import dev.resilience.annotation.Retry;
import dev.resilience.annotation.Timeout;
import dev.resilience.autoconfigure.ResilienceCustomizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What is wrong with annotations stops the start, with a message that names the bean, the
 * method, the reason and, where there is one, the right spelling.
 */
@ExtendWith(OutputCaptureExtension.class)
class BadAnnotationTests {

	@TestFactory
	Stream<DynamicTest> oneProblem() {
		return Stream.of(
				problem(NoSuchFallback.class, "@Fallback(\"nope\")", "there is no method 'nope'",
						"did you mean 'none'?"),
				problem(WrongReturn.class, "@Fallback(\"instead\")", "returns int, which is no java.lang.String"),
				problem(TwoForOneType.class, "two overloads answer IOException", "remove one of them"),
				problem(ErrorBesideException.class, "errors must be named",
						"on = { Exception.class, StackOverflowError.class }"),
				problem(DifferentOptions.class, "different @FallbackOption"),
				problem(BadOption.class, "\"soon\"", "no duration"),
				problem(NoFallback.class, "neither a method nor a handler"),
				problem(NoHandlerBean.class, "there is no bean of this type"),
				problem(NoHandler.class, "does not implement dev.resilience.fallback.FallbackHandler"),
				problem(DurationAsName.class, "@Timeout(\"2s\")", "@Timeout(duration = \"2s\")"),
				problem(NumberAsName.class, "@Retry(\"3\")", "@Retry(maxAttempts = 3)"),
				problem(IllegalName.class, "'my payments' is no legal instance name"),
				problem(Unparsable.class, "@Idempotent(key = \"#order.\")", "does not parse"),
				problem(UnknownArgument.class, "'#ordr' is no argument", "did you mean '#order'?"),
				problem(ForgottenHash.class, "'order' is no argument", "did you mean '#order'?"),
				problem(UnknownInside.class, "'order' is no argument", "did you mean '#order'?"),
				problem(CallOfNothing.class, "there is no size() to call"),
				problem(UnknownWeight.class, "@RateLimiter(weight = \"#cost\")", "'#cost' is no argument"),
				problem(UnknownKey.class, "@CircuitBreaker(key = \"#agent\")", "'#agent' is no argument",
						"did you mean '#agents'?"),
				problem(UnparsableKey.class, "@Bulkhead(key = \"#tenant.\")", "does not parse"),
				problem(EmptyKey.class, "@Idempotent has no key", "handles no HTTP request", "key = \"#order.id\""),
				problem(FingerprintOfRequest.class, "@Idempotent(fingerprint = \"#order\") has no effect"),
				problem(StreamedResponse.class, "streams its response", "return the whole body"),
				problem(StreamedLater.class, "streams its response"), problem(ManyValues.class, "streams its response"),
				problem(PartsOfBody.class, "streams its response"),
				problem(Parsecs.class, "\"5 parsecs\"", "annotation @Retry on Parsecs.call"),
				problem(NoDuration.class, "NoDuration.call", "@Timeout has no duration",
						"resilience.instances.unlimited.timeout.duration"),
				problem(NothingConfigured.class, "applies nothing", "resilience.instances.unheard"),
				problem(PrivateMethod.class, "PrivateMethod.call", "the method is private"),
				problem(StaticMethod.class, "StaticMethod.call", "the method is static"),
				problem(FinalMethod.class, "FinalMethod.call", "the method is final"),
				problem(FinalMethodOfClass.class, "FinalMethodOfClass.call", "the method is final"),
				problem(FinalMethodBelow.class, "FinalMethodBelow.call", "the method is final"),
				problem(FinalClass.class, "the class is final"),
				problem(AnnotatedConfiguration.class, "the class is a configuration"),
				problem(SameUniformName.class, "belongs to", "SameUniformName.getIt already"));
	}

	@Test
	void aKeyThatPicksNothingIsAProblem() {
		AnnotatedContext.with(KeyWithoutGate.class)
			.withPropertyValues("resilience.instances.gateless.retry.max-attempts=2")
			.run((context) -> assertThat(text(context)).contains("@Resilient(key = \"#tenant\") has no effect",
					"configure one, such as resilience.instances.gateless.circuit-breaker.failure-threshold"));
	}

	@Test
	void keysOfRequestsThatNobodyLooksAtAreAProblem() {
		AnnotatedContext.with(EmptyKey.class, StreamedResponse.class)
			.withPropertyValues("resilience.idempotency.http.enabled=false")
			.run((context) -> assertThat(text(context)).contains("StreamedResponse",
					"@Idempotent has no key, and resilience.idempotency.http.enabled is false"));
	}

	@Test
	void differentAttributesOfOneInstanceNameBothMethods() {
		AnnotatedContext.with(DifferentGates.class)
			.run((context) -> assertThat(text(context))
				.contains("DifferentGates.one", "DifferentGates.two", "circuit-breaker.failure-threshold", "'payments'")
				.contains("The resilience configuration has a problem:"));
	}

	@Test
	void twoClassesWithOneDefaultNameAreBothNamed() {
		AnnotatedContext.with(One.Same.class, Two.Same.class)
			.run((context) -> assertThat(text(context)).contains("'Same-call' belongs to", One.Same.class.getName(),
					"Bean 'badAnnotationTests.Two.Same', Same.call"));
	}

	@Test
	void problemsOfSeveralBeansAndOfYamlAreListedAtOnce() {
		AnnotatedContext.with(NoSuchFallback.class, DurationAsName.class, FinalClass.class)
			.withPropertyValues("resilience.instances.x.timeout.mode=offload")
			.run((context) -> assertThat(text(context)).contains("The resilience configuration has 4 problems:",
					"NoSuchFallback.call", "DurationAsName.call", "FinalClass",
					"resilience.instances.x.timeout.duration"));
	}

	@Test
	void severalProblemsOfOneMethodAreListedAtOnce() {
		AnnotatedContext.with(Worst.class)
			.run((context) -> assertThat(text(context)).contains("has 4 problems:", "\"nope\"", "\"5 parsecs\"",
					"@Timeout(\"2s\")", "does not parse"));
	}

	@Test
	void annotatedBeansWithoutProxiesStopTheStart() {
		AnnotatedContext.with(Fine.class)
			.withPropertyValues("spring.aop.auto=false")
			.run((context) -> assertThat(text(context)).contains("annotations would take no effect",
					"spring.aop.auto=true"));
	}

	@Test
	void aMethodThatIsInNoInterfaceOfAnInterfaceProxyStopsTheStart() {
		AnnotatedContext.with(BesideInterface.class)
			.withPropertyValues("spring.aop.proxy-target-class=false")
			.run((context) -> assertThat(text(context)).contains("has a problem:", "BesideInterface.call",
					"proxied by its interfaces", "spring.aop.proxy-target-class=true"));
	}

	@Test
	void withoutAnnotatedBeansNobodyNeedsProxies() {
		AnnotatedContext.with(Plain.class)
			.withPropertyValues("spring.aop.auto=false")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void aLazyBeanWithAProblemFailsEachTimeItIsMade() {
		AnnotatedContext.runner().withUserConfiguration(LazyProblem.class).run((context) -> {
			assertThat(context).hasNotFailed();
			for (int i = 0; i < 2; i++) {
				assertThatException().isThrownBy(() -> context.getBean(NoSuchFallback.class))
					.withStackTraceContaining("@Fallback(\"nope\")");
			}
		});
	}

	@Test
	void aLazyBeanThatContradictsAnotherLeavesThatOneAsItWas() {
		AnnotatedContext.runner().withUserConfiguration(LazyContradiction.class).run((context) -> {
			Window window = context.getBean(Window.class);
			assertThatException().isThrownBy(() -> context.getBean(Contradiction.class))
				.withStackTraceContaining("circuit-breaker.");
			assertThat(Outcomes.of(window::call)).isEqualTo("ok");
			assertThat(context.getBean(AnotherWindow.class)).isNotNull();
		});
	}

	@Test
	void aCustomizerThatThrowsStopsTheStart() {
		AnnotatedContext.with(Fine.class).withBean("broken", ResilienceCustomizer.class, () -> (instance, settings) -> {
			throw new IllegalStateException("no luck");
		}).run((context) -> assertThat(text(context)).contains("has a problem:", "customizer broken", "no luck"));
	}

	@Test
	void anOffloadExecutorThatIsNotThereStopsTheStart() {
		AnnotatedContext.with(Plain.class)
			.withBean("workers", java.util.concurrent.Executor.class, () -> Runnable::run)
			.withPropertyValues("resilience.offload.executor=worker")
			.run((context) -> assertThat(text(context)).contains("resilience.offload.executor",
					"did you mean 'workers'?"));
	}

	@Test
	void aVisibleSelfCallIsWarnedOf(CapturedOutput output) {
		AnnotatedContext.with(SelfCalling.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).contains("SelfCalling.direct() calls charge() within the class")
				.contains("SelfCalling.inLambda() calls charge() within the class")
				.contains("SelfCalling.byReference() calls charge() within the class")
				.doesNotContain("SelfCalling.injected()");
		});
	}

	@Test
	void methodsThatAClassAnnotationDoesNotMeanAreNamed(CapturedOutput output) {
		AnnotatedContext.with(PartlyPublic.class)
			.run((context) -> assertThat(output)
				.contains("PartlyPublic means its public methods; not protected are [inner]"));
	}

	@Test
	void aSelfCallUnderAClassAnnotationIsWarnedOf(CapturedOutput output) {
		AnnotatedContext.with(SelfCallingClass.class)
			.run((context) -> assertThat(output).contains("SelfCallingClass.outer() calls inner() within the class"));
	}

	@Test
	void anInstanceThatNobodyUsesIsMentionedWithTheNearestName(CapturedOutput output) {
		AnnotatedContext.with(Fine.class)
			.withPropertyValues("resilience.instances.finer.retry.max-attempts=2")
			.run((context) -> assertThat(output).contains(
					"Instance 'finer' is configured, but no annotation names it; the nearest name in use is 'fine'"));
	}

	private static DynamicTest problem(Class<?> bean, String... parts) {
		return DynamicTest.dynamicTest(bean.getSimpleName(),
				() -> AnnotatedContext.with(bean)
					.run((context) -> assertThat(text(context)).contains("The resilience configuration has a problem:")
						.contains("Bean 'badAnnotationTests." + bean.getSimpleName() + "', ")
						.contains(parts)));
	}

	/**
	 * Returns what the user reads.
	 * @param context the context that did not start
	 * @return the description and the action that Spring Boot prints
	 */
	private static String text(AssertableApplicationContext context) {
		assertThat(context).hasFailed();
		Throwable failure = context.getStartupFailure();
		List<FailureAnalyzer> analyzers = SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, SpringFactoriesLoader.ArgumentResolver.none(), (type, name, ex) -> {
				// needs what only a running application has
			});
		for (FailureAnalyzer analyzer : analyzers) {
			FailureAnalysis analysis = analyzer.getClass().getName().startsWith("dev.resilience")
					? analyzer.analyze(failure) : null;
			if (analysis != null) {
				return analysis.getDescription() + "\n" + analysis.getAction();
			}
		}
		throw new AssertionError("Nobody explains the failure", failure);
	}

	@Configuration(proxyBeanMethods = false)
	static class LazyProblem {

		@Bean
		@Lazy
		NoSuchFallback lazyProblem() {
			return new NoSuchFallback();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyContradiction {

		@Bean
		Window window() {
			return new Window();
		}

		@Bean
		@Lazy
		Contradiction contradiction() {
			return new Contradiction();
		}

		@Bean
		@Lazy
		AnotherWindow anotherWindow() {
			return new AnotherWindow();
		}

	}

	public static class Window {

		@CircuitBreaker(value = "window", windowSize = 10)
		public void call() {
		}

	}

	public static class Contradiction {

		@CircuitBreaker(value = "window", minimumCalls = 50)
		public void call() {
		}

	}

	public static class AnotherWindow {

		@CircuitBreaker(value = "window", minimumCalls = 5)
		public void call() {
		}

	}

	public static class Plain {

	}

	public static class Fine {

		@Retry("fine")
		public void call() {
		}

	}

	public static class BesideInterface implements Supplier<String> {

		@Override
		@Retry
		public String get() {
			return "got";
		}

		@Retry
		public void call() {
		}

	}

	public static class NoSuchFallback {

		@Fallback("nope")
		public String call() {
			return "ok";
		}

		String none() {
			return "none";
		}

	}

	public static class WrongReturn {

		@Fallback("instead")
		public String call() {
			return "ok";
		}

		int instead() {
			return 1;
		}

	}

	public static class TwoForOneType {

		@Fallback("instead")
		public String call(String text) {
			return "ok";
		}

		String instead(java.io.IOException failure) {
			return "one";
		}

		String instead(String text, java.io.IOException failure) {
			return "two";
		}

	}

	public static class ErrorBesideException {

		@Fallback("instead")
		public String call() {
			return "ok";
		}

		String instead(Exception failure) {
			return "one";
		}

		String instead(StackOverflowError failure) {
			return "two";
		}

	}

	public static class DifferentOptions {

		@Fallback("instead")
		public String call() {
			return "ok";
		}

		@FallbackOption(quality = 0.5)
		String instead(Exception failure) {
			return "one";
		}

		@FallbackOption(quality = 0.7)
		String instead(java.io.IOException failure) {
			return "two";
		}

	}

	public static class BadOption {

		@Fallback("instead")
		public String call() {
			return "ok";
		}

		@FallbackOption(timeout = "soon")
		String instead() {
			return "one";
		}

	}

	public static class NoFallback {

		@Fallback
		public String call() {
			return "ok";
		}

	}

	public interface Handler extends dev.resilience.fallback.FallbackHandler<String> {

	}

	public static class NoHandlerBean {

		@Fallback(handler = Handler.class)
		public String call() {
			return "ok";
		}

	}

	public static class NoHandler {

		@Fallback(handler = Plain.class)
		public String call() {
			return "ok";
		}

	}

	public static class DurationAsName {

		@Timeout("2s")
		public void call() {
		}

	}

	public static class NumberAsName {

		@Retry("3")
		public void call() {
		}

	}

	public static class IllegalName {

		@Bulkhead("my payments")
		public void call() {
		}

	}

	public static class Unparsable {

		@Idempotent(key = "#order.")
		public void call(String order) {
		}

	}

	public static class UnknownArgument {

		@Idempotent(key = "#ordr")
		public void call(String order) {
		}

	}

	public static class ForgottenHash {

		@Idempotent(key = "order")
		public void call(String order) {
		}

	}

	public static class UnknownInside {

		@Idempotent(key = "'order-' + order.length()")
		public void call(String order) {
		}

	}

	public static class CallOfNothing {

		@RateLimiter(weight = "size()")
		public void call(List<String> orders) {
		}

	}

	public static class UnknownWeight {

		@RateLimiter(weight = "#cost")
		public void call(List<String> orders) {
		}

	}

	public static class UnknownKey {

		@CircuitBreaker(key = "#agent")
		public void call(String agents) {
		}

	}

	public static class UnparsableKey {

		@Bulkhead(key = "#tenant.")
		public void call(String tenant) {
		}

	}

	public static class KeyWithoutGate {

		@Retry("gateless")
		@Resilient(value = "gateless", key = "#tenant")
		public void call(String tenant) {
		}

	}

	public static class EmptyKey {

		@Idempotent(key = "")
		public void call(String order) {
		}

	}

	public static class FingerprintOfRequest {

		@PostMapping("/orders")
		@Idempotent(fingerprint = "#order")
		public void call(String order) {
		}

	}

	public static class StreamedResponse {

		@PostMapping("/orders")
		@Idempotent
		public SseEmitter call(String order) {
			return new SseEmitter();
		}

	}

	public static class StreamedLater {

		@PostMapping("/orders")
		@Idempotent
		public ResponseEntity<StreamingResponseBody> call(String order) {
			return ResponseEntity.ok((output) -> output.write(1));
		}

	}

	public static class ManyValues {

		@PostMapping("/orders")
		@Idempotent
		public Flux<String> call(String order) {
			return Flux.just(order);
		}

	}

	public static class PartsOfBody {

		@PostMapping("/orders")
		@Idempotent
		public Mono<ResponseEntity<Flux<String>>> call(String order) {
			return Mono.just(ResponseEntity.ok(Flux.just(order)));
		}

	}

	public static class Parsecs {

		@Retry(delay = "5 parsecs")
		public void call() {
		}

	}

	public static class NoDuration {

		@Timeout("unlimited")
		public void call() {
		}

	}

	public static class NothingConfigured {

		@Resilient("unheard")
		public void call() {
		}

	}

	public static class PrivateMethod {

		@Retry
		private void call() {
		}

	}

	public static class StaticMethod {

		@Retry
		public static void call() {
		}

	}

	public static class FinalMethod {

		@Retry
		public final void call() {
		}

	}

	@Retry
	public static class FinalMethodOfClass {

		public final void call() {
		}

	}

	public static class FinalMethodBelow extends Fine2 {

		public final void call() {
		}

	}

	@Retry
	public static class Fine2 {

		public void other() {
		}

	}

	public static final class FinalClass {

		@Retry
		public void call() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	public static class AnnotatedConfiguration {

		@Bean
		@Retry
		Plain plain() {
			return new Plain();
		}

	}

	public static class SameUniformName {

		@Retry
		public void getIt() {
		}

		@Retry
		public void get_it() {
		}

	}

	public static class DifferentGates {

		@CircuitBreaker(value = "payments", failureThreshold = 3)
		public void one() {
		}

		@CircuitBreaker(value = "payments", failureThreshold = 4)
		public void two() {
		}

	}

	static final class One {

		private One() {
		}

		public static class Same {

			@Retry
			public void call() {
			}

		}

	}

	static final class Two {

		private Two() {
		}

		public static class Same {

			@Retry
			public void call() {
			}

		}

	}

	public static class Worst {

		@Fallback("nope")
		@Retry(delay = "5 parsecs")
		@Timeout("2s")
		@RateLimiter(weight = "#a +")
		public void call(String a) {
		}

	}

	public static class SelfCalling {

		private final ObjectProvider<SelfCalling> self;

		SelfCalling(ObjectProvider<SelfCalling> self) {
			this.self = self;
		}

		@Retry
		public String charge() {
			return "charged";
		}

		public String direct() {
			return charge();
		}

		public Supplier<String> inLambda() {
			return () -> "lambda " + charge();
		}

		public Supplier<String> byReference() {
			return this::charge;
		}

		public String injected() {
			return this.self.getObject().charge();
		}

	}

	@Retry
	public static class SelfCallingClass {

		public void outer() {
			inner();
		}

		public void inner() {
		}

	}

	@Bulkhead("web")
	public static class PartlyPublic {

		public String outer() {
			return "outer";
		}

		String inner() {
			return "inner";
		}

		String instead(Exception failure) {
			return "instead";
		}

	}

}
