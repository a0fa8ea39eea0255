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
 * One thing that is wrong with how an application uses the library and that stops its
 * start.
 *
 * @param place where it is wrong: the path of a property, or a bean and method
 * @param value the value as written, or {@code null} where the place has none
 * @param origin where the value comes from, such as {@code application.yml:12}, or
 * {@code null} where the place says it
 * @param reason what is wrong, continuing a sentence that begins with the place
 * @param suggestion what to do about it as a sentence, or {@code null}
 */
public record StartupProblem(String place, @Nullable String value, @Nullable String origin, String reason,
		@Nullable String suggestion) {

	/**
	 * Returns a problem of a place in code.
	 * @param place the bean and method, or whatever names the place
	 * @param reason what is wrong
	 * @param suggestion what to do about it, or {@code null}
	 * @return the problem
	 */
	public static StartupProblem at(String place, String reason, @Nullable String suggestion) {
		return new StartupProblem(place, null, null, reason, suggestion);
	}

	/**
	 * Returns this problem in one line.
	 * @return the place, value, origin and reason
	 */
	@Override
	public String toString() {
		StringBuilder line = new StringBuilder(this.place);
		if (this.value != null) {
			line.append(" = ").append(this.value.isEmpty() ? "\"\"" : this.value);
		}
		if (this.origin != null) {
			line.append(" (").append(this.origin).append(')');
		}
		return line.append(": ").append(this.reason).toString();
	}

}
