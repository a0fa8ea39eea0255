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

package dev.resilience.classification;

import java.util.Map;

/**
 * What is known about a call besides its failure. Rules may look at it; it never decides
 * alone.
 *
 * @param instance the name of the instance whose call failed; empty where there is none
 * @param attributes what else is known, such as the operation, by name
 */
public record ClassificationContext(String instance, Map<String, String> attributes) {

	/** Nothing is known. */
	public static final ClassificationContext NONE = new ClassificationContext("", Map.of());

	/**
	 * Creates a context.
	 * @param instance the name of the instance whose call failed; empty where there is
	 * none
	 * @param attributes what else is known, by name
	 */
	public ClassificationContext {
		attributes = Map.copyOf(attributes);
	}

	/**
	 * Returns the context of a failed call of an instance.
	 * @param instance the name of the instance
	 * @return the context
	 */
	public static ClassificationContext of(String instance) {
		return new ClassificationContext(instance, Map.of());
	}

}
