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

import org.jspecify.annotations.Nullable;

import dev.resilience.idempotency.IdempotencyCounters;
import dev.resilience.idempotency.IdempotencySnapshot;
import dev.resilience.pipeline.InstancePolicies;
import dev.resilience.policy.PolicyMode;

/**
 * Description of the idempotent calls of an instance. The first ten numbers add up to the
 * calls.
 *
 * @param executed calls that ran
 * @param replayed calls answered at once
 * @param waited calls answered after they waited for the one in flight
 * @param recovered calls answered by what the recovery of an abandoned one found
 * @param conflict calls refused because of another one under the same key
 * @param mismatch calls refused because the key belongs to another payload
 * @param invalidKeys calls refused because their key is missing or cannot be told
 * @param storeErrors calls refused because the store failed
 * @param unavailable calls refused because the result cannot be replayed
 * @param bypassed calls that ran without protection
 * @param inFlight calls of this process that run now
 * @param takeovers claims of earlier calls taken over
 * @param lostLeases calls that lost their claim while they ran
 * @param staleCompletions results not kept because the claim had been lost
 * @param failedCompletions results not kept at once because the store failed
 * @param lateCompletions results kept after the store had failed
 * @param outlived calls that failed while their work went on
 */
public record IdempotencyDescriptor(long executed, long replayed, long waited, long recovered, long conflict,
		long mismatch, long invalidKeys, long storeErrors, long unavailable, long bypassed, long inFlight,
		long takeovers, long lostLeases, long staleCompletions, long failedCompletions, long lateCompletions,
		long outlived) {

	static @Nullable IdempotencyDescriptor of(InstancePolicies instance) {
		IdempotencyCounters counters = instance.idempotencyCounters();
		return (counters != null) ? of(counters.snapshot(instance.instance(), PolicyMode.ENFORCE)) : null;
	}

	private static IdempotencyDescriptor of(IdempotencySnapshot snapshot) {
		return new IdempotencyDescriptor(snapshot.executed(), snapshot.replayed(), snapshot.waited(),
				snapshot.recovered(), snapshot.conflict(), snapshot.mismatch(), snapshot.invalidKeys(),
				snapshot.storeErrors(), snapshot.unavailable(), snapshot.bypassed(), snapshot.inFlight(),
				snapshot.takeovers(), snapshot.lostLeases(), snapshot.staleCompletions(), snapshot.failedCompletions(),
				snapshot.lateCompletions(), snapshot.outlived());
	}

}
