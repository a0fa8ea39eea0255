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

import java.io.InputStream;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.Calendar;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.Resource;
import org.springframework.http.ResponseEntity;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import reactor.core.publisher.Flux;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of types that stop the start of an application.
 */
class RefusedTypesTests {

	private final JacksonResultCodecs codecs = JacksonResultCodecs.of(JsonMapper.shared(), CodecOptions.defaults());

	@ParameterizedTest(name = "{0}")
	@MethodSource("types")
	void refusesWhatCannotBeReplayed(String name, Type type, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.codecs.codecOf(type)).withMessageContaining(message);
	}

	static List<Arguments> types() {
		return List.of(Arguments.of("Object", Object.class, "the result of type java.lang.Object may be anything"),
				Arguments.of("raw List", List.class, "the result[]"),
				Arguments.of("List<?>", type(new TypeReference<List<?>>() {
				}), "the result[]"), Arguments.of("Map<String, Object>", type(new TypeReference<Map<String, Object>>() {
				}), "the result[]"), Arguments.of("raw generic class", Page.class, "the result.items[]"),
				Arguments.of("Number", Number.class, "concrete type"),
				Arguments.of("Serializable", Serializable.class, "concrete type"),
				Arguments.of("interface", Plain.class, "is abstract"),
				Arguments.of("interface deep inside", Deep.class, "the result.inner[].plain"),
				Arguments.of("sealed without names", Unnamed.class, "is abstract"),
				Arguments.of("names of classes", ByClass.class, "classes to be loaded"),
				Arguments.of("names of classes, shorter", ByMinimalClass.class, "classes to be loaded"),
				Arguments.of("names of classes on a property", ByClassInside.class, "classes to be loaded"),
				Arguments.of("names without subtypes", NoSubtypes.class, "no named subtypes"),
				Arguments.of("Class", Class.class, "classes to be loaded"),
				Arguments.of("Stream", type(new TypeReference<Stream<String>>() {
				}), "only once"), Arguments.of("Iterator", type(new TypeReference<Iterator<String>>() {
				}), "only once"), Arguments.of("InputStream", InputStream.class, "only once"),
				Arguments.of("Resource", Resource.class, "only once"),
				Arguments.of("Flux", type(new TypeReference<Flux<String>>() {
				}), "stream of values"), Arguments.of("Future", type(new TypeReference<Future<String>>() {
				}), "ends later"),
				Arguments.of("future inside", type(new TypeReference<List<CompletableFuture<String>>>() {
				}), "ends later"), Arguments.of("Supplier", type(new TypeReference<Supplier<String>>() {
				}), "piece of program"), Arguments.of("Runnable", Runnable.class, "piece of program"),
				Arguments.of("Calendar", Calendar.class, "ZonedDateTime"),
				Arguments.of("Optional of Optional", type(new TypeReference<Optional<Optional<String>>>() {
				}), "one level"), Arguments.of("no creator", NoCreator.class, "no constructor that Jackson can use"),
				Arguments.of("hidden state", Hidden.class, "hides all its fields"),
				Arguments.of("ignored component", Ignored.class, "@JsonIgnore"),
				Arguments.of("keys without text", type(new TypeReference<Map<Page<String>, String>>() {
				}), "the result key"), Arguments.of("own Iterable", OwnIterable.class, "written as an array"),
				Arguments.of("Throwable", IllegalStateException.class, "is a failure"),
				Arguments.of("response with anything", type(new TypeReference<ResponseEntity<?>>() {
				}), "the body of type java.lang.Object"),
				Arguments.of("raw response", ResponseEntity.class, "the body"),
				Arguments.of("streamed response", type(new TypeReference<ResponseEntity<StreamingResponseBody>>() {
				}), "the body"),
				Arguments.of("response inside", type(new TypeReference<List<ResponseEntity<String>>>() {
				}), "only the result itself"));
	}

	@Test
	void ignoresDefaultTypingOfTheApplication() {
		JsonMapper typing = JsonMapper.builder()
			.activateDefaultTyping(BasicPolymorphicTypeValidator.builder().allowIfBaseType(Object.class).build(),
					DefaultTyping.NON_FINAL)
			.build();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> JacksonResultCodecs.of(typing, CodecOptions.defaults()).codecOf(Plain.class));
	}

	private static Type type(TypeReference<?> reference) {
		return reference.getType();
	}

	interface Plain {

	}

	record Deep(List<Inner> inner) {

	}

	record Inner(Plain plain) {

	}

	record Page<T>(List<T> items) {

	}

	sealed interface Unnamed permits OnlyOne {

	}

	record OnlyOne(int a) implements Unnamed {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
	interface ByClass {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.MINIMAL_CLASS)
	interface ByMinimalClass {

	}

	record ByClassInside(@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS) Plain plain) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	interface NoSubtypes {

	}

	record Ignored(String a, @JsonIgnore String b) {

	}

	static final class NoCreator {

		private final int a;

		private final int b;

		private NoCreator(int a, int b) {
			this.a = a;
			this.b = b;
		}

		@JsonProperty
		int getA() {
			return this.a;
		}

		@JsonProperty
		int getB() {
			return this.b;
		}

	}

	static final class Hidden {

		private int secret;

		void change() {
			this.secret++;
		}

	}

	static final class OwnIterable implements Iterable<String> {

		@Override
		public Iterator<String> iterator() {
			return Collections.emptyIterator();
		}

	}

}
