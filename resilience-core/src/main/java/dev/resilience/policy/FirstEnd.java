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

package dev.resilience.policy;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Drops whatever work says after it has said how it ended.
 */
final class FirstEnd implements Completion {

	private final AtomicReference<@Nullable Completion> completion;

	FirstEnd(Completion completion) {
		this.completion = new AtomicReference<>(completion);
	}

	@Override
	public void succeeded(@Nullable Object result) {
		Completion first = this.completion.getAndSet(null);
		if (first != null) {
			first.succeeded(result);
		}
	}

	@Override
	public void failed(Throwable failure) {
		Completion first = this.completion.getAndSet(null);
		if (first != null) {
			first.failed(failure);
		}
	}

	@Override
	public void withdrawn() {
		Completion first = this.completion.getAndSet(null);
		if (first != null) {
			first.withdrawn();
		}
	}

}
