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

import java.lang.annotation.Annotation;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.aop.framework.ReflectiveMethodInvocation;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.ReflectionHintsPredicates;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;
import org.springframework.util.ReflectionUtils;

import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.Idempotent;
import dev.resilience.annotation.RateLimiter;
import dev.resilience.annotation.Retry;
import dev.resilience.autoconfigure.ResilienceAopAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceAutoConfiguration;
import dev.resilience.autoconfigure.fixture.Payment;
import dev.resilience.event.ResilienceEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is registered for applications that are processed ahead of time.
 */
class AheadOfTimeTests {

	private static final ReflectionHintsPredicates REFLECTION = RuntimeHintsPredicates.reflection();

	private static RuntimeHints hints;

	private static List<String> classes;

	@BeforeAll
	static void process() {
		InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get("dev.resilience.test", "Application")), files);
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(Application.class);
			TestPropertyValues
				.of("resilience.defaults.retry.abort-on=java.net.ConnectException",
						"resilience.templates.remote.circuit-breaker.ignore-on=java.lang.IllegalStateException",
						"resilience.instances.orders.retry.retry-on=java.net.SocketTimeoutException",
						"resilience.instances.orders.idempotency.store-failures=java.lang.IllegalArgumentException")
				.applyTo(context);
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
			generation.writeGeneratedContent();
		}
		hints = generation.getRuntimeHints();
		classes = List.copyOf(files.getGeneratedFiles(Kind.CLASS).keySet());
	}

	@Test
	void annotatedBeansAreProxiedAndOthersAreNot() {
		assertThat(classes).filteredOn((name) -> name.contains("AheadOfTimeTests"))
			.hasSize(2)
			.anyMatch((name) -> name.contains("AheadOfTimeTests$Orders$$SpringCGLIB$$0.class"))
			.anyMatch((name) -> name.contains("AheadOfTimeTests$Tills$$SpringCGLIB$$0.class"));
	}

	@Test
	void annotatedMethodsAreInvokedAgain() {
		assertThat(invokes(Orders.class, "place", String.class, Order.class)).accepts(hints);
		assertThat(invokes(Shop.class, "price", String.class)).accepts(hints);
		assertThat(invokes(Orders.class, "price", String.class)).accepts(hints);
	}

	@Test
	void fallbackMethodsAreFoundByName() {
		assertThat(invokes(LateOrders.class, "later", String.class, Order.class, IllegalStateException.class))
			.accepts(hints);
		assertThat(invokes(Orders.class, "later", String.class, Order.class, Exception.class)).accepts(hints);
	}

	@Test
	void hierarchyOfAnnotatedBeansIsRead() {
		assertThat(REFLECTION.onType(Orders.class)).accepts(hints);
		assertThat(REFLECTION.onType(Shop.class)).accepts(hints);
	}

	@Test
	void expressionsLookIntoArguments() {
		assertThat(REFLECTION.onMethodInvocation(Order.class, "id")).accepts(hints);
		assertThat(REFLECTION.onMethodInvocation(Order.class, "toString")).accepts(hints);
		assertThat(REFLECTION.onMethodInvocation(Customer.class, "name")).accepts(hints);
		assertThat(REFLECTION.onMethodInvocation(String.class, "length")).accepts(hints);
		assertThat(REFLECTION.onMethodInvocation(CallExpressionRoot.class, "method")).accepts(hints);
	}

	@Test
	void rulesLookIntoResults() {
		assertThat(REFLECTION.onMethodInvocation(Payment.class, "status")).accepts(hints);
		assertThat(REFLECTION.onMethodInvocation(Payment.class, "isHigh")).accepts(hints);
		assertThat(REFLECTION.onMethodInvocation(Payment.class, "getRetryAfter")).accepts(hints);
		assertThat(REFLECTION.onType(Payment.Status.class)).accepts(hints);
		assertThat(REFLECTION.onMethodInvocation(Quote.class, "amount")).accepts(hints);
	}

	@Test
	void recordsOfIdempotentCallsKeepResultsAndFailures() {
		assertThat(REFLECTION.onMethodInvocation(Receipt.class, "number")).accepts(hints);
		assertThat(REFLECTION.onType(Buyer.class)).accepts(hints);
		assertThat(REFLECTION.onType(Declined.class).withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS))
			.accepts(hints);
		assertThat(REFLECTION.onType(IllegalArgumentException.class)
			.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).accepts(hints);
	}

	@Test
	void invocationsShowTheirAdvice() {
		assertThat(REFLECTION.onFieldAccess(ReflectiveMethodInvocation.class, "interceptorsAndDynamicMethodMatchers"))
			.accepts(hints);
	}

	@Test
	void settingsNameClasses() {
		assertThat(REFLECTION.onType(ConnectException.class)).accepts(hints);
		assertThat(REFLECTION.onType(IllegalStateException.class)).accepts(hints);
		assertThat(REFLECTION.onType(SocketTimeoutException.class)).accepts(hints);
	}

	@ParameterizedTest
	@MethodSource
	void attributesOfAnnotationsAreRead(Class<? extends Annotation> annotation) {
		assertThat(REFLECTION.onType(annotation).withMemberCategory(MemberCategory.INVOKE_DECLARED_METHODS))
			.accepts(hints);
		assertThat(RuntimeHintsPredicates.proxies().forInterfaces(annotation)).accepts(hints);
	}

	static Stream<Class<?>> attributesOfAnnotationsAreRead() {
		return ours("dev.resilience.annotation").filter(Class::isAnnotation);
	}

	@ParameterizedTest
	@MethodSource
	void componentsOfEventsAreShown(Class<? extends ResilienceEvent> event) {
		assertThat(REFLECTION.onType(event).withMemberCategory(MemberCategory.INVOKE_PUBLIC_METHODS)).accepts(hints);
	}

	static Stream<Class<?>> componentsOfEventsAreShown() {
		return ours("dev.resilience").filter(Class::isRecord).filter(ResilienceEvent.class::isAssignableFrom);
	}

	private static Stream<Class<?>> ours(String root) {
		return new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
			.withImportOption((location) -> !location.contains("-tests.jar"))
			.importPackages(root)
			.stream()
			.<Class<?>>map(JavaClass::reflect);
	}

	private static Predicate<RuntimeHints> invokes(Class<?> type, String method, Class<?>... parameters) {
		return REFLECTION.onMethodInvocation(ReflectionUtils.findMethod(type, method, parameters));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ AopAutoConfiguration.class, ResilienceAutoConfiguration.class,
			ResilienceAopAutoConfiguration.class })
	@Import({ Orders.class, Tills.class, Unprotected.class })
	static class Application {

	}

	interface Shop {

		@Retry("orders")
		Optional<Quote> price(String sku);

	}

	static class LateOrders {

		Payment later(String key, Order order, IllegalStateException failure) {
			return new Payment(Payment.Status.PENDING);
		}

	}

	static class Orders extends LateOrders implements Shop {

		@Idempotent(value = "orders", key = "#order.customer.name", fingerprint = "#order")
		@Retry(value = "orders", retryOnResult = "#result.status == 'PENDING'")
		@Fallback("later")
		Payment place(String key, Order order) {
			return new Payment(Payment.Status.DONE);
		}

		private Payment later(String key, Order order, Exception failure) {
			return new Payment(Payment.Status.LOST);
		}

		@Override
		@CircuitBreaker("orders")
		@RateLimiter(value = "orders", weight = "#sku.length()")
		public Optional<Quote> price(String sku) {
			return Optional.empty();
		}

	}

	static class Tills {

		@Idempotent(key = "'till'", storeFailures = Declined.class)
		CompletableFuture<List<Receipt>> charge() {
			return CompletableFuture.completedFuture(List.of());
		}

	}

	static class Declined extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

	record Buyer(String name) {

	}

	record Receipt(int number, Buyer buyer) {

	}

	static class Unprotected {

		CompletableFuture<String> get() {
			return CompletableFuture.completedFuture("value");
		}

	}

	record Customer(String name) {

	}

	record Quote(int amount) {

	}

	record Order(String id, Customer customer) {

	}

}
