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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link StartupProblems}.
 */
class StartupProblemsTests {

	private final StartupProblems problems = new StartupProblems();

	@Test
	void listsEachProblemOnceInOrder() {
		StartupProblem first = StartupProblem.at("a", "is wrong", null);
		StartupProblem second = StartupProblem.at("b", "is wrong", "Do this.");
		this.problems.addAll(List.of(first, second));
		this.problems.add(first);
		assertThatExceptionOfType(StartupProblemsException.class).isThrownBy(this.problems::throwIfAny)
			.withMessage("2 problems:\n  - a: is wrong\n  - b: is wrong")
			.satisfies((ex) -> assertThat(ex.problems()).containsExactly(first, second));
	}

	@Test
	void nothingWrongThrowsNothing() {
		this.problems.throwIfAny();
		assertThat(this.problems.found()).isEmpty();
	}

	@Test
	void collectsFromWorkThatFindsProblems() {
		StartupProblem problem = StartupProblem.at("a", "is wrong", null);
		assertThat(this.problems.collect(() -> "fine")).contains("fine");
		assertThat(this.problems.<String>collect(() -> {
			throw new InvalidSettingsException(List.of(problem));
		})).isEmpty();
		assertThat(this.problems.found()).containsExactly(problem);
	}

}
