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

import org.junit.jupiter.api.Test;

import dev.resilience.pipeline.InstancePolicies;
import dev.resilience.policy.PolicyContext;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link StoreUse}.
 */
class StoreUseTests {

	private final ManualTime time = ManualTime.stopped();

	private final InstancePolicies instance = new InstancePolicies("payments", PolicyContext.standalone(this.time),
			true, () -> {
			});

	private final IdempotencyStore first = new InMemoryIdempotencyStore(this.time);

	private final IdempotencyStore second = new InMemoryIdempotencyStore(this.time);

	@Test
	void everyStoreIsNotedOnceWithTheLatestSettings() {
		use(this.first, OnStoreError.FAIL);
		use(this.second, OnStoreError.FAIL);
		use(this.first, OnStoreError.BYPASS);
		IdempotencyCounters counters = this.instance.idempotencyCounters();
		assertThat(counters).isNotNull();
		assertThat(counters.uses()).containsExactly(new StoreUse(this.second, Guarantee.LEASE, OnStoreError.FAIL),
				new StoreUse(this.first, Guarantee.LEASE, OnStoreError.BYPASS));
	}

	private void use(IdempotencyStore store, OnStoreError onStoreError) {
		this.instance.idempotency(IdempotencyConfig.builder().onStoreError(onStoreError).build(),
				IdempotentOperation.of(store, IdempotencyKeys.none()));
	}

}
