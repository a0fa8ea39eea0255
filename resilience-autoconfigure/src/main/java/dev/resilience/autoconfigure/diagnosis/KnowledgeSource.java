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

package dev.resilience.autoconfigure.diagnosis;

import java.util.List;

import dev.resilience.diagnosis.FailurePattern;

/**
 * Where known patterns come from.
 */
@FunctionalInterface
public interface KnowledgeSource {

	/**
	 * Reads the patterns as they are at the moment.
	 * @return the patterns, those that count first in front
	 * @throws dev.resilience.autoconfigure.settings.StartupProblemsException if they
	 * cannot be read
	 */
	List<FailurePattern> read();

}
