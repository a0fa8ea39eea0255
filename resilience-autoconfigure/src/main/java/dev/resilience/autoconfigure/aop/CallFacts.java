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

package dev.resilience.autoconfigure.aop;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.PolicyType;

/**
 * What annotations say about one call.
 *
 * @param weight how many permits of a rate limiter it takes
 * @param breakerKey the key of its circuit breaker
 * @param limiterKey the key of its rate limiter
 * @param bulkheadKey the key of its bulkhead
 */
record CallFacts(int weight, @Nullable String breakerKey, @Nullable String limiterKey, @Nullable String bulkheadKey) {

	static final CallFacts NONE = new CallFacts(1, null, null, null);

	@Nullable String key(PolicyType gate) {
		return switch (gate) {
			case CIRCUIT_BREAKER -> this.breakerKey;
			case RATE_LIMITER -> this.limiterKey;
			case BULKHEAD -> this.bulkheadKey;
			default -> null;
		};
	}

}
