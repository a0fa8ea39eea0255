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

package dev.resilience.autoconfigure.soak;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import dev.resilience.ResilienceRegistry;
import dev.resilience.autoconfigure.settings.ChangedBy;
import dev.resilience.autoconfigure.settings.LiveSettings;
import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.policy.KeyedGates;

/**
 * Changes settings, operates circuit breakers and removes instances while calls run.
 */
final class SoakChanges {

	private static final int LONGEST_PAUSE_MICROS = 3_000;

	private final SplittableRandom random;

	private final List<SoakInstance> instances;

	private final LiveSettings live;

	private final ResilienceRegistry registry;

	SoakChanges(SplittableRandom random, List<SoakInstance> instances, LiveSettings live, ResilienceRegistry registry) {
		this.random = random;
		this.instances = instances;
		this.live = live;
		this.registry = registry;
	}

	void changeWhile(BooleanSupplier goOn) {
		while (goOn.getAsBoolean()) {
			SoakInstance instance = this.instances.get(this.random.nextInt(this.instances.size()));
			switch (this.random.nextInt(10)) {
				case 0 -> this.live.reset(instance.name(), ChangedBy.CODE);
				case 1 -> operate(instance);
				case 2 -> remove(instance);
				case 3 -> forgetKeys(instance);
				default -> change(instance);
			}
			LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(this.random.nextInt(LONGEST_PAUSE_MICROS)));
		}
	}

	private void change(SoakInstance instance) {
		List<String> texts = instance.changes();
		this.live.change(instance.name(), texts.get(this.random.nextInt(texts.size())), ChangedBy.CODE);
	}

	private void operate(SoakInstance instance) {
		for (CircuitBreaker breaker : SoakBooks.circuitBreakers(instance)) {
			switch (this.random.nextInt(6)) {
				case 0 -> breaker.forceOpen();
				case 1 -> breaker.disable();
				case 2 -> breaker.metricsOnly();
				case 3 -> breaker.reset();
				default -> breaker.close();
			}
		}
	}

	private static void forgetKeys(SoakInstance instance) {
		instance.incarnations().forEach((resilience) -> resilience.policies().keys().all().forEach(KeyedGates::prune));
	}

	private void remove(SoakInstance instance) {
		if (instance.isRemovable() && this.random.nextInt(4) == 0) {
			this.registry.remove(instance.name());
		}
	}

}
