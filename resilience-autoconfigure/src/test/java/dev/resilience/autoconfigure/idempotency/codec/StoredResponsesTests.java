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

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of {@link StoredResponses}.
 */
class StoredResponsesTests {

	@ParameterizedTest
	@ValueSource(ints = { 200, 201, 202, 204, 301, 303, 304, 307 })
	void keepsSuccessesAndRedirects(int status) {
		assertThat(StoredResponses.defaults().keeps(status)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { 100, 400, 404, 409, 422, 500, 503, 599, 600 })
	void freesTheKeyAfterErrors(int status) {
		assertThat(StoredResponses.defaults().keeps(status)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 404, 409, 410, 422, 451 })
	void keepsErrorsOfTheClientIfAskedTo(int status) {
		assertThat(StoredResponses.of(List.of(), true).keeps(status)).isTrue();
		assertThat(StoredResponses.defaults().keepsFailure(status)).isTrue();
	}

	@ParameterizedTest(name = "38: {0}")
	@ValueSource(ints = { 401, 403, 408, 425, 429, 500, 502, 503 })
	void neverKeepsWhatMayPassLater(int status) {
		assertThat(StoredResponses.of(List.of(), true).keeps(status)).isFalse();
		assertThat(StoredResponses.of(List.of(), true).keepsFailure(status)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Type", "content-language", "LOCATION", "Content-Location", "etag",
			"Last-Modified", "Link", "Deprecation", "Content-Encoding" })
	void replaysWhatDescribesTheAnswer(String header) {
		assertThat(StoredResponses.defaults().replays(header)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Set-Cookie", "Date", "Connection", "Content-Length", "Transfer-Encoding", "X-Own",
			"Access-Control-Allow-Origin", "WWW-Authenticate", "traceparent" })
	void replaysNothingElse(String header) {
		assertThat(StoredResponses.defaults().replays(header)).isFalse();
	}

	@Test
	void replaysHeadersOfTheApplication() {
		StoredResponses responses = StoredResponses.of(List.of("X-Order-Id", " Sunset "), false);
		assertThat(responses.replays("x-order-id")).isTrue();
		assertThat(responses.replays("Sunset")).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Set-Cookie", "authorization", "WWW-Authenticate", "Date", "Connection",
			"Transfer-Encoding", "content-length", "Access-Control-Allow-Origin", "RateLimit", "RateLimit-Limit",
			"X-RateLimit-Remaining", "Retry-After", "traceparent", "X-B3-TraceId", "b3" })
	void refusesHeadersThatMustNotBeReplayed(String header) {
		assertThatIllegalArgumentException().isThrownBy(() -> StoredResponses.of(List.of(header), false))
			.withMessageContaining("'" + header + "' is never replayed");
	}

	@Test
	void refusesBlankNames() {
		assertThatIllegalArgumentException().isThrownBy(() -> StoredResponses.of(List.of(" "), false));
	}

}
