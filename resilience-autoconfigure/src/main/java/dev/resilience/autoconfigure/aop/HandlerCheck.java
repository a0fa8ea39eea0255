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

import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;

import dev.resilience.annotation.Idempotent;
import dev.resilience.autoconfigure.reactive.ReactiveType;
import dev.resilience.autoconfigure.settings.StartupProblem;
import dev.resilience.autoconfigure.settings.StartupProblemsException;
import dev.resilience.idempotency.Guarantee;
import dev.resilience.idempotency.IdempotencyConfig;

/**
 * Checks methods whose idempotency key is that of the HTTP request.
 */
final class HandlerCheck {

	/** By name, as none of them need be there. */
	private static final List<String> MAPPINGS = List.of("org.springframework.web.bind.annotation.RequestMapping",
			"org.springframework.web.service.annotation.HttpExchange");

	/** What is written while it is made, so that no whole response can be kept. */
	private static final List<String> STREAMS = List.of(
			"org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter",
			"org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody",
			"org.springframework.http.codec.ServerSentEvent");

	private HandlerCheck() {
	}

	/**
	 * Checks a method.
	 * @param method the method
	 * @param annotation the annotation without a key
	 * @param place where it stands
	 * @param problems takes what is wrong
	 */
	static void handler(Method method, Idempotent annotation, String place, Collection<StartupProblem> problems) {
		MergedAnnotations annotations = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY);
		if (MAPPINGS.stream().noneMatch(annotations::isPresent)) {
			problems.add(StartupProblem.at(place,
					"@Idempotent has no key, and the method handles no HTTP request that could carry one",
					"write an expression such as key = \"#order.id\""));
			return;
		}
		if (!annotation.fingerprint().isEmpty()) {
			problems.add(StartupProblem.at(place,
					"@Idempotent(fingerprint = \"" + annotation.fingerprint()
							+ "\") has no effect: under the key of an HTTP request all of the request must be equal",
					"leave it away, or write a key too"));
		}
		if (streams(ResolvableType.forMethodReturnType(method))) {
			problems.add(StartupProblem.at(place, "@Idempotent stands on a handler that streams its response, "
					+ "which cannot be kept before its first byte leaves", "return the whole body"));
		}
	}

	private static boolean streams(ResolvableType returned) {
		Deque<ResolvableType> types = new ArrayDeque<>(List.of(returned));
		while (!types.isEmpty()) {
			ResolvableType type = types.pop();
			Class<?> raw = type.resolve(Object.class);
			ReactiveType reactive = ReactiveType.of(raw);
			if ((reactive != null && reactive.isMultiValue()) || isStream(raw)) {
				return true;
			}
			types.addAll(List.of(type.getGenerics()));
		}
		return false;
	}

	private static boolean isStream(Class<?> type) {
		for (Class<?> ancestor = type; ancestor != null; ancestor = ancestor.getSuperclass()) {
			if (STREAMS.contains(ancestor.getName())) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Checks what is promised for a whole exchange.
	 * @param config the settings
	 * @param place where the annotation stands
	 * @throws StartupProblemsException if it cannot be promised
	 */
	static void guarantee(IdempotencyConfig config, String place) {
		if (config.guarantee() == Guarantee.TRANSACTIONAL) {
			throw new StartupProblemsException(List.of(StartupProblem.at(place,
					"The guarantee transactional cannot be kept for a whole HTTP exchange, whose response is made after "
							+ "the transaction",
					"use lease here, and put @Idempotent with guarantee = TRANSACTIONAL and a key on the service that "
							+ "the handler calls")));
		}
	}

}
