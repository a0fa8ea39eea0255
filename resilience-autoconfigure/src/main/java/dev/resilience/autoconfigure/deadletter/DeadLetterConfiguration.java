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

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import dev.resilience.ResilienceRegistry;
import dev.resilience.autoconfigure.settings.DeadLetterProperties;
import dev.resilience.autoconfigure.settings.LiveSettings;
import dev.resilience.autoconfigure.settings.ResilienceSettings;
import dev.resilience.deadletter.DeadLetterHandler;
import dev.resilience.deadletter.DeadLetterHandlers;
import dev.resilience.deadletter.DeadLetters;
import dev.resilience.deadletter.InMemoryDeadLetterStore;
import dev.resilience.policy.DeadLetterSink;
import dev.resilience.redaction.Redactor;

/**
 * What dead letters are made of, whatever else is on the class path.
 */
@Configuration(proxyBeanMethods = false)
public class DeadLetterConfiguration {

	DeadLetterConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	MethodHandlers resilienceDeadLetterHandlers() {
		return new MethodHandlers();
	}

	// Comes into being with the first method whose failed calls are kept
	@Bean
	@Lazy
	@ConditionalOnMissingBean
	DeadLetters resilienceDeadLetters(ResilienceSettings settings, ResilienceRegistry registry,
			ListableBeanFactory beanFactory, MethodHandlers methods, ObjectProvider<DeadLetterHandler> handlers,
			ObjectProvider<Redactor> redactor) {
		DeadLetterProperties properties = settings.globals().get(DeadLetterProperties.class);
		return DeadLetters.builder(new DeadLetterStores(beanFactory).get(properties.store()))
			.context(registry.context())
			.redactor(redactor.getIfUnique(Redactor::standard))
			.handlers(new DeclaredHandlers(handlers).orElse(methods))
			.replayLease(properties.replayLease())
			.editablePayloads(properties.editablePayloads())
			.build();
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean(name = "memoryDeadLetterStore")
	InMemoryDeadLetterStore memoryDeadLetterStore(ResilienceSettings settings) {
		return new InMemoryDeadLetterStore(settings.globals().get(DeadLetterProperties.class).memoryMaxEntries());
	}

	@Bean
	@ConditionalOnMissingBean
	DeadLetterMethods resilienceDeadLetterMethods(ObjectProvider<DeadLetters> letters,
			ObjectProvider<ArgumentCodecs> codecs, MethodHandlers handlers, ObjectProvider<Redactor> redactor) {
		return new DeadLetterMethods(letters::getObject, () -> codecs.getIfAvailable(() -> ArgumentCodecs.NONE),
				handlers, redactor.getIfUnique(Redactor::standard));
	}

	@Bean
	@ConditionalOnMissingBean
	DeadLetterSink resilienceDeadLetterSink(ObjectProvider<LiveSettings> settings, ObjectProvider<DeadLetters> letters,
			ObjectProvider<ArgumentCodecs> codecs) {
		return new StepDeadLetters(settings::getObject, letters::getObject,
				() -> codecs.getIfAvailable(() -> ArgumentCodecs.NONE));
	}

	/**
	 * Handlers that the application declares, made when the first letter is replayed.
	 *
	 * @param provider gives the handlers
	 */
	private record DeclaredHandlers(ObjectProvider<DeadLetterHandler> provider) implements DeadLetterHandlers {

		@Override
		public @Nullable DeadLetterHandler find(String operation) {
			return DeadLetterHandlers.of(this.provider.orderedStream().toList()).find(operation);
		}

	}

}
