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

import dev.resilience.classification.FailureCategory;

/**
 * Conditions, time limit and quality of one fallback method.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface FallbackOption {

	/**
	 * Failures that this option answers; empty for every exception.
	 * @return the types to answer
	 */
	Class<? extends Throwable>[] on() default {};

	/**
	 * Kinds of failures that are answered, beside {@link #on()}; an {@link Error} is not
	 * answered for its kind.
	 * @return the categories
	 */
	FailureCategory[] onCategories() default {};

	/**
	 * Failures that this option does not answer; wins over {@link #on()}.
	 * @return the types to pass on
	 */
	Class<? extends Throwable>[] skipOn() default {};

	/**
	 * Kinds of failures that are not answered, beside {@link #skipOn()}.
	 * @return the categories
	 */
	FailureCategory[] skipOnCategories() default {};

	/**
	 * Whether this option answers failures of the target, rejections of a gate or both.
	 * @return when the option answers
	 */
	Fallback.When when() default Fallback.When.ANY;

	/**
	 * How good the answer is compared with that of the target.
	 * @return the quality, 0 to 1
	 */
	double quality() default 1.0;

	/**
	 * Longest time of this option, such as {@code 200ms}, {@code 2s} or ISO-8601.
	 * @return the limit; empty for none
	 */
	String timeout() default "";

}
