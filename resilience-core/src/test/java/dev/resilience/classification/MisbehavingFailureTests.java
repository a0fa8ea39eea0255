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

import java.net.ConnectException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Failures that no sane library throws.
 */
class MisbehavingFailureTests {

	private final FailureClassifier classifier = FailureClassifier.standard();

	@Test
	void circlesOfCausesEnd() {
		Exception first = new Exception("first");
		Exception second = new Exception("second", first);
		first.initCause(second);
		assertThat(this.classifier.classify(first)).isEqualTo(Classification.UNKNOWN);
		assertThat(this.classifier.classify(new CompletionException(second))).isEqualTo(Classification.UNKNOWN);
	}

	@Test
	void circlesOfNextExceptionsEnd() {
		SQLException first = new SQLException("x", "40001");
		SQLException second = new SQLException("x");
		first.setNextException(second);
		second.setNextException(first);
		assertThat(this.classifier.classify(second).evidence())
			.isEqualTo(new Evidence(Evidence.Kind.CODE, "SQLSTATE 40001", 1));
	}

	@Test
	void circlesOfWrappersEnd() {
		ExecutionException first = new ExecutionException("first", null) {

			private static final long serialVersionUID = 1L;

			@Override
			public Throwable getCause() {
				return this;
			}

		};
		assertThat(this.classifier.classify(first)).isEqualTo(Classification.UNKNOWN);
	}

	@Test
	void ofTenThousandCausesTheFirstCount() {
		Throwable deep = new ConnectException();
		for (int i = 0; i < 10_000; i++) {
			deep = new Exception(null, deep);
		}
		assertThat(this.classifier.classify(deep)).isEqualTo(Classification.UNKNOWN);
		Throwable near = new ConnectException();
		for (int i = 0; i < CauseChain.MAX_DEPTH; i++) {
			near = new Exception(null, near);
		}
		assertThat(this.classifier.classify(near).evidence().depth()).isEqualTo(CauseChain.MAX_DEPTH);
		assertThat(this.classifier.classify(new Exception(null, near))).isEqualTo(Classification.UNKNOWN);
	}

	@Test
	void tenThousandNextExceptionsDoNoHarm() {
		SQLException first = new SQLException("x");
		SQLException last = first;
		for (int i = 0; i < 10_000; i++) {
			SQLException next = new SQLException("x", (i == 3) ? "40001" : null);
			last.setNextException(next);
			last = next;
		}
		assertThat(this.classifier.classify(first).ruleId()).isEqualTo("sqlstate-40001");
	}

	@Test
	void failuresThatFailWhenTheyAreAskedAreUnknown() {
		assertThat(this.classifier.classify(new Hostile())).isEqualTo(Classification.UNKNOWN);
		assertThat(this.classifier.classify(new Exception("x", new Hostile()))).isEqualTo(Classification.UNKNOWN);
		assertThat(this.classifier.classify(new HostileWrapper())).isEqualTo(Classification.UNKNOWN);
		assertThat(Failures.unwrap(new HostileWrapper())).isInstanceOf(HostileWrapper.class);
		assertThat(FailureSignature.of(new Hostile(), Classification.UNKNOWN)).hasSize(16);
	}

	@Test
	void messagesMayBeMissingOrEndless() {
		assertThat(this.classifier.classify(new Exception((String) null))).isEqualTo(Classification.UNKNOWN);
		assertThat(this.classifier.classify(new Exception("x".repeat(10_000_000) + "timed out")))
			.isEqualTo(Classification.UNKNOWN);
	}

	@Test
	void statesMayBeAnything() {
		for (String state : new String[] { null, "", "  ", "x", "40001 ", "4000", "400011",
				"\u0000\u0000\u0000\u0000\u0000" }) {
			SQLException failure = new SQLException("refused", state);
			assertThat(this.classifier.classify(failure).ruleId())
				.isEqualTo("40001 ".equals(state) ? "sqlstate-40001" : "unknown");
		}
	}

	@RepeatedTest(20)
	void heapsOfFailuresNeverThrow() {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		Throwable[] heap = new Throwable[40];
		for (int i = 0; i < heap.length; i++) {
			Throwable cause = (i > 0 && random.nextBoolean()) ? heap[random.nextInt(i)] : null;
			heap[i] = switch (random.nextInt(6)) {
				case 0 -> new Exception("x", cause);
				case 1 -> new SQLException("x", random.nextBoolean() ? "40001" : null, cause);
				case 2 -> new CompletionException("x", cause);
				case 3 -> new ConnectException();
				case 4 -> new Hostile();
				default -> new Error("x", cause);
			};
			for (int j = 0; j < i && j < 5; j++) {
				heap[i].addSuppressed(heap[j]);
				if (heap[i] instanceof SQLException sql && heap[j] instanceof SQLException next
						&& sql.getNextException() == null) {
					sql.setNextException(next);
				}
			}
		}
		for (Throwable failure : heap) {
			assertThatCode(() -> this.classifier.classify(failure)).doesNotThrowAnyException();
		}
	}

	@Test
	void codesKnowNoNegativeWaits() {
		assertThatIllegalArgumentException().isThrownBy(() -> FailureCode.http(429, Duration.ofNanos(-1)));
	}

	private static final class Hostile extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			throw new IllegalStateException("no message");
		}

		@Override
		public synchronized Throwable getCause() {
			throw new StackOverflowError();
		}

		@Override
		public StackTraceElement[] getStackTrace() {
			throw new LinkageError("no trace");
		}

		@Override
		public String toString() {
			throw new IllegalStateException("no text");
		}

	}

	private static final class HostileWrapper extends CompletionException {

		private static final long serialVersionUID = 1L;

		@Override
		public @Nullable Throwable getCause() {
			throw new IllegalStateException("no cause");
		}

	}

}
