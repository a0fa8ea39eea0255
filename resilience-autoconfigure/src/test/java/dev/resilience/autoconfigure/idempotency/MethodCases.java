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

package dev.resilience.autoconfigure.idempotency;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.resilience.autoconfigure.ResilienceAopAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceAutoConfiguration;
import dev.resilience.idempotency.IdempotencyStore;
import dev.resilience.idempotency.ResultCodecs;
import dev.resilience.time.SystemTime;

/**
 * Cases that are played with annotated methods of beans.
 */
abstract class MethodCases extends IdempotencyCases {

	/**
	 * Returns a runner of contexts whose idempotent methods use the tested store.
	 * @return the runner
	 */
	final ApplicationContextRunner contexts() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, ResilienceAutoConfiguration.class,
					ResilienceAopAutoConfiguration.class))
			.withBean("testedStore", IdempotencyStore.class, () -> this.tested.node(SystemTime.shared()))
			.withBean(ResultCodecs.class, () -> this.tested.codecs())
			.withPropertyValues("resilience.defaults.idempotency.lease=" + LEASE,
					"resilience.defaults.idempotency.ttl=" + TTL);
	}

}
