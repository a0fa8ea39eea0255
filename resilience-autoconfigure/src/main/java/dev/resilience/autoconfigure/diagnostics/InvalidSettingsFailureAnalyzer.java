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

package dev.resilience.autoconfigure.diagnostics;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import dev.resilience.autoconfigure.settings.StartupProblem;
import dev.resilience.autoconfigure.settings.StartupProblemsException;

/**
 * Lists everything that is wrong with settings and annotations, with its place, and what
 * was probably meant.
 */
final class InvalidSettingsFailureAnalyzer extends AbstractFailureAnalyzer<StartupProblemsException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, StartupProblemsException cause) {
		List<StartupProblem> problems = cause.problems();
		return new FailureAnalysis(description(problems), action(problems), rootFailure);
	}

	private static String description(List<StartupProblem> problems) {
		StringBuilder text = new StringBuilder((problems.size() == 1) ? "The resilience configuration has a problem:"
				: "The resilience configuration has %d problems:".formatted(problems.size()));
		text.append(System.lineSeparator());
		for (int i = 0; i < problems.size(); i++) {
			StartupProblem problem = problems.get(i);
			text.append("%n    %d. %s".formatted(i + 1, problem.place()));
			if (problem.value() != null) {
				text.append(" = \"").append(problem.value()).append('"');
			}
			if (problem.origin() != null) {
				text.append("%n       Origin: %s".formatted(problem.origin()));
			}
			text.append("%n       Reason: %s".formatted(problem.reason()));
		}
		return text.toString();
	}

	private static String action(List<StartupProblem> problems) {
		List<String> suggestions = new ArrayList<>();
		for (int i = 0; i < problems.size(); i++) {
			String suggestion = problems.get(i).suggestion();
			if (suggestion != null) {
				suggestions.add("%n    %d. %s".formatted(i + 1, suggestion));
			}
		}
		String correct = (problems.size() == 1) ? "Correct the place above." : "Correct the places above.";
		return suggestions.isEmpty() ? correct : correct + System.lineSeparator() + String.join("", suggestions);
	}

}
