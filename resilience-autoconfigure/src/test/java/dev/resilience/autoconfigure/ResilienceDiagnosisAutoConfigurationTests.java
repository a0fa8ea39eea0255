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

package dev.resilience.autoconfigure;

import java.net.ConnectException;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.yaml.snakeyaml.Yaml;

import dev.resilience.ResilienceRegistry;
import dev.resilience.autoconfigure.actuate.DiagnosisEndpoint;
import dev.resilience.autoconfigure.diagnosis.LiveKnowledge;
import dev.resilience.autoconfigure.settings.StartupProblemsException;
import dev.resilience.classification.RecoveryStrategy;
import dev.resilience.diagnosis.Diagnoser;
import dev.resilience.diagnosis.DiagnosisHistory;
import dev.resilience.diagnosis.FailureCondition;
import dev.resilience.diagnosis.FailurePattern;
import dev.resilience.diagnosis.Finding;
import dev.resilience.diagnosis.RecentEvents;
import dev.resilience.diagnosis.RecoveryStep;
import dev.resilience.redaction.Redactor;

import static org.assertj.core.api.Assertions.assertThat;

class ResilienceDiagnosisAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(ResilienceAutoConfiguration.class, ResilienceDiagnosisAutoConfiguration.class));

	@Test
	void diagnosesAnInstanceWhoseCallsFail() {
		this.contextRunner.run((context) -> {
			context.getBean(ResilienceRegistry.class).get("payment").attempt(() -> {
				throw new ConnectException("Connection refused, password=hunter2");
			});
			assertThat(context.getBean(Diagnoser.class).diagnoseInstance("payment")).get().satisfies((diagnosis) -> {
				assertThat(diagnosis.pattern()).isEqualTo("connection-refused");
				assertThat(diagnosis.rootCause()).contains("'payment'");
				assertThat(diagnosis.toString()).doesNotContain("hunter2");
				assertThat(diagnosis.findings()).extracting(Finding::kind)
					.contains(Finding.Kind.ATTEMPTS, Finding.Kind.RECENT_FAILURES, Finding.Kind.CIRCUIT_BREAKER);
			});
			assertThat(context.getBean(DiagnosisHistory.class).latest()).hasSize(1);
			assertThat(context).doesNotHaveBean(DiagnosisEndpoint.class);
		});
	}

	@Test
	void isOffWhereThatIsAskedFor() {
		this.contextRunner.withPropertyValues("resilience.diagnosis.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(Diagnoser.class);
			assertThat(context).doesNotHaveBean(RecentEvents.class);
		});
	}

	@Test
	void asksPatternsThatAreBeansAndRedactsAsConfigured() {
		this.contextRunner.withUserConfiguration(PatternConfiguration.class)
			.withPropertyValues("resilience.redaction.names=customer-no",
					"resilience.redaction.patterns[0]=tenant-[0-9]{3,5}")
			.run((context) -> {
				assertThat(context.getBean(Redactor.class).redact("customerNo=7 of tenant-123"))
					.isEqualTo("customerNo=*** of ***");
				assertThat(context.getBean(Diagnoser.class).diagnose("the tea of tenant-1234 is cold"))
					.satisfies((diagnosis) -> {
						assertThat(diagnosis.pattern()).isEqualTo("cold-tea");
						assertThat(diagnosis.error()).isEqualTo("the tea of *** is cold");
					});
			});
	}

	@Test
	void goesWithoutYaml() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(Yaml.class))
			.withUserConfiguration(PatternConfiguration.class)
			.run((context) -> assertThat(context.getBean(LiveKnowledge.class).get().patterns())
				.extracting(FailurePattern::id)
				.containsExactly("cold-tea"));
		this.contextRunner.withClassLoader(new FilteredClassLoader(Yaml.class))
			.withPropertyValues("resilience.diagnosis.knowledge=classpath:mine.yml")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(StartupProblemsException.class)
				.hasMessageContaining("needs SnakeYAML"));
	}

	@Test
	void stopsTheStartForFilesAndSettingsThatAreWrong() {
		this.contextRunner.withPropertyValues("resilience.diagnosis.knowledge=classpath:nowhere.yml")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(StartupProblemsException.class)
				.hasMessageContaining("resilience.diagnosis.knowledge = classpath:nowhere.yml"));
		this.contextRunner
			.withPropertyValues("resilience.redaction.patterns=[a", "resilience.redaction.names=-",
					"resilience.diagnosis.history-size=0")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(StartupProblemsException.class)
				.hasMessageContaining("is not a regular expression")
				.hasMessageContaining("is not a name with at least one letter or digit")
				.hasMessageContaining("resilience.diagnosis.history-size = 0"));
	}

	@Configuration(proxyBeanMethods = false)
	static class PatternConfiguration {

		@Bean
		FailurePattern coldTea() {
			return new FailurePattern("cold-tea",
					List.of(new FailureCondition(List.of(), List.of(), List.of(), List.of(), List.of("tea"), List.of(),
							List.of())),
					"The tea is cold.", 0.9, null,
					List.of(RecoveryStep.manual(1, RecoveryStrategy.RESTART, "Boil water.")), List.of(), null);
		}

	}

}
