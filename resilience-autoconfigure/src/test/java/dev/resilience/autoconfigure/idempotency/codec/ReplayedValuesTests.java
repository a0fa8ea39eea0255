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

package dev.resilience.autoconfigure.idempotency.codec;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.ResultCodec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of values that are replayed as they were.
 */
class ReplayedValuesTests {

	// What an application does to please its clients
	private static final JsonMapper APPLICATION = JsonMapper.builder()
		.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
		.changeDefaultPropertyInclusion((value) -> value.withValueInclusion(JsonInclude.Include.NON_EMPTY))
		.enable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
		.disable(DateTimeFeature.WRITE_DATE_TIMESTAMPS_AS_NANOSECONDS)
		.enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
		.build();

	private static final Order ORDER = new Order("o-1", new BigDecimal("1.10"), List.of("a", "b"), null);

	@ParameterizedTest(name = "case 49: {0}")
	@MethodSource("values")
	void replaysWhatTheFirstCallerGot(String name, Type type, @Nullable Object value) throws Exception {
		for (JsonMapper mapper : List.of(JsonMapper.shared(), APPLICATION)) {
			ResultCodec codec = JacksonResultCodecs.of(mapper, CodecOptions.defaults()).codecOf(type);
			Ending ending = codec.encode(value);
			assertThat(ending.kind()).isEqualTo(Ending.Kind.RESULT);
			Object replayed = codec.decode(ending);
			assertThat(replayed).isEqualTo(value);
			if (value != null && !(value instanceof List) && !(value instanceof Map) && !(value instanceof Set)) {
				assertThat(replayed).hasSameClassAs(value);
			}
		}
	}

	static List<Arguments> values() {
		List<Arguments> rows = new ArrayList<>();
		rows.add(Arguments.of("void", void.class, null));
		rows.add(Arguments.of("Void", Void.class, null));
		rows.add(Arguments.of("null", Order.class, null));
		rows.add(Arguments.of("null Optional", of(new TypeReference<Optional<String>>() {
		}), null));
		rows.add(Arguments.of("Optional.empty", of(new TypeReference<Optional<String>>() {
		}), Optional.empty()));
		rows.add(Arguments.of("Optional.of", of(new TypeReference<Optional<Order>>() {
		}), Optional.of(ORDER)));
		rows.add(Arguments.of("OptionalInt", OptionalInt.class, OptionalInt.of(3)));
		rows.add(Arguments.of("int", int.class, 42));
		rows.add(Arguments.of("Long", Long.class, Long.MAX_VALUE));
		rows.add(Arguments.of("boolean", boolean.class, true));
		rows.add(Arguments.of("char", char.class, '"'));
		rows.add(Arguments.of("double", double.class, 0.1));
		rows.add(Arguments.of("NaN", double.class, Double.NaN));
		rows.add(Arguments.of("float", Float.class, Float.MIN_VALUE));
		rows.add(Arguments.of("raw String", String.class, "paid"));
		rows.add(Arguments.of("quoted String", String.class, "\"paid\""));
		rows.add(Arguments.of("JSON String", String.class, "{\"a\":null}"));
		rows.add(Arguments.of("String null", String.class, "null"));
		rows.add(Arguments.of("empty String", String.class, ""));
		rows.add(Arguments.of("half a surrogate pair", String.class, "\uD83D"));
		rows.add(Arguments.of("byte[]", byte[].class, new byte[] { 0, -1, 127 }));
		rows.add(Arguments.of("empty byte[]", byte[].class, new byte[0]));
		rows.add(Arguments.of("int[]", int[].class, new int[] { 1, 2 }));
		rows.add(Arguments.of("Order[]", Order[].class, new Order[] { ORDER }));
		rows.add(Arguments.of("BigDecimal 1.10", BigDecimal.class, new BigDecimal("1.10")));
		rows.add(Arguments.of("BigDecimal 1E+10", BigDecimal.class, new BigDecimal("1E+10")));
		rows.add(Arguments.of("BigInteger", BigInteger.class, BigInteger.TEN.pow(50)));
		rows.add(Arguments.of("Instant", Instant.class, Instant.parse("2026-02-03T04:05:06.123456789Z")));
		rows.add(Arguments.of("Duration", Duration.class, Duration.ofNanos(1_000_000_001)));
		rows.add(Arguments.of("LocalDate", LocalDate.class, LocalDate.of(2026, 2, 28)));
		rows.add(Arguments.of("OffsetDateTime", OffsetDateTime.class, OffsetDateTime.parse("2026-02-03T04:05+05:30")));
		rows.add(Arguments.of("ZonedDateTime", ZonedDateTime.class,
				ZonedDateTime.of(2026, 10, 25, 2, 30, 0, 7, ZoneId.of("Europe/Berlin")).withLaterOffsetAtOverlap()));
		rows.add(Arguments.of("UUID", UUID.class, new UUID(1, 2)));
		rows.add(Arguments.of("enum", TimeUnit.class, TimeUnit.DAYS));
		rows.add(Arguments.of("enum with another text", Colour.class, Colour.RED));
		rows.add(Arguments.of("enum with bodies", Colour.class, Colour.GREEN));
		rows.add(Arguments.of("record", Order.class, ORDER));
		rows.add(Arguments.of("empty record", Nothing.class, new Nothing()));
		rows.add(Arguments.of("record with computed property", Computed.class, new Computed(2)));
		rows.add(
				Arguments.of("record with Instant", Stamped.class, new Stamped(Instant.EPOCH.plusNanos(1), List.of())));
		rows.add(Arguments.of("List<Order>", of(new TypeReference<List<Order>>() {
		}), List.of(ORDER, ORDER)));
		rows.add(Arguments.of("empty List", of(new TypeReference<List<Order>>() {
		}), List.of()));
		rows.add(Arguments.of("Set", of(new TypeReference<Set<Long>>() {
		}), Set.of(1L, 2L)));
		rows.add(Arguments.of("Map<String, List<Order>>", of(new TypeReference<Map<String, List<Order>>>() {
		}), Map.of("x", List.of(ORDER))));
		rows.add(Arguments.of("Map by enum", of(new TypeReference<Map<Colour, BigDecimal>>() {
		}), new EnumMap<>(Map.of(Colour.RED, new BigDecimal("2.00")))));
		rows.add(Arguments.of("generic wrapper", of(new TypeReference<Page<Order>>() {
		}), new Page<>(List.of(ORDER), 1)));
		rows.add(Arguments.of("nested generic wrapper", of(new TypeReference<Page<Page<BigDecimal>>>() {
		}), new Page<>(List.of(new Page<>(List.of(new BigDecimal("1.10")), 1)), 2)));
		rows.add(Arguments.of("sealed with names", Outcome.class, new Paid(new BigDecimal("1.10"))));
		rows.add(Arguments.of("sealed without fields", Outcome.class, new Declined()));
		rows.add(Arguments.of("subtypes listed", Shape.class, new Circle(2)));
		rows.add(Arguments.of("List of sealed", of(new TypeReference<List<Outcome>>() {
		}), List.of(new Declined(), new Paid(BigDecimal.ONE))));
		rows.add(Arguments.of("tree of itself", Tree.class, new Tree(List.of(new Tree(List.of())))));
		rows.add(Arguments.of("value of a CompletableFuture", of(new TypeReference<CompletableFuture<List<Order>>>() {
		}), List.of(ORDER)));
		rows.add(Arguments.of("value of a Mono", of(new TypeReference<Mono<Order>>() {
		}), ORDER));
		return rows;
	}

	@Test
	void keepsElementTypesAndOrder() throws Exception {
		ResultCodec codec = codecs().codecOf(of(new TypeReference<Map<String, List<Order>>>() {
		}));
		Map<String, List<Order>> value = new LinkedHashMap<>();
		value.put("z", List.of(ORDER));
		value.put("a", List.of());
		Map<?, ?> replayed = (Map<?, ?>) codec.decode(codec.encode(value));
		assertThat(replayed.keySet().stream().map(Object::toString)).containsExactly("z", "a");
		assertThat((List<?>) replayed.get("z")).allMatch(Order.class::isInstance);
	}

	@Property
	void replaysAnyText(@ForAll String text) throws Exception {
		ResultCodec codec = codecs().codecOf(String.class);
		assertThat(codec.decode(codec.encode(text))).isEqualTo(text);
	}

	@Property
	void replaysAnyMap(@ForAll Map<String, List<Double>> map) throws Exception {
		ResultCodec codec = codecs().codecOf(of(new TypeReference<Map<String, List<Double>>>() {
		}));
		assertThat(codec.decode(codec.encode(map))).isEqualTo(map);
	}

	@Property
	void replaysAnyDecimal(@ForAll BigDecimal number) throws Exception {
		ResultCodec codec = codecs().codecOf(BigDecimal.class);
		assertThat(codec.decode(codec.encode(number))).isEqualTo(number);
	}

	private static JacksonResultCodecs codecs() {
		return JacksonResultCodecs.of(JsonMapper.shared(), CodecOptions.defaults());
	}

	private static Type of(TypeReference<?> reference) {
		return reference.getType();
	}

	record Order(String id, BigDecimal totalAmount, List<String> lineItems, @Nullable String note) {

	}

	record Nothing() {

	}

	record Stamped(Instant at, List<String> tags) {

	}

	record Computed(int side) {

		@JsonProperty("area")
		int area() {
			return this.side * this.side;
		}

	}

	record Page<T>(List<T> items, int number) {

	}

	record Tree(List<Tree> children) {

	}

	enum Colour {

		RED, GREEN {

			@Override
			public String toString() {
				return "a kind of green";
			}

		};

		@Override
		public String toString() {
			return "colour of " + name();
		}

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	sealed interface Outcome permits Paid, Declined {

	}

	@JsonTypeName("paid")
	record Paid(BigDecimal amount) implements Outcome {

	}

	record Declined() implements Outcome {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
	@JsonSubTypes(@JsonSubTypes.Type(value = Circle.class, name = "circle"))
	interface Shape {

	}

	record Circle(int radius) implements Shape {

	}

}
