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

package dev.resilience.autoconfigure.idempotency;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.autoconfigure.idempotency.codec.ObjectResults;
import dev.resilience.autoconfigure.idempotency.codec.StoredResponses;
import dev.resilience.autoconfigure.settings.IdempotencyProperties;
import dev.resilience.autoconfigure.settings.IdempotencySettings;
import dev.resilience.autoconfigure.settings.ResilienceSettings;
import dev.resilience.idempotency.Idempotency;
import dev.resilience.idempotency.IdempotencyPolicy;
import dev.resilience.idempotency.InMemoryIdempotencyStore;
import dev.resilience.idempotency.KeyHashing;
import dev.resilience.idempotency.ResultCodec;
import dev.resilience.idempotency.ResultCodecs;
import dev.resilience.pipeline.InstanceConfig;

/**
 * What idempotent operations are made of, whatever else is on the class path.
 */
@Configuration(proxyBeanMethods = false)
public class IdempotencyConfiguration {

	/** The name of the instance whose settings hold for idempotent calls by hand. */
	static final String MANUAL = "idempotency";

	private static final Logger logger = LoggerFactory.getLogger(IdempotencyConfiguration.class);

	/** What applications have that tell others where they are. */
	private static final String RESPONSES = "org.springframework.web.ErrorResponse";

	private static final String REGISTRATION = "org.springframework.cloud.client.serviceregistry.Registration";

	IdempotencyConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	KeyHashing resilienceKeyHashing(ResilienceSettings settings, Environment environment) {
		IdempotencyProperties properties = settings.globals().idempotency();
		String namespace = (properties.namespace() != null) ? properties.namespace()
				: environment.getProperty("spring.application.name", "");
		return KeyHashing.of(namespace, properties.pepper());
	}

	@Bean
	@ConditionalOnMissingBean
	IdempotencyPrincipal resilienceIdempotencyPrincipal() {
		return CurrentUser.of(ClassUtils.getDefaultClassLoader());
	}

	@Bean
	@ConditionalOnMissingBean
	IdempotencyStores resilienceIdempotencyStores(ListableBeanFactory beanFactory) {
		return new IdempotencyStores(beanFactory);
	}

	@Bean
	@ConditionalOnMissingBean
	IdempotentOperations resilienceIdempotentOperations(IdempotencyStores stores, KeyHashing hashing,
			ObjectProvider<ResultCodecs> codecs, ResilienceSettings settings, IdempotencyPrincipal principal) {
		return new IdempotentOperations(stores, hashing, codecs::getIfAvailable, objects(settings), principal);
	}

	private static ResultCodec objects(ResilienceSettings settings) {
		if (!ClassUtils.isPresent(RESPONSES, null)) {
			return ResultCodec.sameObjects();
		}
		IdempotencyProperties.Http http = settings.globals().idempotency().http();
		return new ObjectResults(StoredResponses.of(http.replayedHeaders(), http.storeClientErrors()));
	}

	// Comes into being only where an idempotent method needs it, and says so
	@Bean
	@Lazy
	@ConditionalOnMissingBean(name = "memoryIdempotencyStore")
	InMemoryIdempotencyStore memoryIdempotencyStore(ResilienceSettings settings, ResilienceRegistry registry,
			Environment environment, ListableBeanFactory beanFactory) {
		logger.info("Idempotent methods keep their results in the memory of this process: "
				+ "another process does not see them, and a restart forgets them");
		warnOfOthers(environment, beanFactory);
		IdempotencyProperties properties = settings.globals().idempotency();
		return new InMemoryIdempotencyStore(registry.context().time(), properties.memory().maxEntries(),
				properties.maxWaiters());
	}

	private static void warnOfOthers(Environment environment, ListableBeanFactory beanFactory) {
		CloudPlatform platform = CloudPlatform.getActive(environment);
		boolean hosted = platform != null && platform != CloudPlatform.NONE;
		if (hosted || isRegistered(beanFactory)) {
			logger.warn("This application probably runs in several processes ({}), and a call that is repeated in "
					+ "another one has its effect again. Set resilience.defaults.idempotency.store to jdbc or redis",
					hosted ? platform : "it tells others where it is");
		}
	}

	private static boolean isRegistered(ListableBeanFactory beanFactory) {
		if (!ClassUtils.isPresent(REGISTRATION, null)) {
			return false;
		}
		Class<?> registration = ClassUtils.resolveClassName(REGISTRATION, null);
		return beanFactory.getBeanNamesForType(registration, true, false).length > 0;
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	Idempotency resilienceIdempotency(ResilienceSettings settings, ResilienceRegistry registry,
			IdempotentOperations operations) {
		IdempotencySettings resolved = settings.resolve(MANUAL).idempotency();
		String place = "Bean of type Idempotency";
		NamedStore store = operations.store(resolved, place);
		Resilience instance = registry.find(MANUAL)
			.orElseGet(() -> registry.declare(settings.nameOf(MANUAL), InstanceConfig.NONE));
		IdempotencyPolicy policy = instance.policies()
			.idempotency(resolved.config(), operations.operation(resolved, store));
		return Idempotency.of(policy, operations.codecs(store, place));
	}

}
