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

package dev.resilience.idempotency;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Call;
import dev.resilience.policy.CallWork;
import dev.resilience.policy.Completion;
import dev.resilience.policy.Strategy;
import dev.resilience.policy.ThrowingSupplier;

/**
 * A call that knows its key.
 */
final class KeyedCall extends Call {

	/** Asks the call, or the one from which it was detached. */
	static final IdempotencyKeys KEYS = (call) -> (IdempotentRequest) Objects.requireNonNull(call.attachment());

	/** A pipeline of nothing but the work. */
	static final Strategy.Next WORK = new Strategy.Next() {

		@Override
		public @Nullable Object proceed(ThrowingSupplier<?, ?> work, Call call, long now) throws Throwable {
			return CallWork.run(work, call);
		}

		@Override
		public void proceedAsync(AsyncWork work, AsyncCall call, long now, Completion completion) {
			throw new UnsupportedOperationException("Only blocking calls here");
		}

		@Override
		public boolean needsTime() {
			return false;
		}

	};

	private final IdempotentRequest request;

	KeyedCall(String operation, @Nullable String key, @Nullable String fingerprint) {
		this.request = new IdempotentRequest(operation, key, fingerprint);
	}

	@Override
	public Object attachment() {
		return this.request;
	}

}
