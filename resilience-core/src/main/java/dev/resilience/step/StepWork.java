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

package dev.resilience.step;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The work of a step that is given settings, which may be other ones for a further
 * attempt. It may be run more than once.
 *
 * @param <T> the type of the value
 */
@FunctionalInterface
public interface StepWork<T extends @Nullable Object> {

	/**
	 * Does the work.
	 * @param settings the settings of this attempt; unmodifiable
	 * @return the value
	 * @throws Exception if the attempt fails
	 */
	T run(Map<String, Object> settings) throws Exception;

}
