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

package dev.resilience.autoconfigure.actuate;

/**
 * Lifetime totals of the calls that asked a gate for a permit; each call is in exactly
 * one.
 *
 * @param accepted calls that got a permit
 * @param rejected calls that were refused
 * @param shadow calls that shadow mode let pass although they would have been refused
 */
public record AdmissionCounts(long accepted, long rejected, long shadow) {

}
