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

import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Stops the start of an application and lists everything that is wrong.
 */
public class StartupProblemsException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient List<StartupProblem> problems;

	/**
	 * Creates an exception.
	 * @param problems what is wrong; must not be empty
	 */
	public StartupProblemsException(List<StartupProblem> problems) {
		super(message(problems));
		this.problems = List.copyOf(new LinkedHashSet<>(problems));
	}

	/**
	 * Returns what is wrong, each problem once.
	 * @return the problems
	 */
	public final List<StartupProblem> problems() {
		return this.problems;
	}

	private static String message(List<StartupProblem> problems) {
		List<String> lines = problems.stream().distinct().map(StartupProblem::toString).toList();
		return (lines.size() == 1) ? lines.get(0)
				: lines.size() + " problems:" + lines.stream().collect(Collectors.joining("\n  - ", "\n  - ", ""));
	}

}
