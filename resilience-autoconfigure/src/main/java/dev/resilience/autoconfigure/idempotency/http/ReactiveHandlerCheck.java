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

package dev.resilience.autoconfigure.idempotency.http;

import java.lang.reflect.Method;
import java.util.concurrent.CompletionStage;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.KotlinDetector;
import org.springframework.web.method.HandlerMethod;

import dev.resilience.autoconfigure.reactive.ReactiveType;
import dev.resilience.autoconfigure.settings.StartupProblem;
import dev.resilience.autoconfigure.settings.StartupProblems;

/**
 * Checks that idempotent handlers of Spring WebFlux return publishers. Only those know
 * for which exchange they are subscribed to; any other handler is called on a thread that
 * knows nothing of it.
 */
public final class ReactiveHandlerCheck implements SmartInitializingSingleton {

	private final ExchangeHandlers idempotent;

	private final ReactiveHandlers handlers;

	/**
	 * Creates a check.
	 * @param idempotent knows which handlers are idempotent
	 * @param handlers knows all handlers
	 */
	public ReactiveHandlerCheck(ExchangeHandlers idempotent, ReactiveHandlers handlers) {
		this.idempotent = idempotent;
		this.handlers = handlers;
	}

	@Override
	public void afterSingletonsInstantiated() {
		StartupProblems problems = new StartupProblems();
		for (HandlerMethod handler : this.handlers.all()) {
			if (!isPublisher(handler.getMethod()) && this.idempotent.find(handler) != null) {
				problems
					.add(StartupProblem.at(handler.getBeanType().getSimpleName() + "." + handler.getMethod().getName(),
							"@Idempotent without a key stands on a handler of Spring WebFlux that returns "
									+ handler.getMethod().getReturnType().getSimpleName(),
							"return a Mono"));
			}
		}
		problems.throwIfAny();
	}

	private static boolean isPublisher(Method method) {
		Class<?> type = method.getReturnType();
		return KotlinDetector.isSuspendingFunction(method)
				|| (!CompletionStage.class.isAssignableFrom(type) && ReactiveType.of(type) != null);
	}

}
