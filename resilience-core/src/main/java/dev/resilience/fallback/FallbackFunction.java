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

package dev.resilience.fallback;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.Call;

/**
 * What an option does to answer. User code, called on the caller's thread without any
 * lock held; must be safe for use by many threads.
 */
@FunctionalInterface
public interface FallbackFunction {

	/**
	 * Answers in place of the target.
	 * @param call the call that failed
	 * @param failure why the target gave no answer, as it was thrown; the same for every
	 * option of a chain
	 * @return the answer, which may be {@code null}
	 * @throws Throwable if this option cannot answer either
	 */
	@Nullable Object answer(Call call, Throwable failure) throws Throwable;

}
