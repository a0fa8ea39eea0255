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
 * Bounds the time of each attempt.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Timeout {

	/**
	 * Name of the instance whose settings and state are used, matching
	 * {@code [A-Za-z][A-Za-z0-9_-]*}.
	 * @return the instance name; empty for {@code SimpleClassName-methodName}
	 */
	String value() default "";

	/**
	 * Longest time of one attempt, such as {@code 200ms}, {@code 2s} or ISO-8601.
	 * @return the limit; empty leaves it to the configuration
	 */
	String duration() default "";

	/**
	 * How the limit is enforced.
	 * @return the mode
	 */
	Mode mode() default Mode.INHERIT;

	/**
	 * Ways to enforce the limit.
	 */
	enum Mode {

		/** The setting of the instance. */
		INHERIT,

		/** The call runs on the caller's thread, which is interrupted at the limit. */
		INTERRUPT,

		/**
		 * The call runs on another thread; the caller returns at the limit even if the
		 * call ignores interrupts.
		 */
		OFFLOAD

	}

}
