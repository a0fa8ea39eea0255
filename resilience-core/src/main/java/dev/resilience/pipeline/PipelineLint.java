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

package dev.resilience.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.resilience.policy.Policy;
import dev.resilience.policy.PolicyType;
import dev.resilience.retry.Retry;
import dev.resilience.timeout.CallDeadline;
import dev.resilience.timeout.Timeout;

/**
 * Finds orders of policies that are legal but rarely meant.
 */
final class PipelineLint {

	private PipelineLint() {
	}

	static List<String> check(List<Policy> policies) {
		List<String> warnings = new ArrayList<>();
		List<PolicyType> types = policies.stream().map(Policy::type).toList();
		inside(types, PolicyType.FALLBACK, PolicyType.CIRCUIT_BREAKER, warnings,
				"the circuit breaker sees every answered failure as a success and never opens");
		inside(types, PolicyType.FALLBACK, PolicyType.RETRY, warnings,
				"the retry sees every answered failure as a success and never repeats it");
		inside(types, PolicyType.DEAD_LETTER, PolicyType.RETRY, warnings,
				"every failed attempt becomes a dead letter, also where a later one succeeds");
		inside(types, PolicyType.DEADLINE, PolicyType.RETRY, warnings,
				"the deadline bounds each attempt but not the whole call");
		inside(types, PolicyType.IDEMPOTENCY, PolicyType.RETRY, warnings,
				"a repeated attempt may meet the claim of its own call");
		inside(types, PolicyType.RETRY, PolicyType.TIMEOUT, warnings,
				"the timeout bounds all attempts together and none alone, which is what a deadline is for");
		inside(types, PolicyType.RETRY, PolicyType.BULKHEAD, warnings,
				"a call keeps its permit while it waits for its next attempt");
		timeoutBeyondDeadline(policies, warnings);
		nothingToAdjust(policies, warnings);
		return List.copyOf(warnings);
	}

	private static void timeoutBeyondDeadline(List<Policy> policies, List<String> warnings) {
		Duration deadline = null;
		for (Policy policy : policies) {
			if (policy instanceof CallDeadline limit) {
				deadline = limit.duration();
			}
			else if (policy instanceof Timeout timeout && deadline != null
					&& timeout.config().duration().compareTo(deadline) > 0) {
				warnings.add("The timeout of %s never expires: the deadline of %s comes first"
					.formatted(timeout.config().duration(), deadline));
			}
		}
	}

	// Defaults may say what changes for all instances, also for those without a timeout
	private static void nothingToAdjust(List<Policy> policies, List<String> warnings) {
		List<PolicyType> types = policies.stream().map(Policy::type).toList();
		boolean adjusts = policies.stream()
			.anyMatch((policy) -> policy instanceof Retry retry && retry.config().adjustsTimeout());
		if (adjusts && types.contains(PolicyType.TIMEOUT)
				&& types.lastIndexOf(PolicyType.TIMEOUT) < types.indexOf(PolicyType.RETRY)) {
			warnings.add("The retry gives further attempts more time, but the timeout stands outside of it: "
					+ "nothing is adjusted");
		}
	}

	private static void inside(List<PolicyType> types, PolicyType inner, PolicyType outer, List<String> warnings,
			String consequence) {
		int outerIndex = types.indexOf(outer);
		if (outerIndex >= 0 && types.lastIndexOf(inner) > outerIndex) {
			warnings.add("The %s stands inside the %s: %s".formatted(inner.property(), outer.property(), consequence));
		}
	}

}
