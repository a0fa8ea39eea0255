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

import java.util.List;

/**
 * One property below {@code resilience} as one property source holds it.
 *
 * @param source the place of the source in the order of sources, the strongest first
 * @param path the elements below {@code resilience} as written, without an index
 * @param index the index in a list, or -1
 * @param value the value, placeholders resolved
 * @param origin where it was set
 * @param environmentVariable whether it is an environment variable, whose underscores may
 * stand for a dot or for a dash
 */
record FoundProperty(int source, List<String> path, int index, Object value, String origin,
		boolean environmentVariable) {

	boolean isBlank() {
		return this.index < 0 && this.value.toString().isBlank();
	}

	String spelling() {
		return "resilience." + String.join(".", this.path);
	}

	String text() {
		return this.value.toString().trim();
	}

}
