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
 * Keeps calls that fail for good, with their arguments, so that they can be looked at and
 * done again. The caller gets the failure all the same; a fallback that answers does not
 * unmake what is kept.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface DeadLetter {

	/**
	 * Name of the instance.
	 * @return the instance name; empty for that of the outermost other annotation of the
	 * method but {@code @Fallback}, or where there is none for
	 * {@code SimpleClassName-methodName}
	 */
	String value() default "";

	/**
	 * Stable name of the work, by which a handler for its replay is found. Letters
	 * outlive releases, so it must not change with the names in the code.
	 * @return the name; empty for class, method and parameter types
	 */
	String operation() default "";

	/**
	 * Failures whose calls are kept; empty for all.
	 * @return the types to keep
	 */
	Class<? extends Throwable>[] on() default {};

	/**
	 * Kinds of failures whose calls are kept, beside {@link #on()}.
	 * @return the categories
	 */
	FailureCategory[] onCategories() default {};

	/**
	 * Failures whose calls are not kept; wins over {@link #on()}.
	 * @return the types not to keep
	 */
	Class<? extends Throwable>[] skipOn() default {};

	/**
	 * Kinds of failures whose calls are not kept, beside {@link #skipOn()}.
	 * @return the categories
	 */
	FailureCategory[] skipOnCategories() default {};

	/**
	 * Whether a replay calls the method again. Otherwise a {@code DeadLetterHandler} bean
	 * for the operation does the work.
	 * @return whether the method is called
	 */
	boolean replayable() default true;

}
