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
 * Applies every policy that is configured under one instance, and nothing else. At least
 * one policy block must stand in the configuration of the instance or its template.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Resilient {

	/**
	 * Name of the instance whose settings and state are used, matching
	 * {@code [A-Za-z][A-Za-z0-9_-]*}.
	 * @return the instance name; empty for {@code SimpleClassName-methodName}
	 */
	String value() default "";

	/**
	 * Key whose gates a call passes, as a SpEL expression such as {@code #agentId}. Each
	 * key has a circuit breaker, a bulkhead and a rate limiter of its own, as far as the
	 * instance has them, under the settings of the instance. Gates of the same instance
	 * that the method has by other annotations follow, unless those say a key themselves.
	 * A call whose key is {@code null} passes the gates of the instance itself.
	 * @return the expression; empty where all calls share the gates
	 */
	String key() default "";

}
