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

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

import dev.resilience.autoconfigure.actuate.BulkheadsEndpoint.BulkheadsDescriptor;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} for {@link BulkheadsEndpoint} that
 * shows keys to users who may read them.
 */
@EndpointWebExtension(endpoint = BulkheadsEndpoint.class)
public class BulkheadsEndpointWebExtension {

	private final BulkheadsEndpoint delegate;

	/**
	 * Creates an extension.
	 * @param delegate describes bulkheads
	 */
	public BulkheadsEndpointWebExtension(BulkheadsEndpoint delegate) {
		this.delegate = delegate;
	}

	/**
	 * Returns the bulkheads of all instances.
	 * @param security who asks for them
	 * @return the descriptions, by name
	 */
	@ReadOperation
	public BulkheadsDescriptor bulkheads(SecurityContext security) {
		return this.delegate.bulkheads(security);
	}

	/**
	 * Returns the bulkhead of one instance.
	 * @param security who asks for it
	 * @param name the name of the instance in any spelling
	 * @return the description, or {@code null} if there is none
	 */
	@ReadOperation
	public @Nullable BulkheadDescriptor bulkhead(SecurityContext security, @Selector String name) {
		return this.delegate.bulkhead(name, security);
	}

}
