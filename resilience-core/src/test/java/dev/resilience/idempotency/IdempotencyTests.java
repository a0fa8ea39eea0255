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

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import dev.resilience.policy.PolicyContext;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests of idempotent calls by hand.
 */
class IdempotencyTests {

	private static final Duration TTL = Duration.ofSeconds(5);

	private final ManualTime time = ManualTime.stopped();

	private final FlakyStore store = new FlakyStore(new InMemoryIdempotencyStore(this.time));

	private final IdempotencyPolicy policy = IdempotencyPolicy.of("imports", IdempotencyConfig.defaults(),
			IdempotentOperation.of(this.store, IdempotencyKeys.none()), new IdempotencyCounters(),
			PolicyContext.standalone(this.time));

	private final Idempotency idempotency = Idempotency.of(this.policy, ResultCodecs.sameObjects());

	private final AtomicInteger effects = new AtomicInteger();

	@Test
	void runsOncePerKey() {
		assertThat(run("K")).isEqualTo(1);
		assertThat(run("K")).isEqualTo(1);
		assertThat(run("L")).isEqualTo(2);
	}

	@Test
	void knowsAKeyWhileItsCallRunsAndAfterwards() {
		assertThat(this.idempotency.exists("K")).isFalse();
		this.idempotency.execute("K", Integer.class, () -> {
			assertThat(this.idempotency.exists("K")).isTrue();
			assertThat(this.idempotency.result("K", Integer.class)).isEmpty();
			return 7;
		});
		assertThat(this.idempotency.exists("K")).isTrue();
		assertThat(this.idempotency.result("K", Integer.class)).contains(7);
		this.time.advance(IdempotencyConfig.defaults().ttl());
		assertThat(this.idempotency.exists("K")).isFalse();
		assertThat(this.idempotency.result("K", Integer.class)).isEmpty();
	}

	@Test
	void keepsAResultThatSomebodyElseKnows() {
		assertThat(this.idempotency.store("K", 7, TTL)).isTrue();
		assertThat(this.idempotency.store("K", 8, TTL)).isFalse();
		assertThat(run("K")).isEqualTo(7);
		this.time.advance(TTL);
		assertThat(run("K")).isEqualTo(1);
	}

	@Test
	void refusesATimeToLiveThatIsOverAtOnce() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.idempotency.store("K", 7, Duration.ZERO))
			.withMessageContaining("ttl");
		assertThat(this.idempotency.exists("K")).isFalse();
	}

	@Test
	void keepsNoResultWhileACallRuns() {
		this.idempotency.execute("K", Integer.class, () -> {
			assertThatExceptionOfType(DuplicateCallException.class)
				.isThrownBy(() -> this.idempotency.store("K", 8, TTL));
			return 7;
		});
		assertThat(run("K")).isEqualTo(7);
	}

	@Test
	void forgetsAKey() {
		run("K");
		assertThat(this.idempotency.release("K")).isTrue();
		assertThat(this.idempotency.release("K")).isFalse();
		assertThat(run("K")).isEqualTo(2);
	}

	@Test
	void keysOfOperationsAreIndependent() {
		run("K");
		Idempotency other = this.idempotency.of("exports");
		assertThat(other.exists("K")).isFalse();
		assertThat(other.execute("K", Integer.class, this.effects::incrementAndGet)).isEqualTo(2);
	}

	@Test
	void comparesFingerprints() {
		this.idempotency.execute("K", "body", Integer.class, this.effects::incrementAndGet);
		assertThatExceptionOfType(IdempotencyKeyReusedException.class).isThrownBy(
				() -> this.idempotency.execute("K", "other body", Integer.class, this.effects::incrementAndGet));
	}

	@Test
	void aFailureFreesTheKey() {
		assertThatIllegalStateException().isThrownBy(() -> this.idempotency.execute("K", Integer.class, () -> {
			throw new IllegalStateException("no");
		}));
		assertThat(run("K")).isEqualTo(1);
	}

	@Test
	void refusesABlankKeyCase32() {
		assertThatExceptionOfType(InvalidIdempotencyKeyException.class).isThrownBy(() -> run(" "));
		assertThatExceptionOfType(InvalidIdempotencyKeyException.class).isThrownBy(() -> this.idempotency.exists(" "));
		assertThat(this.effects).hasValue(0);
	}

	@Test
	void saysThatTheStoreFailed() {
		this.store.fail(FlakyStore.Operation.CLAIM);
		assertThatExceptionOfType(IdempotencyStoreException.class)
			.isThrownBy(() -> this.idempotency.store("K", 7, TTL));
	}

	private Integer run(String key) {
		return this.idempotency.execute(key, Integer.class, this.effects::incrementAndGet);
	}

}
