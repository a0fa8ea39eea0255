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

package dev.resilience.retry;

import java.util.ArrayDeque;
import java.util.Deque;

import dev.resilience.policy.ThrowingSupplier;

/**
 * Work that does one thing after the other; its last step is done again and again.
 */
final class Script implements ThrowingSupplier<Object, Throwable> {

	private final Deque<ThrowingSupplier<?, ?>> steps = new ArrayDeque<>();

	private int executions;

	static Script throwing(Throwable failure) {
		return new Script().thenThrow(failure);
	}

	static Script returning(Object result) {
		return new Script().thenReturn(result);
	}

	Script thenThrow(Throwable failure) {
		return then(() -> {
			throw failure;
		});
	}

	Script thenReturn(Object result) {
		return then(() -> result);
	}

	Script then(ThrowingSupplier<?, ?> step) {
		this.steps.add(step);
		return this;
	}

	@Override
	public Object get() throws Throwable {
		this.executions++;
		ThrowingSupplier<?, ?> step = (this.steps.size() > 1) ? this.steps.remove() : this.steps.element();
		return step.get();
	}

	int executions() {
		return this.executions;
	}

}
