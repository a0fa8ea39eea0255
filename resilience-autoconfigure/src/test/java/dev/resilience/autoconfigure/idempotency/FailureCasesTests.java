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

package dev.resilience.autoconfigure.idempotency;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.resilience.idempotency.DuplicateCallException;
import dev.resilience.idempotency.Idempotency;
import dev.resilience.idempotency.IdempotencySnapshot;
import dev.resilience.idempotency.IdempotentResultUnavailableException;
import dev.resilience.idempotency.RecordView;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What becomes of a key whose call has failed.
 */
class FailureCasesTests extends IdempotencyCases {

	@Test
	@DisplayName("case 34: a failure comes through unchanged and frees the key")
	void aFailureComesThrough() {
		Node node = node();
		Idempotency calls = node.calls(defaults());
		Exception own = new Exception("own", new IllegalStateException("cause"));
		assertThat(catchThrowable(() -> charge(calls, () -> {
			effect();
			throw own;
		}))).isSameAs(own).hasMessage("own").hasNoSuppressedExceptions();
		assertThat(calls.exists(K)).isFalse();
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 2");
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 2");
		assertThat(node.counted()).returns(2L, IdempotencySnapshot::executed)
			.returns(1L, IdempotencySnapshot::replayed);
	}

	@Test
	@DisplayName("case 35: a failure of a listed type is replayed, equal in type, message and attributes")
	void aListedFailureIsReplayed() {
		Node node = node();
		Idempotency calls = node.calls((builder) -> builder.storeFailures(List.of(CardDeclined.class)));
		for (int call = 0; call < 3; call++) {
			assertThatExceptionOfType(CardDeclined.class).isThrownBy(() -> charge(calls, () -> {
				effect();
				throw new CardDeclined("declined", 51);
			})).withMessage("declined").satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(51));
		}
		assertThat(this.effects).hasValue(1);
		assertState(node, K, RecordView.State.COMPLETED);
		assertThat(node.counted().replayed()).isEqualTo(2);
	}

	@Test
	@DisplayName("case 35: a subtype of a listed type frees the key")
	void aSubtypeOfAListedFailureFreesTheKey() {
		Idempotency calls = node().calls((builder) -> builder.storeFailures(List.of(RuntimeException.class)));
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> charge(calls, () -> {
			effect();
			throw new IllegalStateException("of a subtype");
		}));
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 2");
	}

	@Test
	@DisplayName("case 36: when the release fails too, the caller sees the failure of the call")
	void aReleaseThatFailsIsSuppressed() {
		Node node = timedNode();
		Idempotency calls = node.calls(defaults());
		node.store().fail(FaultyStore.Operation.RELEASE, FaultyStore.Fault.UNREACHABLE);
		IllegalStateException own = new IllegalStateException("own");
		assertThat(catchThrowable(() -> charge(calls, () -> {
			effect();
			throw own;
		}))).isSameAs(own);
		assertThat(own.getSuppressed()).hasSize(1);
		node.store().heal();
		assertThatExceptionOfType(DuplicateCallException.class).isThrownBy(() -> charge(calls, this::effect));
		pass(LEASE);
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 2");
		assertThat(node.counted().takeovers()).isEqualTo(1);
	}

	@ParameterizedTest(name = "case 37: {0} frees the key")
	@MethodSource("severe")
	void aSevereFailureFreesTheKey(String name, Throwable failure) {
		Idempotency calls = node().calls(defaults());
		assertThat(catchThrowable(() -> charge(calls, () -> {
			throw failure;
		}))).isSameAs(failure);
		assertThat(calls.exists(K)).isFalse();
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 1");
	}

	static Stream<Object[]> severe() {
		return Stream
			.of(new Error("error"), new OutOfMemoryError("simulated"), new StackOverflowError(),
					new InterruptedException(), new NoClassDefFoundError("gone"))
			.map((failure) -> new Object[] { failure.getClass().getSimpleName(), failure });
	}

	@Test
	@DisplayName("case 37: a thread that was interrupted stays so, and its key is free")
	void anInterruptedThreadStaysInterrupted() {
		Idempotency calls = node().calls(defaults());
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> charge(calls, () -> {
			Thread.currentThread().interrupt();
			throw new InterruptedException();
		}));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(calls.exists(K)).isFalse();
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 1");
	}

	@Test
	@DisplayName("case 37: a result of a thread that was interrupted is kept")
	void aResultOfAnInterruptedThreadIsKept() {
		Idempotency calls = node().calls(defaults());
		charge(calls, () -> {
			Thread.currentThread().interrupt();
			return effect();
		});
		assertThat(Thread.interrupted()).isTrue();
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 1");
	}

	@Test
	@Needs(Ability.BYTES)
	@DisplayName("case 39: a result that is too large comes to its caller and is refused to the next")
	void aResultThatIsTooLargeIsNotRetained() {
		assertNotRetained("x".repeat(TextCodecsOfCases.MAX_RESULT_SIZE), String.class);
	}

	@Test
	@Needs(Ability.BYTES)
	@DisplayName("case 39: a result that cannot be written comes to its caller and is refused to the next")
	void aResultThatCannotBeWrittenIsNotRetained() {
		assertNotRetained(5, Integer.class);
	}

	private <T> void assertNotRetained(T result, Class<T> type) {
		Node node = node();
		Idempotency calls = node.calls(defaults());
		assertThat(calls.execute(K, null, type, () -> {
			effect();
			return result;
		})).isSameAs(result);
		for (int call = 0; call < 2; call++) {
			assertThatExceptionOfType(IdempotentResultUnavailableException.class)
				.isThrownBy(() -> calls.execute(K, null, type, () -> {
					effect();
					return result;
				}));
		}
		assertThat(this.effects).hasValue(1);
		assertState(node, K, RecordView.State.NOT_RETAINED);
		assertThat(node.counted().unavailable()).isEqualTo(2);
	}

	/** A failure with an attribute. */
	static final class CardDeclined extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private final int code;

		CardDeclined(String message, int code) {
			super(message);
			this.code = code;
		}

		int getCode() {
			return this.code;
		}

	}

}
