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

package dev.resilience.step;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * User code that is told of failed steps. It runs on the thread of the step; what it
 * throws is logged and changes nothing. Must be safe for use by many threads.
 */
@FunctionalInterface
public interface StepHook {

	/** Takes notice of nothing. */
	StepHook NONE = (step, attempt, failure, wait) -> {
	};

	/**
	 * Takes notice of a failure.
	 * @param step the name of the step
	 * @param attempt the number of the failed attempt, from 1
	 * @param failure what it threw, or {@code null} if its result is to be repeated
	 * @param wait the wait for the next attempt; zero where none follows
	 */
	void failed(String step, int attempt, @Nullable Throwable failure, Duration wait);

}
