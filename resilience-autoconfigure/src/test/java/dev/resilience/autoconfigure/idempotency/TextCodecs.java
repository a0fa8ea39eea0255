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
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.ResultCodec;
import dev.resilience.idempotency.ResultCodecs;

/**
 * Codecs that keep texts, and remember for which types they were asked.
 */
public final class TextCodecs implements ResultCodecs {

	private final List<Type> asked = new CopyOnWriteArrayList<>();

	public List<Type> asked() {
		return this.asked;
	}

	@Override
	public ResultCodec codecOf(Type type) {
		this.asked.add(type);
		if (type == Object.class) {
			throw new IllegalArgumentException("java.lang.Object may be anything");
		}
		return new TextCodec();
	}

	private static final class TextCodec implements ResultCodec {

		@Override
		public Ending encode(@Nullable Object result) {
			return Ending.result("text", (result != null) ? result.toString().getBytes(StandardCharsets.UTF_8) : null);
		}

		@Override
		public @Nullable Object decode(Ending ending) {
			byte[] bytes = ending.bytes();
			return (bytes != null) ? new String(bytes, StandardCharsets.UTF_8) : null;
		}

		@Override
		public Ending encodeFailure(Throwable failure) {
			return Ending.failure("text", String.valueOf(failure.getMessage()).getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public Throwable decodeFailure(Ending ending) {
			return new IllegalStateException(
					new String(Objects.requireNonNull(ending.bytes()), StandardCharsets.UTF_8));
		}

	}

}
