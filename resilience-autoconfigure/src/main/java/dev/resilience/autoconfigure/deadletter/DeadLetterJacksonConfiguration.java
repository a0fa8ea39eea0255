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

package dev.resilience.autoconfigure.deadletter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import tools.jackson.databind.json.JsonMapper;

import dev.resilience.redaction.Redactor;

/**
 * Writes arguments as JSON where Jackson is there.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(JsonMapper.class)
public class DeadLetterJacksonConfiguration {

	DeadLetterJacksonConfiguration() {
	}

	// Comes into being with the first call that is kept
	@Bean
	@Lazy
	@ConditionalOnMissingBean(ArgumentCodecs.class)
	JacksonArguments resilienceArgumentCodecs(ObjectProvider<JsonMapper> mapper, ObjectProvider<Redactor> redactor) {
		return new JacksonArguments(mapper.getIfUnique(JsonMapper::shared), redactor.getIfUnique(Redactor::standard));
	}

}
