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

package dev.resilience.autoconfigure.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.UnknownHttpStatusCodeException;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import org.springframework.web.server.ResponseStatusException;

import dev.resilience.classification.Classification;
import dev.resilience.classification.FailureClassifier;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

class FailureCodesTests {

	private final InstantSource clock = ManualTime.stopped().wallClock();

	private final FailureClassifier http = FailureClassifier.standard(List.of(),
			List.of(new HttpFailureCodes(this.clock)));

	private final FailureClassifier webClient = FailureClassifier.standard(List.of(),
			List.of(new WebClientFailureCodes(this.clock)));

	@ParameterizedTest(name = "{0}")
	@CsvSource({ "400, false, false", "401, false, false", "404, false, false", "408, true, true", "409, false, false",
			"422, false, false", "423, true, false", "425, true, false", "429, true, false", "499, false, false",
			"500, true, true", "502, true, true", "503, true, true", "504, true, true", "599, true, true" })
	void knowsWhatAStatusMeans(int status, boolean worthRepeating, boolean targetsFault) {
		Meaning meaning = new Meaning(worthRepeating, targetsFault, null);
		HttpStatusCode code = HttpStatusCode.valueOf(status);
		assertThat(meaning(this.http, new HttpClientErrorException(code))).isEqualTo(meaning);
		assertThat(meaning(this.http, new ResponseStatusException(code))).isEqualTo(meaning);
		assertThat(meaning(this.webClient, webClientException(status, new HttpHeaders()))).isEqualTo(meaning);
	}

	@Test
	void readsWhenToComeBackFromTheAnswer() {
		HttpHeaders headers = new HttpHeaders();
		headers.set(HttpHeaders.RETRY_AFTER, "9");
		Duration wait = Duration.ofSeconds(9);
		HttpClientErrorException refused = HttpClientErrorException.create(HttpStatus.TOO_MANY_REQUESTS, "", headers,
				new byte[0], StandardCharsets.UTF_8);
		assertThat(meaning(this.http, refused)).isEqualTo(new Meaning(true, false, wait));
		assertThat(meaning(this.webClient, webClientException(503, headers))).isEqualTo(new Meaning(true, true, wait));
		assertThat(meaning(this.http, new RetryLaterException(headers))).isEqualTo(new Meaning(true, true, wait));
	}

	@Test
	void countsDatesByTheWallClock() {
		HttpHeaders headers = new HttpHeaders();
		headers.setInstant(HttpHeaders.RETRY_AFTER, this.clock.instant().plusSeconds(90));
		Meaning hint = meaning(this.webClient, webClientException(429, headers));
		assertThat(hint.retryAfter()).isBetween(Duration.ofSeconds(89), Duration.ofSeconds(90));
	}

	@Test
	void ignoresWhatCannotBeRead() {
		HttpHeaders headers = new HttpHeaders();
		headers.set(HttpHeaders.RETRY_AFTER, "when it suits");
		assertThat(meaning(this.webClient, webClientException(429, headers))).isEqualTo(new Meaning(true, false, null));
	}

	@Test
	void statusesOfNobodyKeepTheDefaults() {
		assertThat(meaning(this.http, new UnknownHttpStatusCodeException(999, "", null, null, null)))
			.isEqualTo(new Meaning(true, true, null));
	}

	@Test
	void readsNothingWithoutAnAnswer() {
		HttpFailureCodes codes = new HttpFailureCodes(this.clock);
		assertThat(codes.read(new ResourceAccessException("no route"))).isNull();
		assertThat(codes.read(new IllegalStateException())).isNull();
		assertThat(new WebClientFailureCodes(this.clock).read(new IllegalStateException())).isNull();
	}

	private static Meaning meaning(FailureClassifier classifier, Throwable failure) {
		Classification classification = classifier.classify(failure);
		return new Meaning(!classification.forbidsRepeat(), !classification.excusesTarget(),
				classification.retryAfter());
	}

	private static WebClientResponseException webClientException(int status, HttpHeaders headers) {
		return WebClientResponseException.create(status, "", headers, new byte[0], null);
	}

	private static final class RetryLaterException extends ResponseStatusException {

		private static final long serialVersionUID = 1L;

		private final transient HttpHeaders headers;

		RetryLaterException(HttpHeaders headers) {
			super(HttpStatus.SERVICE_UNAVAILABLE);
			this.headers = headers;
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

	}

	private record Meaning(boolean worthRepeating, boolean targetsFault, @Nullable Duration retryAfter) {
	}

}
