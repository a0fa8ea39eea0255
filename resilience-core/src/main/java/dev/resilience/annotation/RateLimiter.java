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

package dev.resilience.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Bounds the rate of calls by the generic cell rate algorithm.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface RateLimiter {

	/**
	 * Name of the instance whose settings and state are used, matching
	 * {@code [A-Za-z][A-Za-z0-9_-]*}.
	 * @return the instance name; empty for {@code SimpleClassName-methodName}
	 */
	String value() default "";

	/**
	 * Number of permits per period.
	 * @return the number of permits, at least 1; unset leaves it to the configuration
	 */
	int permits() default Integer.MIN_VALUE;

	/**
	 * Period in which the permits are granted, such as {@code 200ms}, {@code 2s} or
	 * ISO-8601.
	 * @return the period; empty leaves it to the configuration
	 */
	String period() default "";

	/**
	 * Number of permits that may be spent at once.
	 * @return the burst, at least 1; unset leaves it to the configuration
	 */
	int burst() default Integer.MIN_VALUE;

	/**
	 * Longest wait for a permit.
	 * @return the longest wait; empty leaves it to the configuration
	 */
	String maxWait() default "";

	/**
	 * Permits that one call takes, as a SpEL expression such as {@code #orders.size()}.
	 * @return the expression; empty for one permit
	 */
	String weight() default "";

	/**
	 * Key whose rate limiter a call passes, as a SpEL expression such as
	 * {@code #agentId}. Each key has a state of its own under the settings of the
	 * instance. A call whose key is {@code null} passes that of the instance itself.
	 * @return the expression; empty where all calls share one
	 */
	String key() default "";

}
