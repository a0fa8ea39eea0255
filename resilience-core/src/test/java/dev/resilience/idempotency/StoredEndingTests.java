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

package dev.resilience.idempotency;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.resilience.policy.PolicyContext;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests of what a store of bytes keeps, and of calls whose claim the store does not take.
 */
class StoredEndingTests {

	private final ManualTime time = ManualTime.stopped();

	private final FlakyStore store = new FlakyStore(new InMemoryIdempotencyStore(this.time));

	private final AtomicInteger effects = new AtomicInteger();

	StoredEndingTests() {
		this.store.keepBytes();
	}

	@Test
	void aResultIsEncodedAndDecoded() {
		IdempotencyPolicy idempotency = idempotency(IdempotencyConfig.defaults());
		assertThat(idempotency.execute("K", null, () -> "paid")).isEqualTo("paid");
		assertThat(idempotency.execute("K", null, () -> "again")).isEqualTo("paid");
	}

	@Test
	void aResultThatCannotBeWrittenIsReturnedOnceCase39() {
		IdempotencyPolicy idempotency = idempotency(IdempotencyConfig.defaults());
		assertThat(idempotency.execute("K", null, () -> "unwritable")).isEqualTo("unwritable");
		assertThatExceptionOfType(IdempotentResultUnavailableException.class)
			.isThrownBy(() -> idempotency.execute("K", null, () -> "again"))
			.withMessageContaining("cannot be written");
		assertThat(idempotency.snapshot().unavailable()).isEqualTo(1);
		assertThat(idempotency.snapshot().executed()).isEqualTo(1);
	}

	@Test
	void aResultThatCannotBeReadIsNotReplacedByAnotherRunCase52() {
		IdempotencyPolicy idempotency = idempotency(IdempotencyConfig.defaults());
		idempotency.execute("K", null, () -> "unreadable");
		assertThatExceptionOfType(IdempotentResultUnavailableException.class)
			.isThrownBy(() -> idempotency.execute("K", null, this.effects::incrementAndGet))
			.withCauseInstanceOf(IOException.class);
		assertThat(this.effects).hasValue(0);
		assertThat(idempotency.snapshot().replayed()).isZero();
	}

	@Test
	void aResultThatIsNotKeptFreesTheKey() {
		IdempotencyPolicy idempotency = idempotency(IdempotencyConfig.defaults());
		assertThat(idempotency.execute("K", null, () -> "passing")).isEqualTo("passing");
		assertThat(idempotency.execute("K", null, () -> "paid")).isEqualTo("paid");
	}

	@Test
	void aListedFailureIsReplayedCase35() {
		IdempotencyPolicy idempotency = idempotency(
				IdempotencyConfig.builder().storeFailures(List.of(IllegalStateException.class)).build());
		for (int call = 0; call < 2; call++) {
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> idempotency.execute("K", null, () -> {
					this.effects.incrementAndGet();
					throw new IllegalStateException("sold out");
				}))
				.withMessage("sold out");
		}
		assertThat(this.effects).hasValue(1);
		assertThat(idempotency.snapshot().replayed()).isEqualTo(1);
	}

	@Test
	void aListedFailureThatTheCodecDoesNotKeepFreesTheKey() {
		IdempotencyPolicy idempotency = idempotency(
				IdempotencyConfig.builder().storeFailures(List.of(IllegalStateException.class)).build());
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> idempotency.execute("K", null, () -> {
			throw new IllegalStateException("passing");
		}));
		assertThat(idempotency.execute("K", null, () -> "paid")).isEqualTo("paid");
	}

	@Test
	void aStoreOfObjectsKeepsWhatTheCodecLeavesOfAResult() {
		InMemoryIdempotencyStore objects = new InMemoryIdempotencyStore(this.time);
		IdempotencyPolicy idempotency = IdempotencyPolicy.of("payments", IdempotencyConfig.defaults(),
				IdempotentOperation.of(objects, KeyedCall.KEYS).withCodec(new TextCodec()), new IdempotencyCounters(),
				PolicyContext.standalone(this.time));
		assertThat(idempotency.execute("K", null, () -> "paid; cookie")).isEqualTo("paid; cookie");
		assertThat(idempotency.execute("K", null, () -> "again")).isEqualTo("paid");
	}

	@Test
	void aSubtypeOfAListedFailureFreesTheKey() {
		IdempotencyPolicy idempotency = idempotency(
				IdempotencyConfig.builder().storeFailures(List.of(RuntimeException.class)).build());
		UncheckedIOException failure = new UncheckedIOException(new IOException("no"));
		for (int call = 0; call < 2; call++) {
			assertThat(catchThrowable(() -> idempotency.execute("K", null, () -> {
				this.effects.incrementAndGet();
				throw failure;
			}))).isSameAs(failure);
		}
		assertThat(this.effects).hasValue(2);
	}

	@Test
	void aCallRunsWithoutProtectionIfTheStoreCannotBeReachedAndItIsAllowedCase40() {
		IdempotencyPolicy idempotency = idempotency(
				IdempotencyConfig.builder().onStoreError(OnStoreError.BYPASS).build());
		this.store.disconnect();
		assertThat(idempotency.execute("K", null, this.effects::incrementAndGet)).isEqualTo(1);
		assertThat(idempotency.execute("K", null, this.effects::incrementAndGet)).isEqualTo(2);
		assertThat(idempotency.snapshot().bypassed()).isEqualTo(2);
		assertThat(idempotency.snapshot().executed()).isZero();
		this.store.heal();
		assertThat(idempotency.execute("K", null, () -> "paid")).isEqualTo("paid");
	}

	@Test
	void aClaimThatMayHaveArrivedForbidsToRunCase41() {
		IdempotencyPolicy idempotency = idempotency(
				IdempotencyConfig.builder().onStoreError(OnStoreError.BYPASS).build());
		this.store.fail(FlakyStore.Operation.CLAIM);
		assertThatExceptionOfType(IdempotencyStoreException.class)
			.isThrownBy(() -> idempotency.execute("K", null, this.effects::incrementAndGet));
		assertThat(this.effects).hasValue(0);
	}

	@Test
	void aStoreThatCannotBeReachedRefusesCallsUnlessItIsAllowedCase40() {
		this.store.disconnect();
		IdempotencyPolicy idempotency = idempotency(IdempotencyConfig.defaults());
		assertThatExceptionOfType(IdempotencyStoreException.class)
			.isThrownBy(() -> idempotency.execute("K", null, this.effects::incrementAndGet));
		assertThat(this.effects).hasValue(0);
		assertThat(idempotency.snapshot().storeErrors()).isEqualTo(1);
	}

	private IdempotencyPolicy idempotency(IdempotencyConfig config) {
		return IdempotencyPolicy.of("payments", config,
				IdempotentOperation.of(this.store, KeyedCall.KEYS).withCodec(new TextCodec()),
				new IdempotencyCounters(), PolicyContext.standalone(this.time));
	}

	/** Writes texts, but for some. */
	private static final class TextCodec implements ResultCodec {

		@Override
		public boolean keeps(@Nullable Object result) {
			return !"passing".equals(result);
		}

		@Override
		public boolean keepsFailure(Throwable failure) {
			return !"passing".equals(failure.getMessage());
		}

		@Override
		public @Nullable Object object(@Nullable Object result) {
			return "paid; cookie".equals(result) ? "paid" : result;
		}

		@Override
		public Ending encode(@Nullable Object result) {
			if ("unwritable".equals(result)) {
				throw new IllegalArgumentException("not this one");
			}
			return Ending.result("text/1", String.valueOf(result).getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public Object decode(Ending ending) throws IOException {
			String text = text(ending);
			if (text.equals("unreadable")) {
				throw new IOException("not this one");
			}
			return text;
		}

		@Override
		public Ending encodeFailure(Throwable failure) {
			return Ending.failure("text/1", String.valueOf(failure.getMessage()).getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public Throwable decodeFailure(Ending ending) {
			return new IllegalStateException(text(ending));
		}

		private static String text(Ending ending) {
			return new String(Objects.requireNonNull(ending.bytes()), StandardCharsets.UTF_8);
		}

	}

}
