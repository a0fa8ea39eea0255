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

package dev.resilience.autoconfigure.aop;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Optional;

import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.runtime.internal.AroundClosure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.ReflectionUtils;

/**
 * What remains of a woven call behind our aspect. A join point that several aspects share
 * counts for each thread how deep the call is inside them, and loses count when one of
 * them proceeds twice, or on another thread: later attempts would go past the aspects
 * behind ours. So it is taken from the join point once, at the beginning.
 */
final class RestOfCall {

	private static final Logger logger = LoggerFactory.getLogger(RestOfCall.class);

	/** Where a join point keeps what is behind the aspects that it has reached. */
	private static final ClassValue<Optional<Field>> CLOSURES = new ClassValue<>() {

		@Override
		protected Optional<Field> computeValue(Class<?> type) {
			return closures(type);
		}

	};

	private RestOfCall() {
	}

	/**
	 * Returns the rest of a call.
	 * @param call the call, on the thread of its caller and before anything proceeds
	 * @return the rest; {@code null} if the join point can be trusted
	 */
	static @Nullable AroundClosure of(ProceedingJoinPoint call) {
		Field field = CLOSURES.get(call.getClass()).orElse(null);
		return (field != null && ReflectionUtils.getField(field, call) instanceof List<?> closures
				&& !closures.isEmpty() && closures.get(closures.size() - 1) instanceof AroundClosure last) ? last
						: null;
	}

	private static Optional<Field> closures(Class<?> type) {
		try {
			Field field = ReflectionUtils.findField(type, "arcs", List.class);
			if (field != null) {
				field.setAccessible(true);
			}
			return Optional.ofNullable(field);
		}
		catch (RuntimeException ex) {
			logger.debug("The closures of {} cannot be read, so it is trusted to count", type, ex);
			return Optional.empty();
		}
	}

}
