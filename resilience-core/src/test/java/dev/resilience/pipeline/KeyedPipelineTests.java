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

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.resilience.policy.KeyedConfig;
import dev.resilience.policy.KeyedGates;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyType;
import dev.resilience.ratelimiter.RateLimiter;
import dev.resilience.ratelimiter.RateLimiterConfig;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

class KeyedPipelineTests {

	private final PolicyContext context = PolicyContext.standalone(ManualTime.stopped());

	@Test
	void saysWhichGatesAreKeptByKey() {
		RateLimiter limiter = RateLimiter.of("orders", RateLimiterConfig.defaults(), this.context);
		Pipeline shared = Pipeline.of("orders", List.of(limiter), this.context, new CallCounters(false));
		Pipeline keyed = shared.withKeys(Map.of(PolicyType.RATE_LIMITER,
				new KeyedGates<>("orders", limiter,
						(key) -> RateLimiter.of("orders", RateLimiterConfig.defaults(), this.context),
						KeyedConfig::defaults, this.context.time())));
		assertThat(shared.isKeyed(PolicyType.RATE_LIMITER)).isFalse();
		assertThat(keyed.isKeyed(PolicyType.RATE_LIMITER)).isTrue();
		assertThat(keyed.isKeyed(PolicyType.BULKHEAD)).isFalse();
	}

}
