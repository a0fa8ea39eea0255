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

package dev.resilience.policy;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Thrown by the builder of a configuration; lists everything that is wrong at once.
 */
public final class InvalidConfigException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	private final transient List<ConfigProblem> problems;

	/**
	 * Creates an exception.
	 * @param type the kind of policy that is configured
	 * @param problems what is wrong; must not be empty
	 */
	public InvalidConfigException(PolicyType type, List<ConfigProblem> problems) {
		this(type.property(), problems);
	}

	/**
	 * Creates an exception for settings that belong to no single policy.
	 * @param block the name of the block of settings in kebab case
	 * @param problems what is wrong; must not be empty
	 */
	public InvalidConfigException(String block, List<ConfigProblem> problems) {
		super("Invalid " + block + " configuration: "
				+ problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("; ")));
		this.problems = List.copyOf(problems);
	}

	/**
	 * Returns what is wrong.
	 * @return the problems
	 */
	public List<ConfigProblem> problems() {
		return this.problems;
	}

}
