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

import org.jspecify.annotations.Nullable;

/**
 * Base of all exceptions that the library itself throws.
 */
public abstract class ResilienceException extends RuntimeException implements SelfClassifying {

	private static final long serialVersionUID = 1L;

	private final String instance;

	/**
	 * Creates an exception.
	 * @param instance the name of the instance that threw it
	 * @param message the message, or {@code null} from those that build it when asked
	 * @param cause the cause, or {@code null}
	 * @param stackTrace whether a stack trace is filled in; without one the exception
	 * costs about a hundredth
	 */
	protected ResilienceException(String instance, @Nullable String message, @Nullable Throwable cause,
			boolean stackTrace) {
		super(message, cause, true, stackTrace);
		this.instance = instance;
	}

	/**
	 * Returns the name of the instance that threw this exception.
	 * @return the name of the instance
	 */
	public final String instance() {
		return this.instance;
	}

}
