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

package dev.resilience.fallback;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link FallbackHandler} answers.
 *
 * @param instance the name of the instance whose call failed
 * @param operation what was called, such as {@code OrderService.place}
 * @param arguments the arguments of the call, unmodifiable; elements may be {@code null}
 * @param failure why the target gave no answer, as it was thrown
 */
public record FallbackRequest(String instance, String operation, List<@Nullable Object> arguments, Throwable failure) {

	/**
	 * Copies the arguments.
	 * @param instance the name of the instance whose call failed
	 * @param operation what was called, such as {@code OrderService.place}
	 * @param arguments the arguments of the call; elements may be {@code null}
	 * @param failure why the target gave no answer, as it was thrown
	 */
	public FallbackRequest {
		arguments = Collections.unmodifiableList(new ArrayList<>(arguments));
	}

}
