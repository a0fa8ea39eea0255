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

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.Classification;

/**
 * What one failure means, found out when it is first asked for. Used by one thread at a
 * time.
 */
final class FailureMeaning implements Supplier<Classification> {

	private final PolicyContext context;

	private final Throwable failure;

	private final String instance;

	private @Nullable Classification known;

	FailureMeaning(PolicyContext context, Throwable failure, String instance) {
		this.context = context;
		this.failure = failure;
		this.instance = instance;
	}

	@Override
	public Classification get() {
		Classification meaning = this.known;
		if (meaning == null) {
			meaning = this.context.classify(this.failure, this.instance);
			this.known = meaning;
		}
		return meaning;
	}

}
