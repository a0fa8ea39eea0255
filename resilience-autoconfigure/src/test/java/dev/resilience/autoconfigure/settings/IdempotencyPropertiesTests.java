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

package dev.resilience.autoconfigure.settings;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

import dev.resilience.autoconfigure.settings.IdempotencyProperties.BodyFingerprint;
import dev.resilience.autoconfigure.settings.IdempotencyProperties.RequestMethod;
import dev.resilience.autoconfigure.settings.IdempotencyProperties.SchemaInitialization;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The settings of idempotency that hold for all instances.
 */
class IdempotencyPropertiesTests {

	@Test
	void haveDefaults() {
		assertThat(TestSettings.none().bind().globals().idempotency()).isEqualTo(new IdempotencyProperties(null, null,
				DataSize.ofKilobytes(256), false, 1000, new IdempotencyProperties.Memory(100_000),
				new IdempotencyProperties.Jdbc("resilience_idempotency", SchemaInitialization.EMBEDDED, null, null,
						Duration.ofMinutes(1), 1000, Duration.ofSeconds(2)),
				new IdempotencyProperties.Redis("resilience:idempotency:"),
				new IdempotencyProperties.Http(true, "Idempotency-Key", "Idempotency-Replayed", true,
						List.of(RequestMethod.POST, RequestMethod.PATCH), 255, DataSize.ofMegabytes(1),
						BodyFingerprint.RAW, false, List.of(), 422, false)));
	}

	@Test
	void areRead() {
		IdempotencyProperties properties = TestSettings.yaml("""
				resilience.idempotency:
				  namespace: shop
				  pepper: s3cr3t
				  max-result-size: 1MB
				  verify-round-trip: true
				  max-waiters: 7
				  memory.max-entries: 10
				  jdbc:
				    table-name: ops.idempotency
				    initialize-schema: never
				    schema: classpath:schema-@@platform@@.sql
				    platform: oracle
				    cleanup-interval: 5m
				    cleanup-batch: 50
				    query-timeout: 500ms
				  redis.key-prefix: 'shop:'
				  http:
				    enabled: false
				    header: X-Request-Id
				    replayed-header: X-Replayed
				    required: false
				    methods: [put, DELETE]
				    max-key-length: 36
				    max-body-size: 64KB
				    fingerprint: canonical
				    store-client-errors: true
				    replayed-headers: X-Order, X-Receipt
				    mismatch-status: 409
				    propagate: true
				""").bind().globals().idempotency();
		assertThat(properties)
			.isEqualTo(new IdempotencyProperties("shop", "s3cr3t", DataSize.ofMegabytes(1), true, 7,
					new IdempotencyProperties.Memory(10),
					new IdempotencyProperties.Jdbc(
							"ops.idempotency", SchemaInitialization.NEVER, "classpath:schema-@@platform@@.sql",
							"oracle", Duration.ofMinutes(5), 50, Duration.ofMillis(500)),
					new IdempotencyProperties.Redis("shop:"),
					new IdempotencyProperties.Http(false, "X-Request-Id", "X-Replayed", false,
							List.of(RequestMethod.PUT, RequestMethod.DELETE), 36, DataSize.ofKilobytes(64),
							BodyFingerprint.CANONICAL, true, List.of("X-Order", "X-Receipt"), 409, true)));
		assertThat(properties.http().covers("PUT")).isTrue();
		assertThat(properties.http().covers("POST")).isFalse();
		assertThat(properties.toString()).doesNotContain("s3cr3t");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			pepper | '' | is empty, must be a secret
			namespace | '' | is empty, must be a name
			max-result-size | many | is not a size such as 512B, 256KB or 1MB
			max-result-size | 0B | must be from 1B to 1GB
			http.max-body-size | 2GB | must be from 1B to 1GB
			max-waiters | 0 | must be at least 1
			memory.max-entries | 0 | must be at least 1
			jdbc.table-name | a; drop | is not the name of a table: letters, digits and _, maybe behind a schema
			jdbc.cleanup-interval | 0s | must be longer than zero
			jdbc.cleanup-batch | 0 | must be from 1 to 100000
			jdbc.query-timeout | 0s | must be longer than zero
			jdbc.initialize-schema | sometimes | is none of embedded, always, never
			http.header | Idempotency Key | is not the name of a header
			http.methods | GET | is none of post, patch, put, delete
			http.max-key-length | 0 | must be from 1 to 8192
			http.fingerprint | none | is none of raw, canonical
			http.mismatch-status | 500 | must be from 400 to 499
			redis.key-prefix | ${nobody} | has a placeholder that nothing resolves
			""")
	void areJudged(String key, String value, String reason) {
		assertThat(TestSettings.properties("resilience.idempotency." + key + "=" + value).problems()).singleElement()
			.satisfies((problem) -> {
				assertThat(problem.place()).isEqualTo("resilience.idempotency." + key);
				assertThat(problem.reason()).isEqualTo(reason);
			});
	}

	@Test
	void requestsWithoutMethodsAreAMistake() {
		assertThat(TestSettings.yaml("resilience.idempotency.http.methods: []").problems()).singleElement()
			.satisfies((problem) -> assertThat(problem.suggestion())
				.isEqualTo("Set resilience.idempotency.http.enabled to false to ignore the keys of all requests."));
	}

	@ParameterizedTest
	@CsvSource({ "jdbc.tablename2, jdbc.table-name", "htp.header, http", "http.replayed-heder, http.replayed-header" })
	void misspelledKeysAreReportedWithTheNearestSpelling(String key, String nearest) {
		assertThat(TestSettings.properties("resilience.idempotency." + key + "=1").problems()).singleElement()
			.satisfies((problem) -> assertThat(problem.suggestion())
				.isEqualTo("Did you mean resilience.idempotency." + nearest + "?"));
	}

	@Test
	void aSettingOfInstancesIsSentToThem() {
		assertThat(TestSettings.properties("resilience.idempotency.lease=1s").problems()).singleElement()
			.satisfies((problem) -> assertThat(problem.suggestion()).isEqualTo(
					"Write it under resilience.instances.<name>, or for all instances under resilience.defaults."));
	}

}
