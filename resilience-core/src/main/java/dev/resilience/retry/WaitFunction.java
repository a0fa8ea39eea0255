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

import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * User code that decides how long to wait before an attempt is repeated, or that it is
 * not. It is asked only while attempts are left. It runs on the thread of the call; where
 * it throws, or answers {@code null} or with a negative wait, that is logged and the
 * computed wait holds. Must be safe for use by many threads.
 */
@FunctionalInterface
public interface WaitFunction {

	/**
	 * Returns the wait before the next attempt.
	 * @param attempt the number of the attempt that has ended, from 1
	 * @param result what it returned, {@code null} where it threw
	 * @param failure what it threw, or {@code null} if its result is to be repeated
	 * @param computed the wait that follows from the settings
	 * @return the wait, which may be longer than the longest wait of the settings but not
	 * shorter than a rejection asks for; nothing to stop here, which ends the call with
	 * that failure or result
	 */
	Optional<Duration> waitAfter(int attempt, @Nullable Object result, @Nullable Throwable failure, Duration computed);

}
