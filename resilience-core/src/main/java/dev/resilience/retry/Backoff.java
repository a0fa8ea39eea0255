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

/**
 * How waits grow from attempt to attempt, before jitter and cap.
 */
public enum Backoff {

	/** Every wait is the delay. */
	FIXED,

	/** The wait grows by the increment: {@code d, d + i, d + 2i} and so on. */
	LINEAR,

	/** The wait is multiplied each time: {@code d, d·m, d·m²} and so on. */
	EXPONENTIAL,

	/** The wait follows the Fibonacci series: {@code d, 2d, 3d, 5d, 8d} and so on. */
	FIBONACCI

}
