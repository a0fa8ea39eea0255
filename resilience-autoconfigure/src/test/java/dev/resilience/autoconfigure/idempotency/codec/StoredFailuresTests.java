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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.json.JsonMapper;

import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.ResultCodec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of failures that are kept.
 */
class StoredFailuresTests {

	@ParameterizedTest(name = "35: {0}")
	@MethodSource("failures")
	void restoresTypeAndMessage(Throwable failure) throws Exception {
		Throwable replayed = replay(failure);
		assertThat(replayed).isNotSameAs(failure).hasSameClassAs(failure).hasMessage(failure.getMessage());
		assertThat(replayed.getCause()).isNull();
	}

	static List<Throwable> failures() {
		return List.of(new IllegalStateException("sold out", new IOException("cause")), new IllegalStateException(),
				new IOException("checked"), new SoldOut("sku-1", 3), new Priced("too dear", new BigDecimal("1.10")),
				new Created("c-1"), new Plain(), new ResponseStatusException(HttpStatus.CONFLICT, "sold out"),
				new ResponseStatusException(HttpStatus.NOT_FOUND), problem());
	}

	@Test
	void restoresAttributesCase35() throws Exception {
		SoldOut soldOut = (SoldOut) replay(new SoldOut("sku-1", 3));
		assertThat(soldOut.sku()).isEqualTo("sku-1");
		assertThat(soldOut.left()).isEqualTo(3);
		assertThat(((Priced) replay(new Priced("too dear", new BigDecimal("1.10")))).price)
			.isEqualTo(new BigDecimal("1.10"));
		assertThat(((Created) replay(new Created("c-1"))).code).isEqualTo("c-1");
	}

	@Test
	void restoresProblemsCase35() throws Exception {
		ErrorResponseException replayed = (ErrorResponseException) replay(problem());
		assertThat(replayed.getStatusCode()).isEqualTo(HttpStatus.CONFLICT);
		assertThat(replayed.getBody()).isEqualTo(problem().getBody());
		ResponseStatusException status = (ResponseStatusException) replay(
				new ResponseStatusException(HttpStatus.GONE, "long ago"));
		assertThat(status.getReason()).isEqualTo("long ago");
		assertThat(status.getBody().getDetail()).isEqualTo("long ago");
	}

	@Test
	void keepsNoHeadersOfTheFirstExchangeAlone() {
		ErrorResponseException failure = problem();
		failure.getHeaders().add("Set-Cookie", "id=secret");
		assertThat(codec(failure.getClass()).encodeFailure(failure)).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 401, 403, 408, 425, 429, 500, 503 })
	void freesTheKeyAfterFailuresThatMayPass(int status) {
		ResultCodec codec = codec(ResponseStatusException.class);
		assertThat(codec.keepsFailure(new ResponseStatusException(status, "no", null))).isFalse();
		assertThat(codec.keepsFailure(new ResponseStatusException(409, "no", null))).isTrue();
	}

	@Test
	void freesTheKeyIfAFailureWouldNotBeTheSame() {
		assertThat(codec(Changing.class).encodeFailure(new Changing("x"))).isNull();
	}

	@ParameterizedTest
	@ValueSource(classes = { Abstract.class, UncheckedIOException.class, Prefixed.class, Unnamed.class, Anything.class,
			SQLException.class })
	void refusesTypesThatCannotBeRestored(Class<? extends Throwable> type) {
		assertThatIllegalArgumentException().isThrownBy(() -> codec(type)).withMessageContaining(type.getName());
	}

	@Test
	void neverLoadsAFailureThatARecordNamesCase51() {
		String json = "{\"type\":\"dev.resilience.autoconfigure.idempotency.codec.Gadget\",\"message\":\"x\"}";
		Ending ending = Ending.failure("failure/1", json.getBytes(StandardCharsets.UTF_8));
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> codec(IllegalStateException.class).decodeFailure(ending))
			.withMessageContaining("not among those");
		assertThat(System.getProperty("resilience.test.gadget")).isNull();
	}

	@Test
	void keepsOnlyTheTypesThatWereGiven() {
		assertThat(codec(IllegalStateException.class).encodeFailure(new IllegalArgumentException("no"))).isNull();
	}

	@Test
	void letsApplicationsCheckTheirFailures() {
		JacksonResultCodecs codecs = JacksonResultCodecs.of(JsonMapper.shared(), CodecOptions.defaults());
		codecs.verifyFailure(new SoldOut("sku", 1));
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> codecs.verifyFailure(new Changing("x")));
	}

	private static ErrorResponseException problem() {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, "sold out");
		problem.setType(URI.create("https://shop.example/sold-out"));
		problem.setProperty("sku", "sku-1");
		problem.setProperty("price", new BigDecimal("1.10"));
		return new ErrorResponseException(HttpStatus.CONFLICT, problem, null);
	}

	private static Throwable replay(Throwable failure) throws Exception {
		ResultCodec codec = codec(failure.getClass());
		Ending ending = codec.encodeFailure(failure);
		assertThat(ending).isNotNull();
		assertThat(ending.kind()).isEqualTo(Ending.Kind.FAILURE);
		return codec.decodeFailure(ending);
	}

	private static ResultCodec codec(Class<? extends Throwable> type) {
		return JacksonResultCodecs.of(JsonMapper.shared(), CodecOptions.defaults()).codecOf(Void.class, List.of(type));
	}

	static final class SoldOut extends RuntimeException {

		private final String sku;

		private final int left;

		SoldOut(String sku, int left) {
			super("Only " + left + " of " + sku);
			this.sku = sku;
			this.left = left;
		}

		String sku() {
			return this.sku;
		}

		int left() {
			return this.left;
		}

	}

	static final class Priced extends Exception {

		private @Nullable BigDecimal price;

		Priced(String message) {
			super(message);
		}

		Priced(String message, BigDecimal dear) {
			super(message);
			this.price = dear;
		}

	}

	static final class Created extends RuntimeException {

		private final String code;

		@JsonCreator
		Created(@JsonProperty("code") String text) {
			super("Code " + text);
			this.code = text;
		}

	}

	static final class Plain extends RuntimeException {

		Plain() {
			super("always the same");
		}

	}

	static final class Changing extends RuntimeException {

		private final String value;

		Changing(String value) {
			super(value);
			this.value = value + "!";
		}

		String value() {
			return this.value;
		}

	}

	abstract static class Abstract extends RuntimeException {

	}

	static final class Prefixed extends RuntimeException {

		Prefixed(String what) {
			super("No " + what);
		}

	}

	static final class Unnamed extends RuntimeException {

		private final String code;

		Unnamed(String message) {
			super(message);
			this.code = message;
		}

		String code() {
			return this.code;
		}

	}

	static final class Anything extends RuntimeException {

		private @Nullable Object payload;

		Anything(String message) {
			super(message);
		}

		void payload(Object value) {
			this.payload = value;
		}

		@Nullable Object payload() {
			return this.payload;
		}

	}

}
