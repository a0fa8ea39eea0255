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

package dev.resilience.diagnosis;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known about a failure besides itself.
 *
 * @param subject what is ill: the name of an instance, whose recent events are then
 * looked at, or of a step, a dependency; empty where it is not known
 * @param attributes what else is known, by name; ends up in the diagnosis, redacted
 */
public record DiagnosisContext(String subject, Map<String, String> attributes) {

	/** Nothing is known. */
	public static final DiagnosisContext NONE = new DiagnosisContext("", Map.of());

	/**
	 * Creates a context.
	 * @param subject what is ill; empty where it is not known
	 * @param attributes what else is known, by name
	 */
	public DiagnosisContext {
		attributes = Map.copyOf(attributes);
	}

	/**
	 * Returns the context of a failure of an instance.
	 * @param subject the name of the instance, or of what else is ill
	 * @return the context
	 */
	public static DiagnosisContext of(String subject) {
		return new DiagnosisContext(subject, Map.of());
	}

	/**
	 * Returns this context with one more attribute.
	 * @param name the name of the attribute
	 * @param value its value
	 * @return the extended context
	 */
	public DiagnosisContext with(String name, String value) {
		Map<String, String> extended = new LinkedHashMap<>(this.attributes);
		extended.put(name, value);
		return new DiagnosisContext(this.subject, extended);
	}

}
