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

import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.web.method.HandlerMethod;

import dev.resilience.autoconfigure.aop.ExchangeIdempotency;
import dev.resilience.autoconfigure.aop.MethodPlans;
import dev.resilience.pipeline.Pipeline;
import dev.resilience.policy.Policy;

/**
 * Knows the handlers whose exchanges are idempotent. Safe for use by many threads.
 */
public final class ExchangeHandlers {

	private final Supplier<@Nullable MethodPlans> plans;

	private volatile @Nullable Boolean any;

	/**
	 * Creates this knowledge.
	 * @param plans what is known of annotated methods; gives {@code null} where nothing
	 * is protected by annotations
	 */
	public ExchangeHandlers(Supplier<@Nullable MethodPlans> plans) {
		this.plans = plans;
	}

	/**
	 * Returns whether there is any such handler. Where there is none, requests need not
	 * be looked at.
	 * @param handlers gives all handlers, asked once
	 * @return whether one of them is idempotent
	 */
	boolean areAmong(Supplier<? extends Collection<HandlerMethod>> handlers) {
		Boolean known = this.any;
		if (known == null) {
			known = handlers.get().stream().anyMatch((handler) -> find(handler) != null);
			this.any = known;
		}
		return known;
	}

	/**
	 * Returns the idempotency of a handler.
	 * @param handler what serves a request
	 * @return the idempotency with the settings in force, or {@code null} if the handler
	 * is not idempotent by the key of the request
	 */
	@Nullable ExchangeIdempotency find(@Nullable Object handler) {
		MethodPlans known = this.plans.get();
		if (known == null || !(handler instanceof HandlerMethod method)) {
			return null;
		}
		Pipeline pipeline = known.pipelineOf(method.getMethod(), typeOf(method));
		if (pipeline != null) {
			for (Policy policy : pipeline.policies()) {
				if (policy instanceof ExchangeIdempotency exchange) {
					return exchange;
				}
			}
		}
		return null;
	}

	// The bean itself is asked only where its type does not tell what is behind it.
	private static Class<?> typeOf(HandlerMethod method) {
		Class<?> type = method.getBeanType();
		return Proxy.isProxyClass(type) ? AopProxyUtils.ultimateTargetClass(method.createWithResolvedBean().getBean())
				: type;
	}

}
