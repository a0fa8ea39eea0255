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

import dev.resilience.policy.PolicyMode;

/**
 * What monitoring reads of the idempotent calls of one instance. The numbers of calls
 * that were executed, answered (replayed, waited, recovered), let through without
 * protection (bypassed) and refused (conflict, mismatch, store errors, invalid keys,
 * unavailable) are disjoint and add up to the calls; the others say more about those that
 * ran.
 *
 * @param instance the name of the instance
 * @param mode how far idempotency takes effect
 * @param executed calls that ran, whatever came of it
 * @param replayed calls answered from a record at once
 * @param waited calls answered from a record after they waited for the call in flight
 * @param conflict calls refused because of another one under the same key: it was in
 * flight, at once or when the wait was over, or its outcome is unknown
 * @param mismatch calls refused because the key belongs to another payload
 * @param storeErrors calls refused because the store failed or was full
 * @param invalidKeys calls refused because their key is missing or cannot be told
 * @param takeovers calls that took the claim of an earlier one over, which may have had
 * the effect
 * @param lostLeases calls that ran and lost their claim, or could not renew it for a
 * whole lease
 * @param staleCompletions calls that ran and whose result was not kept, because their
 * claim had been lost
 * @param failedCompletions calls that ran and whose result was not kept, because the
 * store failed; it is tried again in the background
 * @param bypassed calls that ran without protection, because the store could not be
 * reached
 * @param unavailable calls refused because their effect has happened before and the
 * result cannot be replayed
 * @param recovered calls that took over and were answered by what their recovery found
 * @param outlived calls that failed while their work went on or had its effect too late,
 * so that the end of the work decides about the key
 * @param lateCompletions results kept in the background after the store had failed
 * @param inFlight calls of this process that run now and have claimed their key
 */
public record IdempotencySnapshot(String instance, PolicyMode mode, long executed, long replayed, long waited,
		long conflict, long mismatch, long storeErrors, long invalidKeys, long takeovers, long lostLeases,
		long staleCompletions, long failedCompletions, long bypassed, long unavailable, long recovered, long outlived,
		long lateCompletions, long inFlight) {

}
