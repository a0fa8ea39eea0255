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
 * Says why a value cannot be used, to the code that knows where it was set.
 */
final class UnusableValueException extends Exception {

	private static final long serialVersionUID = 1L;

	private final String reason;

	private final @Nullable String suggestion;

	UnusableValueException(String reason, @Nullable String suggestion) {
		super(reason, null, false, false);
		this.reason = reason;
		this.suggestion = suggestion;
	}

	String reason() {
		return this.reason;
	}

	@Nullable String suggestion() {
		return this.suggestion;
	}

}
