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

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

import dev.resilience.annotation.Idempotent;
import dev.resilience.annotation.Resilient;
import dev.resilience.annotation.Retry;
import dev.resilience.autoconfigure.ResilienceAopAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceIdempotencyAutoConfiguration;
import dev.resilience.autoconfigure.idempotency.TextCodecs;
import dev.resilience.classification.Failures;
import dev.resilience.idempotency.ResultCodecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Which conflicts of the database are repeated where only what is safe may be.
 */
class SafeTransactionTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, DataSourceAutoConfiguration.class,
				DataSourceTransactionManagerAutoConfiguration.class, TransactionAutoConfiguration.class,
				ResilienceAutoConfiguration.class, ResilienceAopAutoConfiguration.class,
				ResilienceIdempotencyAutoConfiguration.class))
		.withBean(ResultCodecs.class, TextCodecs::new)
		.withBean(Orders.class)
		.withPropertyValues("spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
				"resilience.defaults.retry.only-if-safe=true", "resilience.defaults.retry.delay=0s",
				"resilience.instances.configured.retry.max-attempts=3",
				"resilience.instances.record.idempotency.store=jdbc",
				"resilience.instances.record.idempotency.guarantee=transactional");

	@Test
	void onlyTransactionsOfAttemptsThatWereRolledBackAreRepeated() {
		this.contextRunner.run((context) -> {
			for (Call call : Call.values()) {
				assertThat(attempts(context, call, false)).as(call.name()).isEqualTo(call.safe ? 3 : 1);
			}
			assertThat(attempts(context, Call.OWN, true)).as("in one of the caller").isEqualTo(1);
			assertThat(attempts(context, Call.NEW, true)).as("beside one of the caller").isEqualTo(1);
			assertThat(attempts(context, Call.REPEATABLE, true)).as("declared").isEqualTo(3);
		});
	}

	private static int attempts(ApplicationContext context, Call call, boolean inTransaction) {
		Orders orders = context.getBean(Orders.class);
		orders.takeAttempts();
		TransactionTemplate transaction = context.getBean(TransactionTemplate.class);
		Throwable thrown = catchThrowable(() -> {
			if (inTransaction) {
				transaction.executeWithoutResult((status) -> call.method.apply(orders));
			}
			else if (call.method.apply(orders) instanceof CompletableFuture<?> future) {
				throw future.handle((result, failure) -> failure).join();
			}
		});
		assertThat(Failures.unwrap(thrown)).as(call.name()).isInstanceOf(CannotAcquireLockException.class);
		return orders.takeAttempts();
	}

	enum Call {

		OWN(true, Orders::own), NEW(true, Orders::begun), CONFIGURED(true, Orders::configured),
		RECORD(true, Orders::withRecord), REPEATABLE(true, Orders::repeatable), NONE(false, Orders::none),
		COMMITTED(false, Orders::committed), SUPPORTED(false, Orders::supported), CLAIMED(false, Orders::claimed),
		LATER(false, Orders::later);

		private final boolean safe;

		private final Function<Orders, Object> method;

		Call(boolean safe, Function<Orders, Object> method) {
			this.safe = safe;
			this.method = method;
		}

	}

	static class Orders {

		private final AtomicInteger attempts = new AtomicInteger();

		int takeAttempts() {
			return this.attempts.getAndSet(0);
		}

		@Retry("own")
		@Transactional
		String own() {
			return conflict();
		}

		@Retry("begun")
		@Transactional(propagation = Propagation.REQUIRES_NEW)
		String begun() {
			return conflict();
		}

		@Resilient("configured")
		@Transactional
		String configured() {
			return conflict();
		}

		@Retry("record")
		@Idempotent(value = "record", key = "'k'")
		String withRecord() {
			return conflict();
		}

		@Retry(value = "repeatable", repeatable = true)
		String repeatable() {
			return conflict();
		}

		@Retry("none")
		String none() {
			return conflict();
		}

		@Retry("committed")
		@Transactional(noRollbackFor = CannotAcquireLockException.class)
		String committed() {
			return conflict();
		}

		@Retry("supported")
		@Transactional(propagation = Propagation.SUPPORTS)
		String supported() {
			return conflict();
		}

		@Retry("claimed")
		@Idempotent(value = "claimed", key = "'k'")
		String claimed() {
			return conflict();
		}

		@Retry("later")
		@Transactional
		CompletableFuture<String> later() {
			return CompletableFuture.completedFuture(conflict());
		}

		private String conflict() {
			this.attempts.incrementAndGet();
			throw new CannotAcquireLockException("busy");
		}

	}

}
