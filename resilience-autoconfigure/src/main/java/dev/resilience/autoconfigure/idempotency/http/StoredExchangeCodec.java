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

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.resilience.autoconfigure.idempotency.codec.StoredResponses;
import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.ResultCodec;

/**
 * Writes responses as a few bytes before their body. Which ones end the exchange is said
 * by their status; failures are never kept, as a response is made of them first.
 *
 * @param responses which responses are kept
 * @param maxSize the largest body that is kept, in bytes
 */
record StoredExchangeCodec(StoredResponses responses, int maxSize) implements ResultCodec {

	/** Who reads what is written here, with the version of the format. */
	static final String ID = "http-1";

	private static final int MAX_HEADERS = 1000;

	@Override
	public boolean keeps(@Nullable Object result) {
		return result instanceof StoredExchange exchange && this.responses.keeps(exchange.status());
	}

	@Override
	public @Nullable String notRetained(@Nullable Object result) {
		return (result instanceof StoredExchange exchange && exchange.body().length > this.maxSize)
				? "was too large to be kept" : null;
	}

	@Override
	public Ending encode(@Nullable Object result) {
		if (!(result instanceof StoredExchange exchange)) {
			throw new IllegalArgumentException("The result of an exchange is its response");
		}
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (DataOutputStream output = new DataOutputStream(bytes)) {
			output.writeShort(exchange.status());
			String error = exchange.error();
			output.writeBoolean(error != null);
			output.writeUTF((error != null) ? error : "");
			output.writeShort(exchange.headers().size());
			for (StoredExchange.Header header : exchange.headers()) {
				output.writeUTF(header.name());
				output.writeUTF(header.value());
			}
			output.write(exchange.body());
		}
		catch (IOException ex) {
			// A header of more than 64 KB
			throw new UncheckedIOException(ex);
		}
		return Ending.result(ID, bytes.toByteArray());
	}

	@Override
	public Object decode(Ending ending) throws IOException {
		byte[] bytes = ending.bytes();
		if (!ID.equals(ending.codec()) || bytes == null) {
			throw new IOException("The record keeps no response in the format " + ID);
		}
		try (DataInputStream input = new DataInputStream(new ByteArrayInputStream(bytes))) {
			int status = input.readUnsignedShort();
			boolean isError = input.readBoolean();
			String error = input.readUTF();
			int count = input.readUnsignedShort();
			if (status < 200 || status > 999 || count > MAX_HEADERS) {
				throw new IOException("The record keeps no response");
			}
			List<StoredExchange.Header> headers = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				headers.add(new StoredExchange.Header(input.readUTF(), input.readUTF()));
			}
			return isError ? StoredExchange.error(status, headers, error)
					: StoredExchange.response(status, headers, input.readAllBytes());
		}
	}

	@Override
	public @Nullable Ending encodeFailure(Throwable failure) {
		return null;
	}

	@Override
	public Throwable decodeFailure(Ending ending) throws IOException {
		throw new IOException("The record keeps a failure, and those of exchanges are not kept");
	}

}
