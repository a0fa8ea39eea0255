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

package dev.resilience.autoconfigure.soak;

/**
 * What callers have counted on their side.
 *
 * @param made calls that were made
 * @param disturbed calls that were cancelled
 * @param values calls that returned the value of the target
 * @param fallbacks calls that returned what a fallback answered
 * @param failures calls that failed
 * @param begun attempts that reached the target
 * @param published calls that were handed on to whoever subscribes to what they returned
 */
record SoakCounts(long made, long disturbed, long values, long fallbacks, long failures, long begun, long published) {

}
