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

import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.ResultCodec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of responses that are results.
 */
class ReplayedResponsesTests {

	private final JacksonResultCodecs codecs = JacksonResultCodecs.of(JsonMapper.shared(), CodecOptions.defaults());

	private final ResultCodec codec = codec(new TypeReference<ResponseEntity<List<Line>>>() {
	});

	@Test
	void replaysStatusHeadersAndBodyCase50() throws Exception {
		ResponseEntity<List<Line>> response = ResponseEntity.created(URI.create("/orders/1"))
			.eTag("\"v1\"")
			.contentType(MediaType.APPLICATION_JSON)
			.body(List.of(new Line("a", new BigDecimal("1.10"))));
		Ending ending = this.codec.encode(response);
		assertThat(ending.codec()).isEqualTo("response/1");
		assertThat(this.codec.decode(ending)).isEqualTo(response);
	}

	@Test
	void leavesOutWhatIsForTheFirstCallerCase50() throws Exception {
		ResponseEntity<List<Line>> response = ResponseEntity.ok()
			.header(HttpHeaders.SET_COOKIE, "id=secret")
			.header(HttpHeaders.DATE, "Tue, 03 Feb 2026 04:05:06 GMT")
			.header(HttpHeaders.CONTENT_LENGTH, "7")
			.header(HttpHeaders.LINK, "</a>; rel=next", "</b>; rel=prev")
			.body(List.of());
		ResponseEntity<?> replayed = (ResponseEntity<?>) Objects
			.requireNonNull(this.codec.decode(this.codec.encode(response)));
		assertThat(replayed.getHeaders().headerNames()).containsExactly(HttpHeaders.LINK);
		assertThat(replayed.getHeaders().get(HttpHeaders.LINK)).hasSize(2);
		assertThat(this.codec.object(response)).isEqualTo(replayed);
		assertThat(response.getHeaders().headerNames()).contains(HttpHeaders.SET_COOKIE);
	}

	@Test
	void replaysAnEmptyBodyCase54() throws Exception {
		ResponseEntity<?> response = ResponseEntity.noContent().build();
		assertThat(this.codec.decode(this.codec.encode(response))).isEqualTo(response);
		assertThat(this.codec.decode(this.codec.encode(null))).isNull();
	}

	@Test
	void replaysEntitiesWithoutStatus() throws Exception {
		ResultCodec entities = codec(new TypeReference<HttpEntity<String>>() {
		});
		HttpEntity<String> entity = new HttpEntity<>("\"text\"");
		assertThat(entities.decode(entities.encode(entity))).isEqualTo(entity);
		ResponseEntity<String> response = ResponseEntity.accepted().body("text");
		assertThat(entities.decode(entities.encode(response))).isEqualTo(response);
	}

	@Test
	void replaysProblems() throws Exception {
		ResultCodec problems = codec(new TypeReference<ProblemDetail>() {
		});
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.ACCEPTED, "later");
		problem.setProperty("numbers", List.of(1, "two", new BigDecimal("3.30")));
		assertThat(problems.decode(problems.encode(problem))).isEqualTo(problem);
		assertThat(problems.keeps(problem)).isTrue();
		assertThat(problems.keeps(ProblemDetail.forStatus(503))).isFalse();
	}

	@ParameterizedTest(name = "38: {0}")
	@ValueSource(ints = { 401, 404, 429, 500, 503 })
	void freesTheKeyAfterResponsesThatReportAnError(int status) {
		assertThat(this.codec.keeps(ResponseEntity.status(status).build())).isFalse();
		assertThat(this.codec.keeps(ResponseEntity.status(201).build())).isTrue();
		assertThat(this.codec.keeps(null)).isTrue();
	}

	private ResultCodec codec(TypeReference<?> type) {
		return this.codecs.codecOf(type.getType());
	}

	record Line(String sku, BigDecimal price) {

	}

}
