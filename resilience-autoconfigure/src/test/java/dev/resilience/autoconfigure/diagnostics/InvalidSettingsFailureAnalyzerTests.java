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

import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.io.support.SpringFactoriesLoader;

import dev.resilience.autoconfigure.settings.StartupProblem;
import dev.resilience.autoconfigure.settings.StartupProblemsException;
import dev.resilience.autoconfigure.settings.TestSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InvalidSettingsFailureAnalyzer}.
 */
class InvalidSettingsFailureAnalyzerTests {

	@Test
	void listsSettingsAndAnnotationsWithPlaceValueOriginAndReason() {
		List<StartupProblem> problems = new ArrayList<>(TestSettings.yaml("""
				resilience:
				  instances:
				    payments:
				      retry.max-attemps: 3
				      timeout.duration: 5 parsecs
				""").problems());
		problems.add(StartupProblem.at("PaymentService.charge(Order)", "@Fallback names no method nope",
				"Did you mean note?"));
		FailureAnalysis analysis = analyze(new IllegalStateException(new StartupProblemsException(problems)));
		assertThat(analysis.getDescription()).isEqualToNormalizingNewlines("""
				The resilience configuration has 3 problems:

				    1. resilience.instances.payments.retry.max-attemps = "3"
				       Origin: application.yml:4
				       Reason: is no known setting
				    2. resilience.instances.payments.timeout.duration = "5 parsecs"
				       Origin: application.yml:5
				       Reason: is not a duration such as 200ms, 2s, 5m, 24h or PT2S
				    3. PaymentService.charge(Order)
				       Reason: @Fallback names no method nope""");
		assertThat(analysis.getAction()).isEqualToNormalizingNewlines("""
				Correct the places above.

				    1. Did you mean resilience.instances.payments.retry.max-attempts?
				    3. Did you mean note?""");
	}

	@Test
	void oneProblemIsOneProblem() {
		FailureAnalysis analysis = analyze(
				new StartupProblemsException(List.of(StartupProblem.at("here", "is wrong", null))));
		assertThat(analysis.getDescription()).startsWith("The resilience configuration has a problem:");
		assertThat(analysis.getAction()).isEqualTo("Correct the place above.");
	}

	private static FailureAnalysis analyze(Throwable failure) {
		return SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class,
					SpringFactoriesLoader.FailureHandler
						.logging(LogFactory.getLog(InvalidSettingsFailureAnalyzerTests.class)))
			.stream()
			.filter(InvalidSettingsFailureAnalyzer.class::isInstance)
			.map((analyzer) -> analyzer.analyze(failure))
			.findFirst()
			.orElseThrow();
	}

}
