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

package dev.resilience.autoconfigure.http;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

import dev.resilience.idempotency.IdempotencyContext;

/**
 * Lets the context propagation library, and Reactor by it, take the idempotent call that
 * a thread works for along to other threads.
 */
public final class IdempotencyAccessor implements ThreadLocalAccessor<IdempotencyContext> {

	/** The key of the call in snapshots and in Reactor's context. */
	public static final String KEY = "resilience.idempotency";

	@Override
	public Object key() {
		return KEY;
	}

	@Override
	public @Nullable IdempotencyContext getValue() {
		return IdempotencyContext.current().orElse(null);
	}

	// The library sets what was before when it leaves a scope
	@SuppressWarnings("MustBeClosedChecker")
	@Override
	public void setValue(IdempotencyContext value) {
		value.enter();
	}

	@SuppressWarnings("MustBeClosedChecker")
	@Override
	public void setValue() {
		IdempotencyContext.enter(null);
	}

}
