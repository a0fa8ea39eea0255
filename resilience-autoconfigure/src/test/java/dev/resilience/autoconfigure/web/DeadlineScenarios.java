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

package dev.resilience.autoconfigure.web;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of the time that clients of a real server wait.
 */
@TestPropertySource(properties = "resilience.http.max-deadline=10s")
abstract class DeadlineScenarios {

	@LocalServerPort
	int port;

	@Autowired
	MeterRegistry meters;

	@ParameterizedTest
	@CsvSource({ "1500, 1500", "600000, 10000", ", none", "-1, none", "soon, none", "99999999999999999999, none" })
	void handlersHaveTheTimeThatTheirClientWaits(String header, String remaining) {
		get("/remaining", header).expectStatus().isOk().expectBody(String.class).isEqualTo(remaining);
		get("/remaining", null).expectBody(String.class).isEqualTo("none");
	}

	@Test
	void callsOfHandlersCarryTheRemainingTimeOn() {
		get("/forward", "1500").expectStatus().isOk().expectBody(String.class).isEqualTo("1500");
		get("/forward", null).expectStatus().isOk().expectBody(String.class).isEqualTo("none");
	}

	@Test
	void requestsForWhichNobodyWaitsAreRefusedAtOnce() {
		RestTestClient.ResponseSpec response = get("/remaining", "0");
		response.expectStatus().isEqualTo(504);
		response.expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON);
		response.expectBody().json("""
				{
				  "type": "urn:problem-type:resilience:deadline-exceeded",
				  "status": 504,
				  "instance": "/remaining"
				}""");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/late", "/late/call" })
	void nothingBeginsOnceTheTimeIsOver(String path) {
		get(path, null).expectStatus().isOk();
		get(path, "10").expectStatus().isEqualTo(504);
	}

	@Test
	void countsWhatBecameOfTheHeaders() {
		double accepted = count("accepted");
		double clipped = count("clipped");
		double ignored = count("ignored");
		double expired = count("expired");
		get("/remaining", "1");
		get("/remaining", "10001");
		get("/remaining", "garbage");
		get("/remaining", "0");
		get("/remaining", null);
		assertThat(count("accepted") - accepted).isEqualTo(1);
		assertThat(count("clipped") - clipped).isEqualTo(1);
		assertThat(count("ignored") - ignored).isEqualTo(1);
		assertThat(count("expired") - expired).isEqualTo(1);
	}

	@ParameterizedTest
	@CsvSource({ "2, 1", "7, 1", "999999999999999999, 1", ", 3", "1, 3", "0, 3", "-2, 3", "two, 3" })
	void callsOfHandlersAreMadeOnceWhereTheirClientRepeats(String attempt, String tries) {
		get("/tries", "Resilience-Attempt", attempt).expectBody(String.class).isEqualTo(tries);
		get("/tries/later", "Resilience-Attempt", attempt).expectBody(String.class).isEqualTo(tries);
		get("/tries", null).expectBody(String.class).isEqualTo("3");
	}

	@Test
	void callsOfHandlersSayThatTheyArePartOfARepeat() {
		get("/forward/attempt", "Resilience-Attempt", "4").expectBody(String.class).isEqualTo("4");
		get("/forward/attempt", "Resilience-Attempt", "four").expectBody(String.class).isEqualTo("none");
		get("/forward/attempt", null).expectBody(String.class).isEqualTo("none");
	}

	RestTestClient.ResponseSpec get(String path, String timeout) {
		return get(path, "Resilience-Timeout-Ms", timeout);
	}

	RestTestClient.ResponseSpec get(String path, String header, String value) {
		return RestTestClient.bindToServer()
			.baseUrl("http://localhost:" + this.port)
			.build()
			.get()
			.uri(path)
			.headers((headers) -> {
				if (value != null) {
					headers.set(header, value);
				}
			})
			.exchange();
	}

	private double count(String outcome) {
		return this.meters.get("resilience.http.deadlines").tag("outcome", outcome).functionCounter().count();
	}

}
