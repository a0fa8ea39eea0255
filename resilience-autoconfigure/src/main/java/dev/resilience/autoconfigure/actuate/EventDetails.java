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

package dev.resilience.autoconfigure.actuate;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

import dev.resilience.circuitbreaker.CircuitBreakerTransition;
import dev.resilience.event.ResilienceEvent;
import dev.resilience.policy.CallRejected;
import dev.resilience.policy.KeyMask;

/**
 * Reads the components of events that are records into plain values. An event that is no
 * record has no details.
 */
final class EventDetails {

	/** What every event has and {@link RecordedEvent} shows on its own. */
	private static final Set<String> COMMON = Set.of("instance", "at");

	private static final ClassValue<List<Method>> ACCESSORS = new ClassValue<>() {

		@Override
		protected List<Method> computeValue(Class<?> type) {
			return accessors(type);
		}

	};

	private EventDetails() {
	}

	static Map<String, Object> of(ResilienceEvent event) {
		return details(event);
	}

	private static List<Method> accessors(Class<?> type) {
		List<Method> accessors = new ArrayList<>();
		RecordComponent[] components = type.getRecordComponents();
		if (components != null) {
			for (RecordComponent component : components) {
				Method accessor = component.getAccessor();
				// The record of a user may be private to its package.
				if (!COMMON.contains(component.getName()) && accessor.trySetAccessible()) {
					accessors.add(accessor);
				}
			}
		}
		return List.copyOf(accessors);
	}

	private static Map<String, Object> details(Object value) {
		Map<String, Object> details = new LinkedHashMap<>();
		for (Method accessor : ACCESSORS.get(value.getClass())) {
			Object detail = plain(ReflectionUtils.invokeMethod(accessor, value));
			if (detail != null && isKey(accessor)) {
				detail = KeyMask.mask(detail.toString());
			}
			if (detail != null) {
				details.put(accessor.getName(), detail);
			}
		}
		return Collections.unmodifiableMap(details);
	}

	// Keys of instances may be secrets; those who may read them find them elsewhere.
	private static boolean isKey(Method accessor) {
		return accessor.getName().equals("key") && (accessor.getDeclaringClass() == CallRejected.class
				|| accessor.getDeclaringClass() == CircuitBreakerTransition.class);
	}

	private static @Nullable Object plain(@Nullable Object value) {
		if (value == null || value instanceof Number || value instanceof Boolean || value instanceof Duration
				|| value instanceof Instant) {
			return value;
		}
		if (value instanceof Throwable failure) {
			return failure.getClass().getName();
		}
		if (value instanceof Collection<?> values) {
			return values.stream().map(EventDetails::plain).toList();
		}
		return (value instanceof Record) ? details(value) : value.toString();
	}

}
