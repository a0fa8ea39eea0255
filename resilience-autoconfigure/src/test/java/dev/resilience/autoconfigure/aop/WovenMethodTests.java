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
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.resilience.ResilienceRegistry;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.Retry;
import dev.resilience.annotation.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Annotated methods that AspectJ has woven while their classes were loaded: these tests
 * run in a JVM of their own, which has the weaver as its agent. Every method notes its
 * call and fails; with three attempts, three calls tell that it is protected, and
 * protected once.
 */
@Tag("woven")
@ExtendWith(OutputCaptureExtension.class)
class WovenMethodTests {

	static final List<String> CALLS = Collections.synchronizedList(new ArrayList<>());

	@BeforeEach
	void forget() {
		CALLS.clear();
	}

	@TestFactory
	Stream<DynamicTest> aCallIsProtectedOnce() {
		return Stream.of(once("of a public method", Service.class, Service::open),
				once("from within the class", Service.class, Service::callsOpen),
				once("of a private method", Service.class, Service::callsHidden),
				once("of a static method", Service.class, (service) -> Service.shared()),
				once("of a private static method", Service.class, (service) -> Service.callsSharedHidden()),
				once("of a final method", Service.class, Service::last),
				once("of a final class", LastOfItsKind.class, LastOfItsKind::call),
				once("of a class of configuration", Settings.class, Settings::call),
				once("by a meta-annotation", Service.class, Service::byMeta),
				once("by a meta-annotation of a meta-annotation", Service.class, Service::byMetaOfMeta),
				once("by an annotation on the class", OnClass.class, OnClass::call),
				once("by an annotation on the class, from within", OnClass.class, OnClass::callsCall),
				once("by an annotation on the superclass", BelowClass.class, BelowClass::own),
				once("by an annotation on the superclass, inherited", BelowClass.class, BelowClass::call),
				once("by a meta-annotation on the class", OnClassByMeta.class, OnClassByMeta::call),
				once("by an annotation on an interface method", Implementing.class, Implementing::call),
				once("of an annotated default method", Implementing.class, Implementing::preset),
				once("of a method that overrides", Overriding.class, Overriding::open),
				once("of an annotated method that overrides", Overriding.class, Overriding::callsOpen),
				once("through a bridge method", Bridged.class, (bridged) -> call(bridged)),
				once("of a bean with a proxy for another purpose", Cached.class, Cached::call),
				once("of an object that is no bean", Unannotated.class, (bean) -> new Service().open()));
	}

	private static void call(Generic<String> generic) throws IOException {
		generic.call("x");
	}

	private static <T> DynamicTest once(String which, Class<T> type, Call<T> call) {
		return DynamicTest.dynamicTest(which, () -> with(type).run((context) -> {
			CALLS.clear();
			assertThat(Outcomes.of(() -> call.on(context.getBean(type)))).isEqualTo("IO");
			assertThat(CALLS).hasSize(3);
		}));
	}

	@Test
	void whatIsWovenNeedsNoProxy() {
		with(Service.class).run((context) -> assertThat(AopUtils.isAopProxy(context.getBean(Service.class))).isFalse());
	}

	@Test
	void withoutProxiesWovenMethodsAreProtected() {
		with(Service.class).withPropertyValues("spring.aop.auto=false").run((context) -> {
			assertThat(Outcomes.of(context.getBean(Service.class)::callsOpen)).isEqualTo("IO");
			assertThat(CALLS).hasSize(3);
		});
	}

	@Test
	void aClientThatIsMadeFromAnInterfaceIsProtectedByItsProxy() {
		with().withBean(Client.class, WovenMethodTests::client).run((context) -> {
			Client client = context.getBean(Client.class);
			assertThat(Outcomes.of(client::fetch)).isEqualTo("IO");
			assertThat(CALLS).containsExactly("fetch", "fetch", "fetch");
			CALLS.clear();
			assertThat(Outcomes.of(client::preset)).isEqualTo("IO");
			assertThat(CALLS).containsExactly("preset", "preset", "preset");
		});
	}

	private static Client client() {
		return (Client) Proxy.newProxyInstance(Client.class.getClassLoader(), new Class<?>[] { Client.class },
				(proxy, method, arguments) -> {
					if (method.isDefault()) {
						return java.lang.reflect.InvocationHandler.invokeDefault(proxy, method, arguments);
					}
					CALLS.add(method.getName());
					throw new IOException("down");
				});
	}

	@Test
	void whatIsWovenBehindOursRunsForEveryAttempt() {
		with(Service.class).run((context) -> {
			assertThat(Outcomes.of(context.getBean(Service.class)::observed)).isEqualTo("IO");
			assertThat(CALLS).containsExactly("behind", "observed", "behind", "observed", "behind", "observed",
					"behind", "observed");
		});
	}

	@Test
	void whatIsWovenBehindOursRunsForEveryAttemptOnOtherThreads() {
		ApplicationContextRunner realTime = AnnotatedContext.runner()
			.withBean(Service.class)
			.withPropertyValues("resilience.aop.mode=aspectj", "resilience.instances.off.timeout.mode=offload",
					"resilience.instances.off.retry.delay=0");
		realTime.run((context) -> {
			Thread caller = Thread.currentThread();
			assertThat(Outcomes.of(context.getBean(Service.class)::offloaded)).isEqualTo("IO");
			assertThat(CALLS).hasSize(8).doesNotContain("offloaded on " + caller.getName());
			assertThat(CALLS.stream().filter("behind"::equals)).hasSize(4);
		});
	}

	@Test
	void aFutureOfAWovenMethodIsAwaitedForEveryAttempt() {
		ApplicationContextRunner realTime = AnnotatedContext.runner()
			.withBean(Service.class)
			.withPropertyValues("resilience.aop.mode=aspectj", "resilience.instances.service-later.retry.delay=1ms");
		realTime.run((context) -> {
			CompletableFuture<String> result = context.getBean(Service.class).callsLater();
			assertThat(result.get(1, TimeUnit.MINUTES)).isEqualTo("later");
			assertThat(CALLS).containsExactly("behind", "later", "behind", "later", "behind", "later");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "open", "shared" })
	void aFallbackAnswersForWovenMethods(String method) {
		with(Answering.class).run((context) -> {
			String answer = method.equals("open") ? context.getBean(Answering.class).callsFailing("x")
					: Answering.failingShared("x");
			assertThat(answer).isEqualTo("instead of x");
		});
	}

	@Test
	void aFallbackOfAStaticMethodMustBeStatic() {
		with(BadlyAnswering.class).run((context) -> assertThat(context).getFailure()
			.hasMessageContaining("BadlyAnswering.failing")
			.hasMessageContaining("is not static"));
	}

	@Test
	void theInstanceIsThatOfTheClass() {
		with(Service.class).run((context) -> {
			assertThat(Outcomes.of(context.getBean(Service.class)::callsHidden)).isEqualTo("IO");
			assertThat(context.getBean(ResilienceRegistry.class).find("Service-hidden")).isPresent();
		});
	}

	@Test
	void gatesAreSharedWithTheRegistry() {
		with(Service.class).withPropertyValues("resilience.instances.gate.circuit-breaker.failure-threshold=2")
			.run((context) -> {
				Executable call = context.getBean(Service.class)::callsGuarded;
				assertThat(Outcomes.of(3, call)).isEqualTo("IO IO CircuitBreakerOpen");
				assertThat(CALLS).hasSize(2);
			});
	}

	@Test
	void mistakesInAnnotationsOfPrivateMethodsStopTheStart() {
		with(BadlyAnnotated.class).run((context) -> assertThat(context).getFailure()
			.hasMessageContaining("BadlyAnnotated.hidden: @Retry(\"7\") names an instance '7', which is a number"));
	}

	@Test
	void aClassThatTheWeaverOverlooksStopsTheStart() {
		with(Overlooked.class)
			.run((context) -> assertThat(context).getFailure().hasMessageContaining("not woven are [call]"));
	}

	@Test
	void inProxyModeTheProxyProtectsAndWovenCodeLetsThrough() {
		AnnotatedContext.with(Proxied.class).run((context) -> {
			assertThat(Outcomes.of(context.getBean(Proxied.class)::call)).isEqualTo("IO");
			assertThat(CALLS).hasSize(3);
			CALLS.clear();
			assertThat(Outcomes.of(context.getBean(Proxied.class)::callsCall)).isEqualTo("IO");
			assertThat(CALLS).hasSize(1);
		});
	}

	@Test
	void whereProtectionIsOffWovenCodeLetsThrough() {
		with(Service.class).withPropertyValues("resilience.enabled=false").run((context) -> {
			assertThat(Outcomes.of(context.getBean(Service.class)::open)).isEqualTo("IO");
			assertThat(CALLS).hasSize(1);
		});
	}

	@Test
	void aCallWhileBeansAreMadeIsProtected() {
		with(EarlyCaller.class)
			.run((context) -> assertThat(context.getBean(EarlyCaller.class).outcome).isEqualTo("IO after 3"));
	}

	@Test
	void withoutAContextCallsGoThroughAndOneWarningSaysSo(CapturedOutput output) {
		Service[] service = new Service[1];
		with(Service.class).run((context) -> service[0] = context.getBean(Service.class));
		assertThat(Outcomes.of(service[0]::open, service[0]::open)).isEqualTo("IO IO");
		assertThat(CALLS).hasSize(2);
		assertThat(output).containsOnlyOnce("is called while no application context is up to protect it");
	}

	@Test
	void ofTwoContextsTheLastOneThatIsUpProtects() {
		with(Service.class).withPropertyValues("resilience.instances.service-open.retry.max-attempts=2")
			.run((outer) -> {
				with(Service.class).withPropertyValues("resilience.instances.service-open.retry.max-attempts=4")
					.run((inner) -> Outcomes.of(inner.getBean(Service.class)::open));
				assertThat(CALLS).hasSize(4);
				CALLS.clear();
				Outcomes.of(outer.getBean(Service.class)::open);
				assertThat(CALLS).hasSize(2);
			});
	}

	private static ApplicationContextRunner with(Class<?>... beans) {
		return AnnotatedContext.with(beans)
			.withUserConfiguration(Caching.class)
			.withPropertyValues("resilience.aop.mode=aspectj");
	}

	private static void fail(String call) throws IOException {
		CALLS.add(call);
		throw new IOException("down");
	}

	interface Call<T> {

		void on(T bean) throws Exception;

	}

	@Aspect
	public static class Behind {

		@Around("@annotation(dev.resilience.autoconfigure.aop.WovenMethodTests.Observed) && execution(* *(..))")
		public Object note(ProceedingJoinPoint call) throws Throwable {
			CALLS.add("behind");
			return call.proceed();
		}

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@interface Observed {

	}

	@Target({ ElementType.METHOD, ElementType.TYPE })
	@Retention(RetentionPolicy.RUNTIME)
	@Retry
	@interface Stubborn {

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@Stubborn
	@interface VeryStubborn {

	}

	public static class Service {

		@Retry
		public void open() throws IOException {
			fail("open");
		}

		public void callsOpen() throws IOException {
			open();
		}

		@Retry
		private void hidden() throws IOException {
			fail("hidden");
		}

		public void callsHidden() throws IOException {
			hidden();
		}

		@Retry
		public static void shared() throws IOException {
			fail("shared");
		}

		@Retry
		private static void sharedHidden() throws IOException {
			fail("shared hidden");
		}

		static void callsSharedHidden() throws IOException {
			sharedHidden();
		}

		@Retry
		public final void last() throws IOException {
			fail("last");
		}

		@Stubborn
		public void byMeta() throws IOException {
			fail("meta");
		}

		@VeryStubborn
		void byMetaOfMeta() throws IOException {
			fail("meta of meta");
		}

		@Observed
		@Retry(maxAttempts = 4)
		public void observed() throws IOException {
			fail("observed");
		}

		@Observed
		@Retry(value = "off", maxAttempts = 4)
		@Timeout(value = "off", duration = "1m")
		public void offloaded() throws IOException {
			fail("offloaded on " + Thread.currentThread().getName());
		}

		@Observed
		@Retry
		private CompletableFuture<String> later() {
			CALLS.add("later");
			return (CALLS.size() < 6) ? CompletableFuture.failedFuture(new IOException("not yet"))
					: CompletableFuture.completedFuture("later");
		}

		CompletableFuture<String> callsLater() {
			return later();
		}

		@CircuitBreaker("gate")
		private void guarded() throws IOException {
			fail("guarded");
		}

		public void callsGuarded() throws IOException {
			guarded();
		}

	}

	public static final class LastOfItsKind {

		@Retry
		public void call() throws IOException {
			fail("last of its kind");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Settings {

		@Retry
		void call() throws IOException {
			fail("settings");
		}

	}

	@Retry
	public static class OnClass {

		public void call() throws IOException {
			fail("on class");
		}

		void callsCall() throws IOException {
			call();
		}

		@Override
		public String toString() {
			return "on class";
		}

	}

	public static class BelowClass extends OnClass {

		public void own() throws IOException {
			fail("own");
		}

	}

	@Stubborn
	public static class OnClassByMeta {

		public void call() throws IOException {
			fail("on class by meta");
		}

	}

	public interface Client {

		@Retry
		void fetch() throws IOException;

		@Retry
		default void preset() throws IOException {
			fail("preset");
		}

	}

	public interface Annotated {

		@Retry
		void call() throws IOException;

		@Retry
		default void preset() throws IOException {
			fail("preset");
		}

	}

	public static class Implementing implements Annotated {

		@Override
		public void call() throws IOException {
			fail("implementing");
		}

	}

	public static class Overriding extends Service {

		@Override
		public void open() throws IOException {
			super.open();
		}

		@Override
		@Retry
		public void callsOpen() throws IOException {
			fail("overriding");
		}

	}

	public interface Generic<T> {

		void call(T argument) throws IOException;

	}

	public static class Bridged implements Generic<String> {

		@Override
		@Retry
		public void call(String argument) throws IOException {
			fail("bridged");
		}

	}

	public static class Cached {

		@Retry
		@Cacheable("cache")
		public void call() throws IOException {
			fail("cached");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching(proxyTargetClass = true)
	static class Caching {

		@Bean
		ConcurrentMapCacheManager cacheManager() {
			return new ConcurrentMapCacheManager();
		}

	}

	public static class Unannotated {

	}

	public static class Answering {

		@Fallback("instead")
		private String failing(String argument) throws IOException {
			fail("failing");
			return argument;
		}

		String callsFailing(String argument) throws IOException {
			return failing(argument);
		}

		private String instead(String argument) {
			return "instead of " + argument;
		}

		@Fallback("insteadOfShared")
		static String failingShared(String argument) throws IOException {
			fail("failing");
			return argument;
		}

		private static String insteadOfShared(String argument) {
			return "instead of " + argument;
		}

	}

	public static class BadlyAnswering {

		@Fallback("instead")
		static String failing() throws IOException {
			fail("failing");
			return "never";
		}

		String instead() {
			return "instead";
		}

	}

	public static class BadlyAnnotated {

		@Retry("7")
		private void hidden() throws IOException {
			fail("hidden");
		}

		void callsHidden() throws IOException {
			hidden();
		}

	}

	public static class Overlooked {

		@Retry
		public void call() throws IOException {
			fail("overlooked");
		}

	}

	public static class Proxied {

		@Retry
		public void call() throws IOException {
			fail("proxied");
		}

		public void callsCall() throws IOException {
			call();
		}

	}

	public static class EarlyCaller {

		private final String outcome;

		EarlyCaller() {
			this.outcome = Outcomes.of(new Service()::open) + " after " + CALLS.size();
		}

	}

}
