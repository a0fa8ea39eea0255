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
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.annotation.AnnotatedElementUtils;

import dev.resilience.annotation.Bulkhead;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.Retry;
import dev.resilience.annotation.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MethodAnnotations}: what it reads without searching is what a search
 * finds.
 */
class MethodAnnotationsTests {

	@ParameterizedTest(name = "{0}.{1}")
	@MethodSource("methods")
	void findsWhatSpringFinds(String type, String name, Class<?> userClass, Method method) {
		MethodAnnotations annotations = MethodAnnotations.of(method, userClass);
		boolean any = false;
		for (Class<? extends Annotation> annotation : AnnotatedClasses.TYPES) {
			Annotation expected = expected(method, userClass, annotation);
			assertThat((Object) annotations.get(annotation)).isEqualTo(expected);
			any |= expected != null;
		}
		assertThat(annotations.isEmpty()).isEqualTo(!any);
		assertThat(MethodAnnotations.areOn(method, userClass)).isEqualTo(any);
	}

	private static Annotation expected(Method method, Class<?> userClass, Class<? extends Annotation> type) {
		Annotation onMethod = AnnotatedElementUtils.findMergedAnnotation(method, type);
		return (onMethod != null) ? onMethod : AnnotatedElementUtils.findMergedAnnotation(userClass, type);
	}

	static Stream<Arguments> methods() {
		return Stream
			.of(Plain.class, OnClass.class, Composed.class, BelowAnnotated.class, OfInterface.class, BelowClass.class,
					Unannotated.class)
			.flatMap((type) -> Arrays.stream(type.getDeclaredMethods())
				.filter((method) -> !method.isSynthetic())
				.map((method) -> Arguments.of(type.getSimpleName(), method.getName(), type, method)));
	}

	static class Plain {

		@CircuitBreaker("a")
		void one() {
		}

		@Retry(value = "a", maxAttempts = 5)
		@Timeout(value = "a", duration = "2s")
		@Bulkhead("a")
		void three() {
		}

		@Deprecated
		void none() {
		}

	}

	@Retry("class")
	public static class OnClass {

		public void fromClass() {
		}

		@Retry("method")
		@Bulkhead("method")
		public void own() {
		}

	}

	static class Composed {

		@Patient(attempts = 7)
		void composed() {
		}

		@Patient(attempts = 7)
		@Retry(value = "direct", maxAttempts = 2)
		@Timeout("direct")
		void besideIt() {
		}

	}

	static class Base {

		@Retry("base")
		void inherited() {
		}

		void free() {
		}

	}

	static class BelowAnnotated extends Base {

		@Override
		void inherited() {
		}

		@Override
		@Timeout("own")
		void free() {
		}

	}

	interface Contract {

		@CircuitBreaker("contract")
		void agreed();

	}

	static class OfInterface implements Contract {

		@Override
		@Bulkhead("own")
		public void agreed() {
		}

		void other() {
		}

	}

	public static class BelowClass extends OnClass {

		public void more() {
		}

	}

	static class Unannotated {

		void nothing() {
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@Retry("patient")
	@interface Patient {

		@AliasFor(annotation = Retry.class, attribute = "maxAttempts")
		int attempts();

	}

}
