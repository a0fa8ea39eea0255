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

package dev.resilience.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.resilience.circuitbreaker.CircuitBreakerState;

/**
 * What happened to an instance lately, in words.
 */
final class ActivityFindings {

	private ActivityFindings() {
	}

	static List<Finding> of(InstanceActivity activity) {
		List<Finding> findings = new ArrayList<>();
		if (activity.circuit() != null) {
			findings.add(new Finding(Finding.Kind.CIRCUIT_BREAKER, circuit(activity.circuit(), activity)));
		}
		if (activity.attempts() > 1) {
			findings.add(new Finding(Finding.Kind.ATTEMPTS,
					"The last call that gave up had made " + activity.attempts() + " attempts"));
		}
		if (activity.failures() > 0) {
			findings.add(new Finding(Finding.Kind.RECENT_FAILURES, failures(activity)));
		}
		if (activity.timeouts() > 0) {
			findings
				.add(new Finding(Finding.Kind.LOAD, "Calls took too long " + activity.timeouts() + " times lately"));
		}
		if (activity.fallbackAnswers() > 0) {
			findings.add(new Finding(Finding.Kind.RECENT_FAILURES,
					"A fallback answered " + activity.fallbackAnswers() + " times lately"));
		}
		if (activity.noSuccessSince() != null) {
			findings.add(new Finding(Finding.Kind.LAST_SUCCESS,
					"No call is known to have succeeded since " + activity.noSuccessSince()
							+ ((activity.successAfter() != null) ? ", one has after " + activity.successAfter() : "")));
		}
		return findings;
	}

	private static String circuit(CircuitBreakerState state, InstanceActivity activity) {
		String text = "The circuit is " + state
				+ ((activity.openedAt() != null) ? " since " + activity.openedAt() : "");
		return (activity.circuitCause() != null) ? text + "; its last change: " + activity.circuitCause() : text;
	}

	private static String failures(InstanceActivity activity) {
		int count = activity.failures();
		Map.Entry<String, Integer> first = activity.failureTypes().entrySet().iterator().next();
		return ((count >= RecentEvents.MAX_FAILURES) ? count + " or more" : String.valueOf(count))
				+ " calls failed since " + activity.failingSince() + ", " + activity.refused() + " of them refused by "
				+ "this process; most frequent: " + first.getKey() + " (" + first.getValue() + ")";
	}

}
