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

import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;

import dev.resilience.ResilienceRegistry;
import dev.resilience.autoconfigure.settings.ChangedBy;
import dev.resilience.autoconfigure.settings.LiveSettings;
import dev.resilience.autoconfigure.settings.ResilienceSettings;
import dev.resilience.autoconfigure.settings.SettingKeys;
import dev.resilience.autoconfigure.settings.Settings;
import dev.resilience.autoconfigure.settings.TestSettings;
import dev.resilience.policy.PolicyType;
import dev.resilience.retry.Retry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AnnotatedInstances} where beans are made while settings change.
 */
class AnnotatedInstancesTests {

	private final ResilienceSettings settings = TestSettings.properties("resilience.instances.payments.retry.delay=1s")
		.bind();

	private final ResilienceRegistry registry = ResilienceRegistry.withDefaults();

	private final AnnotatedInstances instances = new AnnotatedInstances(this.settings, this.registry);

	private final LiveSettings live = new LiveSettings(this.settings, this.registry, () -> this.instances);

	@Test
	void aPlanThatIsMadeWhileSettingsChangeFollowsTheNewOnes() {
		this.instances.instance("payments");
		PipelineRecipe recipe = new PipelineRecipe(this.instances);
		recipe.addRetry("payments", null);
		MethodPlan plan = this.instances.register(Set.of("payments"), (view) -> {
			MethodPlan made = new MethodPlan((candidate) -> recipe.prepare("payments", candidate), view,
					new CallExpressions(), ReturnShape.BLOCKING);
			this.live.change("payments", "retry.max-attempts=7", ChangedBy.CODE);
			return made;
		});
		assertThat(plan.pipeline().policies()).singleElement()
			.isInstanceOfSatisfying(Retry.class, (retry) -> assertThat(retry.config().maxAttempts()).isEqualTo(7));
	}

	@Test
	void gatesAreDeclaredWhileSettingsChange() throws Exception {
		this.instances.instance("payments");
		CountDownLatch start = new CountDownLatch(1);
		Thread changing = new Thread(() -> {
			start.countDown();
			for (int i = 1; i <= 200; i++) {
				this.live.change("payments", "circuit-breaker.failure-threshold=" + i, ChangedBy.CODE);
			}
		});
		changing.start();
		start.await();
		for (int i = 0; i < 200; i++) {
			PipelineRecipe recipe = new PipelineRecipe(this.instances);
			recipe.addGate("payments", PolicyType.CIRCUIT_BREAKER);
			this.instances.register(Set.of("payments"),
					(view) -> new MethodPlan((candidate) -> recipe.prepare("payments", candidate), view,
							new CallExpressions(), ReturnShape.BLOCKING));
			if (i == 100) {
				this.instances.declareGate("payments", PolicyType.CIRCUIT_BREAKER,
						Settings.builder("test").set(SettingKeys.CIRCUIT_BREAKER_SUCCESS_THRESHOLD, 9).build(), "here");
			}
		}
		changing.join();
		assertThat(List.of(this.registry.get("payments").circuitBreaker().config())).singleElement()
			.satisfies((config) -> {
				assertThat(config.failureThreshold()).isEqualTo(200);
				assertThat(config.successThreshold()).isEqualTo(9);
			});
	}

}
