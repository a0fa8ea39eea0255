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

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.resilience.annotation.Idempotent;
import dev.resilience.annotation.Retry;
import dev.resilience.annotation.Timeout;
import dev.resilience.idempotency.DuplicateCallException;
import dev.resilience.idempotency.InvalidIdempotencyKeyException;
import dev.resilience.timeout.CallTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Cases of annotated methods, alone and with other policies.
 */
class MethodCasesTests extends MethodCases {

	private final CountDownLatch goOn = new CountDownLatch(1);

	private final AtomicInteger attempts = new AtomicInteger();

	private final ApplicationContextRunner contextRunner = contexts().withBean(Till.class,
			() -> new Till(this.effects, this.goOn));

	@Test
	@DisplayName("case 28: one key of two methods makes two independent records")
	void methodsAreIndependent() {
		this.contextRunner.run((context) -> {
			Till till = context.getBean(Till.class);
			assertThat(till.charge(K)).isEqualTo("charge 1");
			assertThat(till.refund(K)).isEqualTo("refund 2");
			assertThat(till.charge(K)).isEqualTo("charge 1");
			assertThat(till.refund(K)).isEqualTo("refund 2");
		});
	}

	@Test
	@DisplayName("case 30: one key of overloaded methods makes two independent records")
	void overloadedMethodsAreIndependent() {
		this.contextRunner.run((context) -> {
			Till till = context.getBean(Till.class);
			assertThat(till.charge(K)).isEqualTo("charge 1");
			assertThat(till.charge(K, 5)).isEqualTo("charge 5: 2");
			assertThat(till.charge(K)).isEqualTo("charge 1");
			assertThat(till.charge(K, 5)).isEqualTo("charge 5: 2");
		});
	}

	@Test
	@DisplayName("case 30: one key of classes of one name in two packages makes two independent records")
	void classesOfOneNameAreIndependent() {
		this.contextRunner.withBean("elsewhere", dev.resilience.autoconfigure.idempotency.elsewhere.Till.class)
			.run((context) -> {
				Till till = context.getBean(Till.class);
				var other = context.getBean(dev.resilience.autoconfigure.idempotency.elsewhere.Till.class);
				assertThat(till.charge(K)).isEqualTo("charge 1");
				assertThat(other.charge(K)).isEqualTo("elsewhere 1");
				assertThat(till.charge(K)).isEqualTo("charge 1");
				assertThat(other.charge(K)).isEqualTo("elsewhere 1");
			});
	}

	@Test
	@DisplayName("case 32: a key that is null or blank is refused before anything runs")
	void aMissingKeyIsRefused() {
		this.contextRunner.run((context) -> {
			Till till = context.getBean(Till.class);
			for (String key : new String[] { null, "", " " }) {
				assertThatExceptionOfType(InvalidIdempotencyKeyException.class).isThrownBy(() -> till.charge(key));
			}
			assertThat(this.effects).hasValue(0);
		});
	}

	@Test
	@DisplayName("case 32: a key expression that fails is an exception, never an unprotected run")
	void aKeyExpressionThatFailsIsAnException() {
		this.contextRunner.run((context) -> {
			Till till = context.getBean(Till.class);
			assertThatExceptionOfType(InvalidIdempotencyKeyException.class).isThrownBy(() -> till.chargeOf(null));
			assertThat(this.effects).hasValue(0);
			assertThat(till.chargeOf(new Order(K))).isEqualTo("order 1");
		});
	}

	@Test
	@DisplayName("case 32: a key expression that cannot be read stops the start")
	void aKeyExpressionThatCannotBeReadStopsTheStart() {
		this.contextRunner.withBean(Unreadable.class)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasMessageContaining("#order.")
				.hasMessageContaining("Unreadable"));
	}

	@Test
	@DisplayName("case 34: the exception of a method comes through, and the next call runs")
	void theExceptionOfAMethodComesThrough() {
		this.contextRunner.run((context) -> {
			Till till = context.getBean(Till.class);
			IOException own = new IOException("own", new IllegalStateException("cause"));
			assertThat(catchThrowable(() -> till.chargeOrThrow(K, own))).isSameAs(own).hasNoSuppressedExceptions();
			assertThat(till.chargeOrThrow(K, null)).isEqualTo("thrown 2");
			assertThat(till.chargeOrThrow(K, own)).isEqualTo("thrown 2");
		});
	}

	@Test
	@DisplayName("case 58: attempts of one call share one record, and the next call replays")
	void attemptsShareOneRecord() {
		this.contextRunner.run((context) -> {
			Till till = context.getBean(Till.class);
			assertThat(till.thirdTime(K)).isEqualTo("third 3");
			assertThat(this.effects).hasValue(3);
			assertThat(till.thirdTime(K)).isEqualTo("third 3");
			assertThat(this.effects).hasValue(3);
		});
	}

	@Test
	@DisplayName("case 59: a retry outside meets the attempt that its timeout has abandoned, and does not run again")
	void aRetryOutsideMeetsTheAbandonedAttempt() {
		this.contextRunner.withBean(AtomicInteger.class, () -> this.attempts)
			.withBean(Customer.class)
			.run((context) -> {
				Till till = context.getBean(Till.class);
				Customer customer = context.getBean(Customer.class);
				assertThatExceptionOfType(DuplicateCallException.class).isThrownBy(() -> customer.buy(K));
				assertThat(this.effects).hasValue(1);
				assertThat(this.attempts).hasValue(2);
				// The abandoned attempt decides: its effect has happened.
				this.goOn.countDown();
				await().untilAsserted(() -> assertThat(till.slow(K)).isEqualTo("slow 1"));
				assertThat(this.effects).hasValue(1);
			});
	}

	/** A key of a call. */
	record Order(String id) {

	}

	/** Idempotent methods of all kinds. */
	static class Till {

		private final AtomicInteger effects;

		private final CountDownLatch goOn;

		Till(AtomicInteger effects, CountDownLatch goOn) {
			this.effects = effects;
			this.goOn = goOn;
		}

		@Idempotent(key = "#key")
		String charge(@Nullable String key) {
			return "charge " + this.effects.incrementAndGet();
		}

		@Idempotent(key = "#key")
		String charge(String key, int amount) {
			return "charge " + amount + ": " + this.effects.incrementAndGet();
		}

		@Idempotent(key = "#key")
		String refund(String key) {
			return "refund " + this.effects.incrementAndGet();
		}

		@Idempotent(key = "#order.id")
		String chargeOf(@Nullable Order order) {
			return "order " + this.effects.incrementAndGet();
		}

		@Idempotent(key = "#key")
		String chargeOrThrow(String key, @Nullable IOException failure) throws IOException {
			String receipt = "thrown " + this.effects.incrementAndGet();
			if (failure != null) {
				throw failure;
			}
			return receipt;
		}

		@Idempotent(key = "#key")
		@Retry(maxAttempts = 3, delay = "0ms")
		String thirdTime(String key) throws IOException {
			if (this.effects.incrementAndGet() < 3) {
				throw new IOException("again");
			}
			return "third " + this.effects;
		}

		@Idempotent(key = "#key")
		@Timeout(duration = "300ms", mode = Timeout.Mode.OFFLOAD)
		String slow(String key) {
			String receipt = "slow " + this.effects.incrementAndGet();
			boolean interrupted = false;
			while (this.goOn.getCount() > 0) {
				try {
					this.goOn.await();
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
			return receipt;
		}

	}

	/** Tries a call of another bean again. */
	static class Customer {

		private final Till till;

		private final AtomicInteger attempts;

		Customer(Till till, AtomicInteger attempts) {
			this.till = till;
			this.attempts = attempts;
		}

		@Retry(maxAttempts = 2, delay = "0ms", retryOn = CallTimeoutException.class)
		String buy(String key) {
			this.attempts.incrementAndGet();
			return this.till.slow(key);
		}

	}

	/** A method whose key expression is no expression. */
	static class Unreadable {

		@Idempotent(key = "#order.")
		String charge(String order) {
			return order;
		}

	}

}
