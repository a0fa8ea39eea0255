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
 * {@link Endpoint @Endpoint} that shows bulkheads.
 */
@Endpoint(id = "bulkheads")
public class BulkheadsEndpoint {

	private final Instances<BulkheadDescriptor> instances;

	/**
	 * Creates an endpoint.
	 * @param registry the instances to show
	 */
	public BulkheadsEndpoint(ResilienceRegistry registry) {
		this.instances = new Instances<>(registry, BulkheadDescriptor::of);
	}

	/**
	 * Returns the bulkheads of all instances.
	 * @return the descriptions, by name
	 */
	@ReadOperation
	public BulkheadsDescriptor bulkheads() {
		return new BulkheadsDescriptor(this.instances.all());
	}

	/**
	 * Returns the bulkhead of one instance.
	 * @param name the name of the instance in any spelling
	 * @return the description, or {@code null} if there is none
	 */
	@ReadOperation
	public @Nullable BulkheadDescriptor bulkhead(@Selector String name) {
		return this.instances.one(name);
	}

	/**
	 * Description of the bulkheads of all instances.
	 *
	 * @param bulkheads the descriptions, by name
	 */
	public record BulkheadsDescriptor(List<BulkheadDescriptor> bulkheads) implements OperationResponseBody {

	}

}
