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

package dev.resilience.idempotency;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What a call asks of a store before it runs.
 *
 * @param key the key
 * @param operation the name of the operation, for display
 * @param fingerprint the hash of what must be equal in every call under the key, written
 * with the claim; {@code null} if nothing must
 * @param owner who asks, for display
 * @param lease the time for which the claim holds unless it is renewed
 * @param takeOver whether a claim whose lease is over may be taken over
 */
public record ClaimRequest(IdempotencyKey key, String operation, @Nullable String fingerprint, String owner,
		Duration lease, boolean takeOver) {

}
