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

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import dev.resilience.autoconfigure.settings.NearestSpelling;

/**
 * Why a write was refused.
 *
 * @param message what is wrong
 * @param legal what could have been written
 * @param nearest what was probably meant, {@code null} if nothing is near
 */
public record Refusal(String message, List<String> legal, @Nullable String nearest) implements OperationResponseBody {

	static Refusal of(String complaint, @Nullable String written, List<String> legal) {
		String nearest = (written != null) ? NearestSpelling.of(written, legal).orElse(null) : null;
		String question = (nearest != null) ? "; did you mean '" + nearest + "'?" : "";
		return new Refusal(complaint + question, legal, nearest);
	}

}
