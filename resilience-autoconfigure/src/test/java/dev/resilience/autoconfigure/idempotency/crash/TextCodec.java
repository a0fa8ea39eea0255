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

package dev.resilience.autoconfigure.idempotency.crash;

import java.nio.charset.StandardCharsets;

import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.ResultCodec;

/**
 * Keeps texts, which is all that nodes answer.
 */
final class TextCodec implements ResultCodec {

	@Override
	public Ending encode(Object result) {
		return Ending.result("text", ((String) result).getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public Object decode(Ending ending) {
		return new String((byte[]) ending.content(), StandardCharsets.UTF_8);
	}

	@Override
	public Ending encodeFailure(Throwable failure) {
		return null;
	}

	@Override
	public Throwable decodeFailure(Ending ending) {
		throw new IllegalStateException("No failure is kept");
	}

}
