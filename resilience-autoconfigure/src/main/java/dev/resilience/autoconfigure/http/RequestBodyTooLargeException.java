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

package dev.resilience.autoconfigure.http;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.ResilienceException;

/**
 * Thrown when the body of a request is too large to be compared with that of a repeated
 * one. Its handler is not called.
 */
public final class RequestBodyTooLargeException extends ResilienceException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param instance the name of the instance
	 * @param limit the largest body, in bytes
	 * @param cause how it was found out, or {@code null}
	 */
	public RequestBodyTooLargeException(String instance, long limit, @Nullable Throwable cause) {
		super(instance, "Body of a request to '" + instance + "' is larger than " + limit + " bytes", cause, false);
	}

	@Override
	public boolean reachedTarget() {
		return false;
	}

}
