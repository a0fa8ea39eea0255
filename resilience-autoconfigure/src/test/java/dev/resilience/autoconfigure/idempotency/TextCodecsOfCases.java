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

package dev.resilience.autoconfigure.idempotency;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.ResultCodec;
import dev.resilience.idempotency.ResultCodecs;

/**
 * Codecs of texts, and of failures with a code. They keep what is said of stores apart
 * from what can be written.
 */
enum TextCodecsOfCases implements ResultCodecs, ResultCodec {

	/** The only one. */
	INSTANCE;

	/** From how many bytes on a result is not kept. */
	static final int MAX_RESULT_SIZE = 10_000;

	private static final String SEPARATOR = "/";

	@Override
	public ResultCodec codecOf(Type type) {
		return this;
	}

	@Override
	public Ending encode(@Nullable Object result) {
		byte[] bytes = (result != null) ? ((String) result).getBytes(StandardCharsets.UTF_8) : null;
		if (bytes != null && bytes.length >= MAX_RESULT_SIZE) {
			return Ending.notRetained("is too large");
		}
		return Ending.result("text", bytes);
	}

	@Override
	public @Nullable Object decode(Ending ending) {
		byte[] bytes = ending.bytes();
		return (bytes != null) ? new String(bytes, StandardCharsets.UTF_8) : null;
	}

	@Override
	public @Nullable Ending encodeFailure(Throwable failure) {
		String text = failure.getMessage() + SEPARATOR + ((FailureCasesTests.CardDeclined) failure).getCode();
		return Ending.failure("text", text.getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public Throwable decodeFailure(Ending ending) {
		String[] parts = String.valueOf(decode(ending)).split(SEPARATOR);
		return new FailureCasesTests.CardDeclined(parts[0], Integer.parseInt(parts[1]));
	}

}
