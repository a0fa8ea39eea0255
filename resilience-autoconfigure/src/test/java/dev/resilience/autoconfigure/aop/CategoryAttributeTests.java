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

import java.net.ConnectException;

import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.Test;

import dev.resilience.ResilienceRegistry;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.FallbackOption;
import dev.resilience.annotation.Retry;
import dev.resilience.circuitbreaker.CircuitBreakerSnapshot;
import dev.resilience.classification.FailureCategory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Categories of failures as attributes of annotations.
 */
class CategoryAttributeTests {

	@Test
	void retriesRepeatWhatTheirCategoriesName() {
		with((service) -> {
			assertThatExceptionOfType(Odd.class).isThrownBy(() -> service.repeating(new Odd()));
			assertThat(service.calls()).isEqualTo(3);
			assertThatExceptionOfType(ConnectException.class)
				.isThrownBy(() -> service.repeating(new ConnectException()));
			assertThat(service.calls()).isEqualTo(1);
		});
	}

	@Test
	void typesAndCategoriesOfOneAnnotationAddUp() {
		with((service) -> {
			assertThatExceptionOfType(Odd.class).isThrownBy(() -> service.repeatingBoth(new Odd()));
			assertThatExceptionOfType(Strange.class).isThrownBy(() -> service.repeatingBoth(new Strange()));
			assertThat(service.calls()).isEqualTo(4);
			assertThatExceptionOfType(NullPointerException.class)
				.isThrownBy(() -> service.repeatingBoth(new NullPointerException()));
			assertThat(service.calls()).isEqualTo(1);
		});
	}

	@Test
	void settingsReplaceTypesAndCategoriesOfAnAnnotation() {
		AnnotatedContext.with(Service.class)
			.withPropertyValues("resilience.instances.repeating.retry.retry-on=java.lang.NullPointerException")
			.run((context) -> {
				Service service = context.getBean(Service.class);
				assertThatExceptionOfType(Odd.class).isThrownBy(() -> service.repeating(new Odd()));
				assertThat(service.calls()).isEqualTo(1);
			});
	}

	@Test
	void circuitsRecordAndIgnoreCategories() {
		AnnotatedContext.with(Service.class).run((context) -> {
			Service service = context.getBean(Service.class);
			assertThatExceptionOfType(Odd.class).isThrownBy(() -> service.recording(new Odd()));
			assertThatExceptionOfType(Odd.class).isThrownBy(() -> service.ignoring(new Odd()));
			ResilienceRegistry registry = context.getBean(ResilienceRegistry.class);
			CircuitBreakerSnapshot recording = registry.get("recording").circuitBreaker().snapshot();
			assertThat(recording.calls().failure()).isOne();
			assertThat(registry.get("ignoring").circuitBreaker().snapshot().calls().ignored()).isOne();
		});
	}

	@Test
	void fallbacksAnswerWhatTheirCategoriesName() {
		with((service) -> {
			assertThat(service.answered(new Odd())).isEqualTo("unknown");
			assertThat(service.answered(new ConnectException())).isEqualTo("network");
			assertThatExceptionOfType(NullPointerException.class)
				.isThrownBy(() -> service.answered(new NullPointerException()));
		});
	}

	@Test
	void aCategoryAnswersOnlyWhatTheParameterTakes() {
		with((service) -> {
			assertThat(service.typed(new Odd())).isEqualTo("odd");
			assertThatExceptionOfType(Strange.class).isThrownBy(() -> service.typed(new Strange()));
		});
	}

	private static void with(ThrowingConsumer<Service> test) {
		AnnotatedContext.with(Service.class).run((context) -> test.accept(context.getBean(Service.class)));
	}

	static class Service {

		private int calls;

		// Since it was asked last
		int calls() {
			int since = this.calls;
			this.calls = 0;
			return since;
		}

		@Retry(value = "repeating", retryOnCategories = FailureCategory.UNKNOWN)
		String repeating(Exception failure) throws Exception {
			return fail(failure);
		}

		@Retry(value = "repeating-both", maxAttempts = 2, retryOn = Strange.class,
				retryOnCategories = { FailureCategory.UNKNOWN, FailureCategory.NETWORK },
				abortOnCategories = FailureCategory.BUG)
		String repeatingBoth(Exception failure) throws Exception {
			return fail(failure);
		}

		@CircuitBreaker(value = "recording", recordOnCategories = FailureCategory.UNKNOWN)
		String recording(Exception failure) throws Exception {
			return fail(failure);
		}

		@CircuitBreaker(value = "ignoring", ignoreOnCategories = FailureCategory.UNKNOWN)
		String ignoring(Exception failure) throws Exception {
			return fail(failure);
		}

		@Fallback(value = { "first", "second" }, skipOnCategories = FailureCategory.BUG)
		String answered(Exception failure) throws Exception {
			return fail(failure);
		}

		@FallbackOption(onCategories = FailureCategory.NETWORK)
		String first(Exception failure) {
			return "network";
		}

		@FallbackOption(skipOnCategories = FailureCategory.NETWORK)
		String second(Exception failure) {
			return "unknown";
		}

		@Fallback(value = "odd", onCategories = FailureCategory.UNKNOWN)
		String typed(Exception failure) throws Exception {
			return fail(failure);
		}

		String odd(Odd failure) {
			return "odd";
		}

		private String fail(Exception failure) throws Exception {
			this.calls++;
			throw failure;
		}

	}

	/** Of a kind that no rule knows. */
	static class Odd extends Exception {

		private static final long serialVersionUID = 1L;

	}

	/** As odd as {@link Odd}, but something else. */
	static class Strange extends Exception {

		private static final long serialVersionUID = 1L;

	}

}
