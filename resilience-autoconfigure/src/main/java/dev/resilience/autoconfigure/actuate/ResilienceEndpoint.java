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

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

import dev.resilience.ResilienceRegistry;

/**
 * {@link Endpoint @Endpoint} that shows all instances with every policy, the settings in
 * force and live numbers.
 */
@Endpoint(id = "resilience")
public class ResilienceEndpoint {

	private final Instances<InstanceDescriptor> instances;

	/**
	 * Creates an endpoint.
	 * @param registry the instances to show
	 * @param settings tells the settings in force
	 */
	public ResilienceEndpoint(ResilienceRegistry registry, EffectiveSettings settings) {
		this.instances = new Instances<>(registry, (instance) -> InstanceDescriptor.of(instance, settings));
	}

	/**
	 * Returns all instances.
	 * @return the instances, by name
	 */
	@ReadOperation
	public InstancesDescriptor instances() {
		return new InstancesDescriptor(this.instances.all());
	}

	/**
	 * Returns one instance.
	 * @param instance the name of the instance in any spelling
	 * @return the instance, or {@code null} if there is none
	 */
	@ReadOperation
	public @Nullable InstanceDescriptor instance(@Selector String instance) {
		return this.instances.one(instance);
	}

	/**
	 * Description of all instances.
	 *
	 * @param instances the instances, by name
	 */
	public record InstancesDescriptor(List<InstanceDescriptor> instances) implements OperationResponseBody {

	}

}
