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

package dev.resilience.autoconfigure.settings;

import org.jspecify.annotations.Nullable;

/**
 * Who changes settings while the application runs.
 *
 * @param source where the change comes from, such as {@code actuator}
 * @param name who asks for it, or {@code null} if that is not known
 */
public record ChangedBy(String source, @Nullable String name) {

	/** The application itself. */
	public static final ChangedBy CODE = new ChangedBy("code", null);

	/** Another environment, such as a configuration server's. */
	public static final ChangedBy ENVIRONMENT = new ChangedBy("environment", null);

	/**
	 * Creates a description of who changes settings. What would break a line of the log
	 * is taken out of the name.
	 */
	public ChangedBy {
		name = (name != null) ? name.replaceAll("\\p{Cntrl}", "?") : null;
	}

	/**
	 * Returns a change through the actuator.
	 * @param name who asks for it, or {@code null} if nobody is logged in
	 * @return who changes settings
	 */
	public static ChangedBy actuator(@Nullable String name) {
		return new ChangedBy("actuator", name);
	}

	@Override
	public String toString() {
		return (this.name != null) ? this.source + ": " + this.name : this.source;
	}

}
