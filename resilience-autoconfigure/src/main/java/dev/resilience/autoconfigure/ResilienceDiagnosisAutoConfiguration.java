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

import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.io.ResourceLoader;
import org.yaml.snakeyaml.Yaml;

import dev.resilience.ResilienceRegistry;
import dev.resilience.autoconfigure.actuate.DiagnosisEndpoint;
import dev.resilience.autoconfigure.actuate.DiagnosisEndpointWebExtension;
import dev.resilience.autoconfigure.diagnosis.KnowledgeFiles;
import dev.resilience.autoconfigure.diagnosis.KnowledgeSource;
import dev.resilience.autoconfigure.diagnosis.LiveKnowledge;
import dev.resilience.autoconfigure.settings.DiagnosisProperties;
import dev.resilience.autoconfigure.settings.ResilienceSettings;
import dev.resilience.autoconfigure.settings.StartupProblem;
import dev.resilience.autoconfigure.settings.StartupProblemsException;
import dev.resilience.diagnosis.Diagnoser;
import dev.resilience.diagnosis.DiagnosisHistory;
import dev.resilience.diagnosis.FailurePattern;
import dev.resilience.diagnosis.RecentEvents;
import dev.resilience.redaction.Redactor;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for diagnoses of failures.
 */
@AutoConfiguration(after = ResilienceAutoConfiguration.class)
@ConditionalOnBean(ResilienceRegistry.class)
@ConditionalOnBooleanProperty(name = "resilience.diagnosis.enabled", matchIfMissing = true)
public final class ResilienceDiagnosisAutoConfiguration {

	// Must listen from the beginning although beans may be lazy
	@Bean
	@Lazy(false)
	@ConditionalOnMissingBean
	RecentEvents resilienceRecentEvents(ResilienceRegistry registry) {
		return new RecentEvents(registry);
	}

	@Bean
	@ConditionalOnMissingBean
	DiagnosisHistory resilienceDiagnosisHistory(ResilienceSettings settings) {
		return new DiagnosisHistory(settings.globals().get(DiagnosisProperties.class).historySize());
	}

	// What is wrong with files is to be known at the start
	@Bean
	@Lazy(false)
	@ConditionalOnMissingBean
	LiveKnowledge resilienceKnowledge(KnowledgeSource source) {
		return new LiveKnowledge(source);
	}

	@Bean
	@ConditionalOnMissingBean
	Diagnoser resilienceDiagnoser(ResilienceRegistry registry, LiveKnowledge knowledge, RecentEvents recentEvents,
			DiagnosisHistory history, ObjectProvider<Redactor> redactor) {
		return Diagnoser.builder()
			.classifier(registry.context().classifier())
			.knowledge(knowledge)
			.recentEvents(recentEvents)
			.history(history)
			.redactor(redactor.getIfUnique(Redactor::standard))
			.clock(registry.context().time().wallClock())
			.build();
	}

	/** Files need a parser. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Yaml.class)
	static class YamlConfiguration {

		@Bean
		@ConditionalOnMissingBean
		KnowledgeSource resilienceKnowledgeSource(ResilienceSettings settings, ResourceLoader resources,
				ObjectProvider<FailurePattern> patterns) {
			return new KnowledgeFiles(resources, settings.globals().get(DiagnosisProperties.class).knowledge(),
					patterns.orderedStream().toList());
		}

	}

	/** Without a parser there are beans alone. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("org.yaml.snakeyaml.Yaml")
	static class BeansConfiguration {

		@Bean
		@ConditionalOnMissingBean
		KnowledgeSource resilienceKnowledgeSource(ResilienceSettings settings,
				ObjectProvider<FailurePattern> patterns) {
			List<String> locations = settings.globals().get(DiagnosisProperties.class).knowledge();
			if (!locations.isEmpty()) {
				throw new StartupProblemsException(List.of(new StartupProblem("resilience.diagnosis.knowledge",
						String.join(",", locations), null, "needs SnakeYAML, which is not on the class path",
						"Add the dependency org.yaml:snakeyaml.")));
			}
			return () -> patterns.orderedStream().toList();
		}

	}

	/** Diagnoses over HTTP and JMX. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnAvailableEndpoint
		DiagnosisEndpoint diagnosisEndpoint(Diagnoser diagnoser, DiagnosisHistory history, LiveKnowledge knowledge) {
			return new DiagnosisEndpoint(diagnoser, history, knowledge);
		}

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnBean(DiagnosisEndpoint.class)
		@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
		DiagnosisEndpointWebExtension diagnosisEndpointWebExtension(DiagnosisEndpoint endpoint) {
			return new DiagnosisEndpointWebExtension(endpoint);
		}

	}

}
