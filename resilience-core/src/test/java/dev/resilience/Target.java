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

package dev.resilience;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.resilience.policy.ThrowingSupplier;

/**
 * A target that answers by a script, whose last step is repeated. Safe for use by many
 * threads once the script is written.
 */
public final class Target implements ThrowingSupplier<String, Exception> {

	private final List<ThrowingSupplier<String, ?>> steps = new ArrayList<>();

	private final AtomicInteger executions = new AtomicInteger();

	public static Target failing(Throwable failure) {
		return new Target().thenFail(failure);
	}

	public static Target answering(String value) {
		return new Target().then(() -> value);
	}

	public static Target doing(ThrowingSupplier<String, ?> step) {
		return new Target().then(step);
	}

	public Target then(ThrowingSupplier<String, ?> step) {
		this.steps.add(step);
		return this;
	}

	public Target thenFail(Throwable failure) {
		return then(() -> {
			throw failure;
		});
	}

	public Target thenAnswer(String value) {
		return then(() -> value);
	}

	public int executions() {
		return this.executions.get();
	}

	@Override
	public String get() throws Exception {
		int step = Math.min(this.executions.getAndIncrement(), this.steps.size() - 1);
		try {
			return this.steps.get(step).get();
		}
		catch (Exception | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new AssertionError(ex);
		}
	}

}
