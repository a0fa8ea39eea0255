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
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.framework.ProxyFactory;

import dev.resilience.annotation.Retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Methods of every form are called as if there were no proxy, at the first attempt and at
 * later ones.
 */
class MethodBodyTests {

	@Test
	void argumentsAndResultsOfEveryTypeArrive() {
		AnnotatedContext.with(Forms.class).run((context) -> {
			Forms forms = context.getBean(Forms.class);
			assertThat(forms.sum((byte) 1, 2, 3L, 4.5, 'a', true, List.of("six"))).isEqualTo("1 2 3 4.5 a true [six]");
			assertThat(forms.count("a", "b", "c")).isEqualTo(3);
			assertThat(forms.count()).isZero();
			assertThat(forms.half(3)).isEqualTo(1.5);
			assertThat(forms.nothing()).isNull();
			forms.silent();
			assertThat(forms.attempts()).isEqualTo(12);
		});
	}

	@Test
	void methodsThatAreNotPublicAreCalled() {
		AnnotatedContext.with(Forms.class).run((context) -> {
			assertThat(context.getBean(Forms.class).packagePrivate()).isEqualTo("package-private");
			assertThat(context.getBean(Forms.class).guarded()).isEqualTo("protected");
		});
	}

	@Test
	void theCallerGetsTheVeryFailureOfTheMethod() {
		AnnotatedContext.with(Forms.class).run((context) -> {
			Forms forms = context.getBean(Forms.class);
			for (Throwable failure : List.of(new IOException(), new IllegalStateException(), new LinkageError())) {
				assertThatThrownBy(() -> forms.fail(failure)).isSameAs(failure);
			}
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void bridgesAndDefaultMethodsOfInterfacesAreCalled(boolean proxyTargetClass) {
		AnnotatedContext.runner()
			.withUserConfiguration(AnnotatedContext.Time.class)
			.withPropertyValues("spring.aop.proxy-target-class=" + proxyTargetClass)
			.withBean(Doubling.class)
			.run((context) -> {
				@SuppressWarnings("unchecked")
				Conversion<Integer> conversion = context.getBean(Conversion.class);
				for (int call = 0; call < 3; call++) {
					assertThat(conversion.convert(4)).isEqualTo(8);
					assertThat(conversion.convertTwice(4)).isEqualTo(16);
				}
			});
	}

	@Test
	void twoBeansOfOneClassKeepTheirOwnTargets() {
		AnnotatedContext.runner()
			.withUserConfiguration(AnnotatedContext.Time.class)
			.withBean("first", Named.class, () -> new Named("first"))
			.withBean("second", Named.class, () -> new Named("second"))
			.run((context) -> {
				for (String name : List.of("first", "second", "first")) {
					assertThat(context.getBean(name, Named.class).name()).isEqualTo(name);
				}
			});
	}

	@Test
	void aProxyAroundTheProxyCallsTheMethodOnce() {
		AnnotatedContext.with(Forms.class).run((context) -> {
			Forms proxiedAgain = proxyOf(context.getBean(Forms.class));
			assertThat(proxiedAgain.count("a")).isEqualTo(1);
			assertThat(proxiedAgain.attempts()).isEqualTo(2);
		});
	}

	private static Forms proxyOf(Forms bean) {
		ProxyFactory factory = new ProxyFactory(bean);
		factory.setProxyTargetClass(true);
		return (Forms) factory.getProxy();
	}

	/** Fails at every other attempt. */
	public static class Forms {

		private int attempts;

		@Retry
		public String sum(byte one, int two, long three, double four, char five, boolean six, List<String> seven)
				throws IOException {
			failFirst();
			return one + " " + two + " " + three + " " + four + " " + five + " " + six + " " + seven;
		}

		@Retry
		public int count(String... values) throws IOException {
			failFirst();
			return values.length;
		}

		@Retry
		public double half(int value) throws IOException {
			failFirst();
			return value / 2.0;
		}

		@Retry
		public Void nothing() throws IOException {
			failFirst();
			return null;
		}

		@Retry
		public void silent() throws IOException {
			failFirst();
		}

		@Retry
		String packagePrivate() throws IOException {
			failFirst();
			return "package-private";
		}

		@Retry
		protected String guarded() throws IOException {
			failFirst();
			return "protected";
		}

		@Retry(maxAttempts = 1)
		public void fail(Throwable failure) throws Throwable {
			throw failure;
		}

		public int attempts() {
			return this.attempts;
		}

		private void failFirst() throws IOException {
			this.attempts++;
			if (this.attempts % 2 == 1) {
				throw new IOException("down");
			}
		}

	}

	public interface Conversion<T> {

		T convert(T value);

		@Retry
		default T convertTwice(T value) {
			return convert(convert(value));
		}

	}

	static class Doubling implements Conversion<Integer> {

		@Override
		@Retry
		public Integer convert(Integer value) {
			return 2 * value;
		}

	}

	public static class Named {

		private final String name;

		Named(String name) {
			this.name = name;
		}

		@Retry
		public String name() {
			return this.name;
		}

	}

}
