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
import java.util.ArrayList;
import java.util.List;

import org.springframework.util.unit.DataSize;

import dev.resilience.autoconfigure.settings.IdempotencyProperties.BodyFingerprint;
import dev.resilience.autoconfigure.settings.IdempotencyProperties.RequestMethod;
import dev.resilience.autoconfigure.settings.IdempotencyProperties.SchemaInitialization;

/**
 * The settings below {@code resilience.idempotency}.
 */
final class IdempotencyGlobalKeys {

	private static final List<SettingKey<?>> ALL = new ArrayList<>();

	static final SettingKey<String> NAMESPACE = add("namespace", TextType.any("a name"), Bounds.none());

	static final SettingKey<String> PEPPER = add("pepper", TextType.any("a secret"), Bounds.none());

	static final SettingKey<DataSize> MAX_RESULT_SIZE = add("max-result-size", ScalarType.DATA_SIZE, Bounds.size());

	static final SettingKey<Boolean> VERIFY_ROUND_TRIP = add("verify-round-trip", ScalarType.BOOLEAN, Bounds.none());

	static final SettingKey<Integer> MAX_WAITERS = add("max-waiters", ScalarType.INTEGER, Bounds.atLeast(1));

	static final SettingKey<Integer> MEMORY_MAX_ENTRIES = add("memory.max-entries", ScalarType.INTEGER,
			Bounds.atLeast(1));

	static final SettingKey<String> JDBC_TABLE_NAME = add("jdbc.table-name", TextType.TABLE, Bounds.none());

	static final SettingKey<SchemaInitialization> JDBC_INITIALIZE_SCHEMA = add("jdbc.initialize-schema",
			ChoiceType.of(SchemaInitialization.class), Bounds.none());

	static final SettingKey<String> JDBC_SCHEMA = add("jdbc.schema", TextType.any("the location of a script"),
			Bounds.none());

	static final SettingKey<String> JDBC_PLATFORM = add("jdbc.platform", TextType.any("the name of a database"),
			Bounds.none());

	static final SettingKey<Duration> JDBC_CLEANUP_INTERVAL = add("jdbc.cleanup-interval", ScalarType.DURATION,
			Bounds.positive());

	static final SettingKey<Integer> JDBC_CLEANUP_BATCH = add("jdbc.cleanup-batch", ScalarType.INTEGER,
			Bounds.within(1, 100_000));

	static final SettingKey<Duration> JDBC_QUERY_TIMEOUT = add("jdbc.query-timeout", ScalarType.DURATION,
			Bounds.positive());

	static final SettingKey<String> REDIS_KEY_PREFIX = add("redis.key-prefix", TextType.any("text"), Bounds.none());

	static final SettingKey<Boolean> HTTP_ENABLED = add("http.enabled", ScalarType.BOOLEAN, Bounds.none());

	static final SettingKey<String> HTTP_HEADER = add("http.header", TextType.HEADER, Bounds.none());

	static final SettingKey<String> HTTP_REPLAYED_HEADER = add("http.replayed-header", TextType.HEADER, Bounds.none());

	static final SettingKey<Boolean> HTTP_REQUIRED = add("http.required", ScalarType.BOOLEAN, Bounds.none());

	static final SettingKey<List<RequestMethod>> HTTP_METHODS = add("http.methods",
			new ListType<>(ChoiceType.of(RequestMethod.class),
					"Set resilience.idempotency.http.enabled to false to ignore the keys of all requests."),
			Bounds.none());

	static final SettingKey<Integer> HTTP_MAX_KEY_LENGTH = add("http.max-key-length", ScalarType.INTEGER,
			Bounds.within(1, 8192));

	static final SettingKey<DataSize> HTTP_MAX_BODY_SIZE = add("http.max-body-size", ScalarType.DATA_SIZE,
			Bounds.size());

	static final SettingKey<BodyFingerprint> HTTP_FINGERPRINT = add("http.fingerprint",
			ChoiceType.of(BodyFingerprint.class), Bounds.none());

	static final SettingKey<Boolean> HTTP_STORE_CLIENT_ERRORS = add("http.store-client-errors", ScalarType.BOOLEAN,
			Bounds.none());

	static final SettingKey<List<String>> HTTP_REPLAYED_HEADERS = add("http.replayed-headers",
			new ListType<>(TextType.HEADER, ""), Bounds.none());

	static final SettingKey<Integer> HTTP_MISMATCH_STATUS = add("http.mismatch-status", ScalarType.INTEGER,
			Bounds.within(400, 499));

	static final SettingKey<Boolean> HTTP_PROPAGATE = add("http.propagate", ScalarType.BOOLEAN, Bounds.none());

	private IdempotencyGlobalKeys() {
	}

	static void addTo(KeyCatalog catalog) {
		ALL.forEach(catalog::add);
	}

	static IdempotencyProperties properties(Settings settings) {
		return new IdempotencyProperties(settings.get(NAMESPACE), settings.get(PEPPER),
				orElse(settings, MAX_RESULT_SIZE, DataSize.ofKilobytes(256)),
				orElse(settings, VERIFY_ROUND_TRIP, false), orElse(settings, MAX_WAITERS, 1000),
				new IdempotencyProperties.Memory(orElse(settings, MEMORY_MAX_ENTRIES, 100_000)), jdbc(settings),
				new IdempotencyProperties.Redis(orElse(settings, REDIS_KEY_PREFIX, "resilience:idempotency:")),
				http(settings));
	}

	private static IdempotencyProperties.Jdbc jdbc(Settings settings) {
		return new IdempotencyProperties.Jdbc(orElse(settings, JDBC_TABLE_NAME, "resilience_idempotency"),
				orElse(settings, JDBC_INITIALIZE_SCHEMA, SchemaInitialization.EMBEDDED), settings.get(JDBC_SCHEMA),
				settings.get(JDBC_PLATFORM), orElse(settings, JDBC_CLEANUP_INTERVAL, Duration.ofMinutes(1)),
				orElse(settings, JDBC_CLEANUP_BATCH, 1000),
				orElse(settings, JDBC_QUERY_TIMEOUT, Duration.ofSeconds(2)));
	}

	private static IdempotencyProperties.Http http(Settings settings) {
		return new IdempotencyProperties.Http(orElse(settings, HTTP_ENABLED, true),
				orElse(settings, HTTP_HEADER, "Idempotency-Key"),
				orElse(settings, HTTP_REPLAYED_HEADER, "Idempotency-Replayed"), orElse(settings, HTTP_REQUIRED, true),
				orElse(settings, HTTP_METHODS, List.of(RequestMethod.POST, RequestMethod.PATCH)),
				orElse(settings, HTTP_MAX_KEY_LENGTH, 255),
				orElse(settings, HTTP_MAX_BODY_SIZE, DataSize.ofMegabytes(1)),
				orElse(settings, HTTP_FINGERPRINT, BodyFingerprint.RAW),
				orElse(settings, HTTP_STORE_CLIENT_ERRORS, false), orElse(settings, HTTP_REPLAYED_HEADERS, List.of()),
				orElse(settings, HTTP_MISMATCH_STATUS, 422), orElse(settings, HTTP_PROPAGATE, false));
	}

	private static <T> T orElse(Settings settings, SettingKey<T> key, T otherwise) {
		T value = settings.get(key);
		return (value != null) ? value : otherwise;
	}

	private static <T> SettingKey<T> add(String name, SettingType<T> type, Bounds<? super T> bounds) {
		SettingKey<T> key = new SettingKey<>("idempotency." + name, null, type, bounds);
		ALL.add(key);
		return key;
	}

}
