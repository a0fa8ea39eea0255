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
 * Lists settings that cannot be used.
 */
public final class InvalidSettingsException extends StartupProblemsException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param problems what is wrong; must not be empty
	 */
	public InvalidSettingsException(List<StartupProblem> problems) {
		super(problems);
	}

}
