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

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.pipeline.InstancePolicies;

/**
 * Describes one policy of all instances. An instance without the policy is left out.
 * Looking never creates an instance.
 *
 * @param <D> the type of the descriptions
 */
final class Instances<D> {

	private final ResilienceRegistry registry;

	private final Function<InstancePolicies, @Nullable D> describe;

	Instances(ResilienceRegistry registry, Function<InstancePolicies, @Nullable D> describe) {
		this.registry = registry;
		this.describe = describe;
	}

	List<D> all() {
		List<D> descriptions = new ArrayList<>();
		this.registry.instances().stream().sorted(Comparator.comparing(Resilience::name)).forEach((instance) -> {
			D description = this.describe.apply(instance.policies());
			if (description != null) {
				descriptions.add(description);
			}
		});
		return descriptions;
	}

	@Nullable D one(String name) {
		Resilience instance = this.registry.find(name).orElse(null);
		return (instance != null) ? this.describe.apply(instance.policies()) : null;
	}

}
