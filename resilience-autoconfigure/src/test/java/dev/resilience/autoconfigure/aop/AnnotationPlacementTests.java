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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.AliasFor;

import dev.resilience.ResilienceRegistry;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.Retry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where annotations are found, whatever kind of proxy stands in front of the bean. Every
 * method fails until its third attempt.
 */
class AnnotationPlacementTests {

	@TestFactory
	Stream<DynamicTest> anAnnotationIsFound() {
		return Stream.of(found("on a method", OnMethod.class, OnMethod::call),
				found("on a class", OnClass.class, OnClass::call),
				found("on an interface method, CGLIB proxy", ImplementsMethod.class, ImplementsMethod::call),
				found("on an interface, CGLIB proxy", ImplementsType.class, ImplementsType::call),
				foundByInterface("on an interface method, JDK proxy", ImplementsMethod.class, AnnotatedMethod.class,
						AnnotatedMethod::call),
				foundByInterface("on an interface, JDK proxy", ImplementsType.class, AnnotatedType.class,
						AnnotatedType::call),
				foundByInterface("on the implementation, JDK proxy", OnImplementation.class, Plain.class, Plain::call),
				found("on a superclass", BelowClass.class, BelowClass::call),
				found("on an overridden method", Overriding.class, Overriding::call),
				found("by a meta-annotation", ByMeta.class, ByMeta::call),
				found("by a meta-annotation of a meta-annotation", ByMetaMeta.class, ByMetaMeta::call),
				found("behind a generic bridge method", Bridged.class, (bridged) -> bridged.convert("x")),
				foundByInterface("behind a generic bridge method, JDK proxy", Bridged.class, Converter.class,
						(converter) -> String.valueOf(convert(converter))),
				found("on a protected method", NonPublic.class, NonPublic::ofSubclasses),
				found("on a package-private method", NonPublic.class, NonPublic::ofPackage));
	}

	@Test
	void attributesOfAMetaAnnotationReachThePolicy() {
		AnnotatedContext.with(ByMeta.class)
			.run((context) -> assertThat(Outcomes.of(context.getBean(ByMeta.class)::twice)).isEqualTo("IO"));
	}

	@Test
	void anAnnotationOnAClassLeavesOutWhatEveryObjectHas() {
		AnnotatedContext.with(OnClass.class).run((context) -> {
			assertThat(context.getBean(OnClass.class)).hasToString("on class");
			assertThat(context.getBean(ResilienceRegistry.class).find("OnClass-toString")).isEmpty();
		});
	}

	@Test
	void aClientMadeByAFactoryIsProtectedUnderTheNameOfItsInterface() {
		AnnotatedContext.runner().withUserConfiguration(AnnotatedContext.Time.class, Clients.class).run((context) -> {
			Client client = context.getBean(Client.class);
			assertThat(client.get("a")).isEqualTo("a after 3");
			assertThat(client.inherited()).isEqualTo("inherited after 3");
			assertThat(client.failing()).isEqualTo("instead");
			assertThat(context.getBean(ResilienceRegistry.class).find("Client-get")).isPresent();
			assertThat(context.getBean(ResilienceRegistry.class).find("Client-inherited")).isPresent();
			OtherClient other = context.getBean(OtherClient.class);
			assertThat(other.inherited()).isEqualTo("inherited after 3");
			assertThat(context.getBean(ResilienceRegistry.class).find("OtherClient-inherited")).isPresent();
		});
	}

	@Test
	void anAnnotationOnTheInterfaceOfAClientHoldsForInheritedMethods() {
		AnnotatedContext.runner()
			.withUserConfiguration(AnnotatedContext.Time.class)
			.withBean("client", ClientFactory.class, () -> new ClientFactory<>(WholeClient.class))
			.run((context) -> {
				WholeClient client = context.getBean(WholeClient.class);
				assertThat(client.plain()).isEqualTo("plain after 3");
				assertThat(context.getBean(ResilienceRegistry.class).find("WholeClient-plain")).isPresent();
				assertThat(client).hasToString("client");
				assertThat(context.getBean(ResilienceRegistry.class).find("WholeClient-toString")).isEmpty();
			});
	}

	@Test
	void aLambdaIsProtectedByTheAnnotationOfItsInterface() {
		AnnotatedContext.runner().withUserConfiguration(AnnotatedContext.Time.class, Lambda.class).run((context) -> {
			assertThat(context.getBean(AnnotatedMethod.class).call()).isEqualTo("lambda after 3");
			assertThat(context.getBean(ResilienceRegistry.class).find("AnnotatedMethod-call")).isPresent();
		});
	}

	@Test
	void anOpaqueProxyRepeatsToo() {
		AnnotatedContext.runner()
			.withUserConfiguration(AnnotatedContext.Time.class, Opaque.class)
			.run((context) -> assertThat(context.getBean(OnMethod.class).call()).isEqualTo("on method after 3"));
	}

	@Test
	void aBeanBehindTwoProxiesIsProtectedOnce() {
		AnnotatedContext.runner()
			.withUserConfiguration(AnnotatedContext.Time.class, TwoProxies.class)
			.run((context) -> {
				OnMethod bean = context.getBean(OnMethod.class);
				assertThat(bean.call()).isEqualTo("on method after 3");
				assertThat(context.getBean(TwoProxies.class).outer).hasValue(1);
			});
	}

	@Test
	void aBeanHandedOnUnderASecondNameIsProtectedOnce() {
		AnnotatedContext.runner()
			.withUserConfiguration(AnnotatedContext.Time.class, SecondName.class)
			.run((context) -> {
				OnMethod second = context.getBean("second", OnMethod.class);
				assertThat(Outcomes.of(second::failing)).isEqualTo("IllegalState");
				assertThat(second.failures()).isEqualTo(3);
			});
	}

	@Test
	void withoutAspectJAnnotationsTakeEffectToo() {
		AnnotatedContext.with(OnMethod.class)
			.withClassLoader(new org.springframework.boot.test.context.FilteredClassLoader("org.aspectj"))
			.run((context) -> assertThat(context.getBean(OnMethod.class).call()).isEqualTo("on method after 3"));
	}

	@Test
	void configurationsAndUnannotatedBeansAreNotProxied() {
		AnnotatedContext.with(OnMethod.class, Unannotated.class).run((context) -> {
			assertThat(AopUtils.isAopProxy(context.getBean(Unannotated.class))).isFalse();
			assertThat(AopUtils.isAopProxy(context.getBean(AnnotatedContext.Time.class))).isFalse();
			assertThat(AopUtils.isAopProxy(context.getBean(OnMethod.class))).isTrue();
		});
	}

	private static <T> DynamicTest found(String where, Class<T> type, Call<T> call) {
		return DynamicTest.dynamicTest(where, () -> AnnotatedContext.with(type)
			.run((context) -> assertThat(call.on(context.getBean(type))).endsWith("after 3")));
	}

	private static <T> DynamicTest foundByInterface(String where, Class<?> bean, Class<T> type, Call<T> call) {
		ApplicationContextRunner runner = AnnotatedContext.with(bean)
			.withPropertyValues("spring.aop.proxy-target-class=false");
		return DynamicTest.dynamicTest(where, () -> runner.run((context) -> {
			T proxy = context.getBean(type);
			assertThat(Proxy.isProxyClass(proxy.getClass())).isTrue();
			assertThat(call.on(proxy)).endsWith("after 3");
		}));
	}

	// The converter under test takes strings
	@SuppressWarnings("unchecked")
	private static Object convert(Converter<?, ?> converter) throws IOException {
		return ((Converter<String, Object>) converter).convert("x");
	}

	interface Call<T> {

		String on(T bean) throws Exception;

	}

	/** Fails twice, then tells the number of the attempt. */
	public abstract static class Third {

		private int attempts;

		final String third(String text) throws IOException {
			if (++this.attempts % 3 != 0) {
				throw new IOException("not yet");
			}
			return text + " after " + this.attempts;
		}

	}

	public static class OnMethod extends Third {

		private int failures;

		@Retry
		public String call() throws IOException {
			return third("on method");
		}

		@Retry
		public void failing() {
			this.failures++;
			throw new IllegalStateException("always");
		}

		int failures() {
			return this.failures;
		}

	}

	@Retry
	public static class OnClass extends Third {

		public String call() throws IOException {
			return third("on class");
		}

		@Override
		public String toString() {
			return "on class";
		}

	}

	public interface AnnotatedMethod {

		@Retry
		String call() throws IOException;

	}

	@Retry
	public interface AnnotatedType {

		String call() throws IOException;

	}

	public interface Plain {

		String call() throws IOException;

	}

	public static class ImplementsMethod extends Third implements AnnotatedMethod {

		@Override
		public String call() throws IOException {
			return third("interface method");
		}

	}

	public static class ImplementsType extends Third implements AnnotatedType {

		@Override
		public String call() throws IOException {
			return third("interface type");
		}

	}

	public static class OnImplementation extends Third implements Plain {

		@Override
		@Retry
		public String call() throws IOException {
			return third("implementation");
		}

	}

	public static class BelowClass extends OnClass {

	}

	public static class Overriding extends OnMethod {

		@Override
		public String call() throws IOException {
			return third("overriding");
		}

	}

	@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
	@Retention(RetentionPolicy.RUNTIME)
	@Retry
	@interface Stubborn {

		@AliasFor(annotation = Retry.class, attribute = "maxAttempts")
		int times() default 3;

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@Stubborn(times = 3)
	@interface VeryStubborn {

	}

	public static class ByMeta extends Third {

		@Stubborn
		public String call() throws IOException {
			return third("meta");
		}

		@Stubborn(times = 2)
		public String twice() throws IOException {
			return third("meta");
		}

	}

	public static class ByMetaMeta extends Third {

		@VeryStubborn
		public String call() throws IOException {
			return third("meta of meta");
		}

	}

	public interface Converter<S, R> {

		R convert(S source) throws IOException;

	}

	public static class Bridged extends Third implements Converter<String, String> {

		@Override
		@Retry
		public String convert(String source) throws IOException {
			return third(source);
		}

	}

	public static class NonPublic extends Third {

		@Retry
		protected String ofSubclasses() throws IOException {
			return third("protected");
		}

		@Retry
		String ofPackage() throws IOException {
			return third("package-private");
		}

	}

	public static class Unannotated {

	}

	public interface BaseClient {

		@Retry
		String inherited();

	}

	public interface Client extends BaseClient {

		@Retry
		@CircuitBreaker
		String get(String key);

		@Fallback("instead")
		String failing();

		default String instead() {
			return "instead";
		}

	}

	public interface PlainClient {

		String plain();

	}

	@Retry
	public interface WholeClient extends PlainClient {

	}

	public interface OtherClient extends BaseClient {

	}

	@Configuration(proxyBeanMethods = false)
	static class Clients {

		@Bean
		ClientFactory<Client> client() {
			return new ClientFactory<>(Client.class);
		}

		@Bean
		ClientFactory<OtherClient> otherClient() {
			return new ClientFactory<>(OtherClient.class);
		}

	}

	/** Makes clients as libraries do that know nothing of Spring's proxies. */
	static class ClientFactory<T> implements FactoryBean<T> {

		private final Class<T> type;

		private final AtomicInteger calls = new AtomicInteger();

		ClientFactory(Class<T> type) {
			this.type = type;
		}

		@Override
		public T getObject() {
			return this.type.cast(Proxy.newProxyInstance(this.type.getClassLoader(), new Class<?>[] { this.type },
					(proxy, method, arguments) -> {
						if (method.isDefault()) {
							return java.lang.reflect.InvocationHandler.invokeDefault(proxy, method, arguments);
						}
						if (method.getDeclaringClass() == Object.class) {
							return method.getName().equals("hashCode") ? (Object) System.identityHashCode(proxy)
									: (Object) "client";
						}
						int call = this.calls.incrementAndGet();
						if (call % 3 != 0 || method.getName().equals("failing")) {
							throw new IllegalStateException("not yet");
						}
						this.calls.set(0);
						return ((arguments != null) ? arguments[0] : method.getName()) + " after " + call;
					}));
		}

		@Override
		public Class<T> getObjectType() {
			return this.type;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Lambda {

		@Bean
		AnnotatedMethod lambda() {
			AtomicInteger calls = new AtomicInteger();
			return () -> {
				if (calls.incrementAndGet() % 3 != 0) {
					throw new IOException("not yet");
				}
				return "lambda after " + calls;
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Opaque {

		@Bean
		static org.springframework.beans.factory.config.BeanPostProcessor opaqueProxies() {
			return new org.springframework.beans.factory.config.BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String beanName) {
					if (bean instanceof OnMethod && bean instanceof org.springframework.aop.framework.Advised advised) {
						ProxyFactory factory = new ProxyFactory();
						factory.setTarget(unproxied(advised));
						factory.addAdvisors(advised.getAdvisors());
						factory.setProxyTargetClass(true);
						factory.setOpaque(true);
						return factory.getProxy();
					}
					return bean;
				}

			};
		}

		private static Object unproxied(org.springframework.aop.framework.Advised advised) {
			try {
				Object target = advised.getTargetSource().getTarget();
				assertThat(target).isNotNull();
				return target;
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Bean
		OnMethod onMethod() {
			return new OnMethod();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SecondName {

		@Bean
		OnMethod first() {
			return new OnMethod();
		}

		@Bean
		OnMethod second(OnMethod first) {
			return first;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoProxies {

		private final AtomicInteger outer = new AtomicInteger();

		@Bean
		static BeanNameAutoProxyCreator outerProxies() {
			BeanNameAutoProxyCreator creator = new BeanNameAutoProxyCreator();
			creator.setBeanNames("onMethod");
			creator.setInterceptorNames("outerAdvice");
			creator.setProxyTargetClass(true);
			return creator;
		}

		@Bean
		MethodInterceptor outerAdvice() {
			return (invocation) -> {
				this.outer.incrementAndGet();
				return invocation.proceed();
			};
		}

		@Bean
		OnMethod onMethod() {
			return new OnMethod();
		}

	}

}
