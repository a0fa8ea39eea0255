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

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.resilience.InstanceNames;

/**
 * The settings that stand directly below {@code resilience} and hold for all instances.
 *
 * @param enabled whether annotated methods are protected; otherwise every call passes
 * through
 * @param eventBufferSize number of events that are kept for the actuator, 0 or more
 * @param rejectionStackTraces whether exceptions of rejected calls carry a stack trace
 * @param aopMode how calls of annotated methods are noticed
 * @param aopOrder order of the advice that protects annotated methods
 * @param offloadExecutor name of the bean that runs calls whose timeout is offloaded, or
 * {@code null} for threads of our own
 * @param healthFailOnOpen names of the instances whose open circuit makes the application
 * unhealthy, as written
 * @param metricsHistogram whether call durations are measured as a histogram
 * @param maxDynamicInstances number of instances that may be created by name in code, 1
 * or more
 * @param http what is spoken with the other side of HTTP requests
 * @param idempotency what holds for all idempotent methods
 * @param sections the other subjects, each by the type of its settings
 */
public record Globals(boolean enabled, int eventBufferSize, boolean rejectionStackTraces, AopMode aopMode, int aopOrder,
		@Nullable String offloadExecutor, List<String> healthFailOnOpen, boolean metricsHistogram,
		int maxDynamicInstances, Http http, IdempotencyProperties idempotency, Map<Class<?>, Object> sections) {

	/**
	 * Returns the settings of a subject.
	 * @param <T> the type of these settings
	 * @param type the type of these settings
	 * @return the settings
	 * @throws IllegalArgumentException if there is no such subject
	 */
	public <T> T get(Class<T> type) {
		Object section = this.sections.get(type);
		if (section == null) {
			throw new IllegalArgumentException("There are no global settings of " + type);
		}
		return type.cast(section);
	}

	Globals with(Object section) {
		Map<Class<?>, Object> all = new HashMap<>(this.sections);
		all.put(section.getClass(), section);
		return new Globals(this.enabled, this.eventBufferSize, this.rejectionStackTraces, this.aopMode, this.aopOrder,
				this.offloadExecutor, this.healthFailOnOpen, this.metricsHistogram, this.maxDynamicInstances, this.http,
				this.idempotency, Map.copyOf(all));
	}

	/**
	 * Returns whether an open circuit of an instance makes the application unhealthy.
	 * @param instance the name of the instance
	 * @return whether it is listed under {@code resilience.health.fail-on-open}
	 */
	public boolean failsHealthOnOpen(String instance) {
		String uniform = InstanceNames.uniform(instance);
		return this.healthFailOnOpen.stream().anyMatch((name) -> InstanceNames.uniform(name).equals(uniform));
	}

	/**
	 * What is spoken with the other side of HTTP requests.
	 *
	 * @param problemDetails whether our exceptions become problem details
	 * @param rateLimitHeaders whether the state of a rate limiter in front of a handler
	 * is told in headers
	 * @param deadlines whether requests carry the remaining time of calls
	 * @param maxDeadline the longest time that a request may ask for, longer than zero
	 */
	public record Http(boolean problemDetails, boolean rateLimitHeaders, boolean deadlines, Duration maxDeadline) {

	}

}
