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

package dev.resilience.autoconfigure.web;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.web.method.HandlerMethod;

import dev.resilience.InstanceNames;
import dev.resilience.autoconfigure.aop.MethodPlans;
import dev.resilience.pipeline.Pipeline;
import dev.resilience.policy.Policy;
import dev.resilience.policy.PolicyType;
import dev.resilience.ratelimiter.RateLimitExceededException;
import dev.resilience.ratelimiter.RateLimiter;

/**
 * Knows the rate limiters that guard handlers of requests by their annotations. Safe for
 * use by many threads.
 */
public final class HandlerLimits {

	private final Supplier<@Nullable MethodPlans> plans;

	/**
	 * Creates this knowledge.
	 * @param plans what is known of annotated methods; gives {@code null} where nothing
	 * is protected by annotations
	 */
	public HandlerLimits(Supplier<@Nullable MethodPlans> plans) {
		this.plans = plans;
	}

	/**
	 * Returns the limiter whose state all clients of a handler share.
	 * @param handler what serves a request
	 * @return the limiter, or {@code null} if there is none, or one for each key
	 */
	@Nullable RateLimiter sharedLimiterOf(@Nullable Object handler) {
		Pipeline pipeline = pipelineOf(handler);
		return (pipeline != null && !pipeline.isKeyed(PolicyType.RATE_LIMITER)) ? limiterIn(pipeline) : null;
	}

	/**
	 * Returns whether a refusal comes from the limiter of a handler.
	 * @param handler what serves a request
	 * @param refusal the refusal
	 * @return whether it is the handler that is asked too often
	 */
	boolean guards(@Nullable Object handler, RateLimitExceededException refusal) {
		Pipeline pipeline = pipelineOf(handler);
		RateLimiter limiter = (pipeline != null) ? limiterIn(pipeline) : null;
		return limiter != null
				&& InstanceNames.uniform(limiter.instance()).equals(InstanceNames.uniform(refusal.instance()));
	}

	private @Nullable Pipeline pipelineOf(@Nullable Object handler) {
		MethodPlans known = this.plans.get();
		if (known == null || !(handler instanceof HandlerMethod method)) {
			return null;
		}
		Object bean = method.createWithResolvedBean().getBean();
		return known.pipelineOf(method.getMethod(), AopProxyUtils.ultimateTargetClass(bean));
	}

	private static @Nullable RateLimiter limiterIn(Pipeline pipeline) {
		for (Policy policy : pipeline.policies()) {
			if (policy instanceof RateLimiter limiter) {
				return limiter;
			}
		}
		return null;
	}

}
