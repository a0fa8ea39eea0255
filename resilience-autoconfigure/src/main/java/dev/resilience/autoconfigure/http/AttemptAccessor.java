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

import dev.resilience.policy.CurrentAttempt;

/**
 * Lets the context propagation library take the number of a repeated attempt along to
 * other threads.
 */
public final class AttemptAccessor implements ThreadLocalAccessor<Integer> {

	/** The key of the number in snapshots and in Reactor's context. */
	public static final String KEY = "resilience.attempt";

	@Override
	public Object key() {
		return KEY;
	}

	@Override
	public @Nullable Integer getValue() {
		return CurrentAttempt.number();
	}

	@Override
	public void setValue(Integer value) {
		CurrentAttempt.bind(value);
	}

	@Override
	public void setValue() {
		CurrentAttempt.bind(null);
	}

}
