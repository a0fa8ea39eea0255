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

package dev.resilience.classification;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class FailuresTests {

	private static final IOException FAILURE = new IOException();

	@ParameterizedTest
	@MethodSource
	void looksThroughWrappers(Throwable wrapper) {
		assertThat(Failures.unwrap(wrapper)).isSameAs(FAILURE);
	}

	static Stream<Throwable> looksThroughWrappers() {
		return Stream.of(FAILURE, new CompletionException(FAILURE), new ExecutionException(FAILURE),
				new UndeclaredThrowableException(FAILURE), new InvocationTargetException(FAILURE),
				new CompletionException(new ExecutionException(new InvocationTargetException(FAILURE))));
	}

	@Test
	void doesNotLookThroughOtherCauses() {
		IllegalStateException failure = new IllegalStateException(FAILURE);
		assertThat(Failures.unwrap(new CompletionException(failure))).isSameAs(failure);
	}

	@Test
	void aWrapperWithoutACauseStandsForItself() {
		// DO_BETTER 28
		Throwable empty = new CompletionException("no cause", null);
		assertThat(Failures.unwrap(empty)).isSameAs(empty);
		Throwable undeclared = new UndeclaredThrowableException(null);
		assertThat(Failures.unwrap(undeclared)).isSameAs(undeclared);
	}

	@Test
	void endsOnWrappersThatGoRoundInCircles() {
		CompletionException circle = new CompletionException("circle", null) {

			private static final long serialVersionUID = 1L;

			@Override
			public Throwable getCause() {
				return this;
			}

		};
		assertThat(Failures.unwrap(circle)).isSameAs(circle);
	}

	@ParameterizedTest
	@MethodSource
	void recognisesCancellation(Throwable failure) {
		assertThat(Failures.isCancellation(failure)).isTrue();
	}

	static Stream<Throwable> recognisesCancellation() {
		return Stream.of(new InterruptedException(), new CancellationException(), new ClosedByInterruptException(),
				new CompletionException(new CancellationException()));
	}

	@Test
	void anOrdinaryFailureIsNoCancellation() {
		assertThat(Failures.isCancellation(FAILURE)).isFalse();
		assertThat(Failures.isCancellation(new IOException(new InterruptedException()))).isFalse();
	}

}
