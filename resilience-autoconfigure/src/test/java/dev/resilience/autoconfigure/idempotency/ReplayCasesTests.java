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

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.ResolvableType;
import tools.jackson.databind.json.JsonMapper;

import dev.resilience.autoconfigure.idempotency.codec.CodecOptions;
import dev.resilience.autoconfigure.idempotency.codec.JacksonResultCodecs;
import dev.resilience.idempotency.Idempotency;
import dev.resilience.idempotency.IdempotentResultUnavailableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Results that go into a store and come back.
 */
class ReplayCasesTests extends IdempotencyCases {

	@ParameterizedTest(name = "case 49: a result of type {0} is replayed equal")
	@MethodSource("results")
	void aResultIsReplayedEqual(Type type, @Nullable Object result) {
		Idempotency calls = calls();
		for (int call = 0; call < 2; call++) {
			Object answer = calls.<@Nullable Object, RuntimeException>execute(K, null, type, () -> {
				effect();
				return result;
			});
			assertThat(answer).isEqualTo(result);
			if (result != null) {
				assertThat(answer).hasSameClassAs(result);
			}
		}
		assertThat(this.effects).hasValue(1);
	}

	static Stream<Arguments> results() {
		Order order = new Order("4711", new BigDecimal("1.10"), Instant.parse("2026-01-02T03:04:05.678901Z"));
		Type orders = ResolvableType.forClassWithGenerics(List.class, Order.class).getType();
		Type text = ResolvableType.forClassWithGenerics(Optional.class, String.class).getType();
		return Stream.of(Arguments.of(Void.class, null), Arguments.of(String.class, null),
				Arguments.of(String.class, "\"quoted\" \ud83d\udd11"), Arguments.of(Integer.class, 5),
				Arguments.of(BigDecimal.class, new BigDecimal("1.10")), Arguments.of(DayOfWeek.class, DayOfWeek.FRIDAY),
				Arguments.of(text, Optional.empty()), Arguments.of(text, Optional.of("parcel")),
				Arguments.of(Order.class, order),
				Arguments.of(ResolvableType
					.forClassWithGenerics(Map.class, ResolvableType.forClass(String.class),
							ResolvableType.forType(orders))
					.getType(), new LinkedHashMap<>(Map.of("one", new ArrayList<>(List.of(order))))));
	}

	@Test
	@Needs(Ability.BYTES)
	@DisplayName("case 52: a result whose type has changed is refused, and nothing runs again")
	void aResultWhoseTypeHasChangedIsRefused() {
		Idempotency calls = calls();
		calls.execute(K, String.class, this::effect);
		assertThatExceptionOfType(IdempotentResultUnavailableException.class)
			.isThrownBy(() -> calls.execute(K, Order.class, () -> {
				effect();
				return new Order("4711", BigDecimal.ONE, Instant.EPOCH);
			}));
		assertThat(this.effects).hasValue(1);
	}

	private Idempotency calls() {
		return Idempotency.of(node().policy(defaults()),
				JacksonResultCodecs.of(JsonMapper.builder().build(), CodecOptions.defaults()));
	}

	/**
	 * A result.
	 *
	 * @param id a text
	 * @param amount a number whose scale matters
	 * @param at a time with microseconds
	 */
	record Order(String id, BigDecimal amount, Instant at) {

	}

}
