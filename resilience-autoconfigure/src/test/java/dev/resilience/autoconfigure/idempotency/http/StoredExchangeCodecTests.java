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

package dev.resilience.autoconfigure.idempotency.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.resilience.autoconfigure.idempotency.codec.StoredResponses;
import dev.resilience.idempotency.Ending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StoredExchangeCodecTests {

	private final StoredExchangeCodec codec = new StoredExchangeCodec(StoredResponses.defaults(), 10);

	private final List<StoredExchange.Header> headers = List.of(new StoredExchange.Header("Content-Type", "text/plain"),
			new StoredExchange.Header("Link", "<a>"), new StoredExchange.Header("Link", "<b>"));

	@Test
	void readsWhatWasWritten() throws Exception {
		StoredExchange written = StoredExchange.response(201, this.headers, new byte[] { 0, -1, 7 });
		StoredExchange read = (StoredExchange) this.codec.decode(this.codec.encode(written));
		assertThat(read.status()).isEqualTo(201);
		assertThat(read.headers()).isEqualTo(this.headers);
		assertThat(read.body()).containsExactly(0, -1, 7);
		assertThat(read.error()).isNull();
	}

	@Test
	void readsErrorsWithTheirMessage() throws Exception {
		for (String message : List.of("", "no such order: \u20ac")) {
			StoredExchange read = (StoredExchange) this.codec
				.decode(this.codec.encode(StoredExchange.error(404, List.of(), message)));
			assertThat(read.status()).isEqualTo(404);
			assertThat(read.error()).isEqualTo(message);
		}
	}

	@Test
	void readsNothingElse() {
		byte[] bytes = this.codec.encode(StoredExchange.response(201, this.headers, new byte[3])).bytes();
		for (int length = 0; length < bytes.length - 3; length++) {
			Ending cut = Ending.result(StoredExchangeCodec.ID, Arrays.copyOf(bytes, length));
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.codec.decode(cut));
		}
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> this.codec.decode(Ending.result("http-2", bytes)));
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> this.codec.decode(Ending.result(StoredExchangeCodec.ID, null)));
	}

	@Test
	void keepsByStatusAndSize() {
		assertThat(this.codec.keeps(StoredExchange.response(200, List.of(), new byte[0]))).isTrue();
		assertThat(this.codec.keeps(StoredExchange.response(500, List.of(), new byte[0]))).isFalse();
		assertThat(this.codec.notRetained(StoredExchange.response(200, List.of(), new byte[10]))).isNull();
		assertThat(this.codec.notRetained(StoredExchange.response(200, List.of(), new byte[11]))).isNotNull();
	}

	@Test
	void showsNothingOfTheResponse() {
		assertThat(StoredExchange.response(201, this.headers, "secret".getBytes(StandardCharsets.UTF_8)))
			.hasToString("StoredExchange[status=201]");
	}

}
