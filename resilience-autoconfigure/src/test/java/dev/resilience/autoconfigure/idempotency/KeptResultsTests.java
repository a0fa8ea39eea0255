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

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

import dev.resilience.annotation.Idempotent;
import dev.resilience.autoconfigure.ResilienceAopAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceIdempotencyAutoConfiguration;
import dev.resilience.autoconfigure.idempotency.codec.JacksonResultCodecs;
import dev.resilience.idempotency.Idempotency;
import dev.resilience.idempotency.IdempotentResultUnavailableException;
import dev.resilience.idempotency.ResultCodecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Results that leave the process as JSON and come back, as an application is configured
 * that says nothing but where its records are.
 */
class KeptResultsTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, JacksonAutoConfiguration.class,
				DataSourceAutoConfiguration.class, ResilienceAutoConfiguration.class,
				ResilienceAopAutoConfiguration.class, ResilienceIdempotencyAutoConfiguration.class))
		.withPropertyValues("resilience.defaults.idempotency.store=jdbc",
				"spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");

	@Test
	void resultsComeBackAsTheirDeclaredTypes() {
		this.contextRunner.withBean(Shop.class).run((context) -> {
			Shop shop = context.getBean(Shop.class);
			List<Receipt> first = shop.charge("k");
			assertThat(shop.charge("k")).isEqualTo(first).isNotSameAs(first).hasOnlyElementsOfType(Receipt.class);
			assertThat(shop.effects()).isOne();
		});
	}

	@Test
	void aResultThatIsTooLargeIsNotReplayed() {
		this.contextRunner.withBean(Shop.class)
			.withPropertyValues("resilience.idempotency.max-result-size=10B")
			.run((context) -> {
				Shop shop = context.getBean(Shop.class);
				assertThat(shop.charge("k")).hasSize(1);
				assertThatExceptionOfType(IdempotentResultUnavailableException.class)
					.isThrownBy(() -> shop.charge("k"));
				assertThat(shop.effects()).isOne();
			});
	}

	@Test
	void aResultOfAnyTypeStopsTheStart() {
		this.contextRunner.withBean(Anything.class)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("Anything.call")
				.hasStackTraceContaining("cannot be replayed from the idempotency store 'jdbc'"));
	}

	@Test
	void callsByHandKeepTheirResultsLikewise() {
		AtomicInteger effects = new AtomicInteger();
		this.contextRunner.run((context) -> {
			Idempotency idempotency = context.getBean(Idempotency.class);
			Receipt first = idempotency.execute("k", Receipt.class, () -> receipt(effects));
			assertThat(idempotency.execute("k", Receipt.class, () -> receipt(effects))).isEqualTo(first);
			assertThat(idempotency.result("k", Receipt.class)).contains(first);
			assertThat(effects).hasValue(1);
		});
	}

	@Test
	void anApplicationMayWriteResultsItself() {
		this.contextRunner.withBean(ResultCodecs.class, TextCodecs::new)
			.run((context) -> assertThat(context).doesNotHaveBean(JacksonResultCodecs.class));
	}

	@Test
	void memoryKeepsResponsesByTheirRulesWhateverTheyDeclare() {
		this.contextRunner.withBean(Responses.class)
			.withPropertyValues("resilience.defaults.idempotency.store=memory")
			.run((context) -> {
				Responses responses = context.getBean(Responses.class);
				assertThat(responses.call("failed", 503).getBody()).isEqualTo(1);
				assertThat(responses.call("failed", 201).getBody()).isEqualTo(2);
				ResponseEntity<?> replay = responses.call("failed", 201);
				assertThat(replay.getBody()).isEqualTo(2);
				assertThat(replay.getHeaders().headerNames()).containsExactly(HttpHeaders.LOCATION);
			});
	}

	@Test
	void memoryKeepsWhateverIsGivenByHand() {
		this.contextRunner.withPropertyValues("resilience.defaults.idempotency.store=memory").run((context) -> {
			Idempotency idempotency = context.getBean(Idempotency.class);
			List<Object> list = new ArrayList<>(List.of("a", 1));
			assertThat(idempotency.store("k", list, Duration.ofMinutes(1))).isTrue();
			assertThat(idempotency.result("k", List.class)).containsSame(list);
		});
	}

	private static Receipt receipt(AtomicInteger effects) {
		return new Receipt("r-" + effects.incrementAndGet(), new BigDecimal("1.10"));
	}

	static class Responses {

		private final AtomicInteger effects = new AtomicInteger();

		@Idempotent(key = "#id")
		ResponseEntity<?> call(String id, int status) {
			return ResponseEntity.status(status)
				.header(HttpHeaders.SET_COOKIE, "session=1")
				.header(HttpHeaders.LOCATION, "/orders/1")
				.body(this.effects.incrementAndGet());
		}

	}

	static class Shop {

		private final AtomicInteger effects = new AtomicInteger();

		@Idempotent(key = "#id")
		List<Receipt> charge(String id) {
			return List.of(receipt(this.effects));
		}

		int effects() {
			return this.effects.get();
		}

	}

	static class Anything {

		@Idempotent(key = "#id")
		Object call(String id) {
			return id;
		}

	}

	/**
	 * What a charge yields.
	 *
	 * @param id the number
	 * @param amount the amount
	 */
	record Receipt(String id, BigDecimal amount) {

	}

}
