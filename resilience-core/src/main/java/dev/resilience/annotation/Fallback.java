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
 * Answers with another method or bean when the call fails or is rejected.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Fallback {

	/**
	 * Fallback methods of the bean's class, tried in order. A fallback has the parameters
	 * of the method, optionally followed by the failure, or the failure only.
	 * @return the method names; empty where a {@link #handler()} is given
	 */
	String[] value() default {};

	/**
	 * Name of the instance under which the fallback is configured and counted.
	 * @return the instance name; empty for that of the outermost other annotation of the
	 * method, or where there is none for {@code SimpleClassName-methodName}
	 */
	String instance() default "";

	/**
	 * Type of a bean that answers after the methods of {@link #value()}.
	 * @return the type of a {@code dev.resilience.fallback.FallbackHandler} bean;
	 * {@code void.class} for none
	 */
	Class<?> handler() default void.class;

	/**
	 * Failures that are answered; empty for every exception.
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
	 * Failures that are not answered; wins over {@link #on()}.
	 * @return the types to pass on
	 */
	Class<? extends Throwable>[] skipOn() default {};

	/**
	 * Kinds of failures that are not answered, beside {@link #skipOn()}.
	 * @return the categories
	 */
	FailureCategory[] skipOnCategories() default {};

	/**
	 * Whether failures of the target, rejections of a gate or both are answered.
	 * @return when the fallback answers
	 */
	When when() default When.ANY;

	/**
	 * What a fallback answers.
	 */
	enum When {

		/** Failures and rejections. */
		ANY,

		/** Failures of the target only. */
		FAILURE,

		/** Rejections by a gate only. */
		REJECTION

	}

}
