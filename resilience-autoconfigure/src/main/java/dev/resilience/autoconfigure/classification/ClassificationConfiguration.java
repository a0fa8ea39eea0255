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

package dev.resilience.autoconfigure.classification;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.resilience.autoconfigure.settings.FailureRuleProperties;
import dev.resilience.autoconfigure.settings.ResilienceSettings;
import dev.resilience.classification.ClassificationRule;
import dev.resilience.classification.FailureClassifier;
import dev.resilience.classification.FailureCodeReader;
import dev.resilience.classification.FailureKnowledge;

/**
 * The classifier that all instances ask.
 */
@Configuration(proxyBeanMethods = false)
public class ClassificationConfiguration {

	@Bean
	@ConditionalOnMissingBean
	FailureClassifier resilienceFailureClassifier(ResilienceSettings settings, ObjectProvider<ClassificationRule> rules,
			ObjectProvider<FailureKnowledge> knowledge, ObjectProvider<FailureCodeReader> readers) {
		WrittenRules written = WrittenRules.of(settings.globals().get(FailureRuleProperties.class));
		return new ClassifierOfBeans(rules, knowledge, readers, written.rules());
	}

}
