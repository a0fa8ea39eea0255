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
 * Repeats a failed call. Attributes left unset are taken from the configuration of the
 * instance.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Retry {

	/**
	 * Name of the instance whose settings and state are used, matching
	 * {@code [A-Za-z][A-Za-z0-9_-]*}.
	 * @return the instance name; empty for {@code SimpleClassName-methodName}
	 */
	String value() default "";

	/**
	 * Number of attempts, the first call included.
	 * @return the number of attempts, at least 1; unset leaves it to the configuration
	 */
	int maxAttempts() default Integer.MIN_VALUE;

	/**
	 * Wait before the second attempt, such as {@code 200ms}, {@code 2s} or ISO-8601.
	 * @return the first wait; empty leaves it to the configuration
	 */
	String delay() default "";

	/**
	 * Longest single wait.
	 * @return the cap of a wait; empty leaves it to the configuration
	 */
	String maxDelay() default "";

	/**
	 * Longest time that attempts and waits may take together; no wait starts that would
	 * pass it.
	 * @return the time limit of all attempts and waits; empty leaves it to the
	 * configuration
	 */
	String maxDuration() default "";

	/**
	 * How waits grow from attempt to attempt.
	 * @return the growth of waits
	 */
	Backoff backoff() default Backoff.INHERIT;

	/**
	 * Growth factor of exponential waits.
	 * @return the factor, at least 1; unset leaves it to the configuration
	 */
	double multiplier() default Double.NaN;

	/**
	 * How waits are spread at random.
	 * @return the kind of jitter
	 */
	Jitter jitter() default Jitter.INHERIT;

	/**
	 * Failures that are repeated; empty leaves it to the configuration.
	 * @return the types to repeat
	 */
	Class<? extends Throwable>[] retryOn() default {};

	/**
	 * Kinds of failures that are repeated, beside {@link #retryOn()}.
	 * @return the categories
	 */
	FailureCategory[] retryOnCategories() default {};

	/**
	 * Failures that are never repeated; wins over {@link #retryOn()}.
	 * @return the types to give up on
	 */
	Class<? extends Throwable>[] abortOn() default {};

	/**
	 * Kinds of failures that are never repeated, beside {@link #abortOn()}.
	 * @return the categories
	 */
	FailureCategory[] abortOnCategories() default {};

	/**
	 * Whether the method may take effect more than once, so that it is repeated where
	 * {@code retry.only-if-safe} allows nothing else that may have had one.
	 * @return {@code true} to declare it; {@code false} leaves it to the configuration
	 */
	boolean repeatable() default false;

	/**
	 * Results that are repeated like failures: a SpEL expression over {@code #result}
	 * such as {@code #result.status == 'PENDING'}, or the name of a
	 * {@link java.util.function.Predicate} bean.
	 * @return the condition; empty leaves it to the configuration
	 */
	String retryOnResult() default "";

	/**
	 * Decides how long to wait before an attempt is repeated, or that it is not: the name
	 * of a {@code dev.resilience.retry.WaitFunction} bean.
	 * @return the name of the bean; empty leaves it to the configuration
	 */
	String waitFunction() default "";

	/**
	 * Is told of every failed attempt that will be repeated: the name of a
	 * {@code dev.resilience.retry.RetryHook} bean.
	 * @return the name of the bean; empty leaves it to the configuration
	 */
	String beforeRetry() default "";

	/**
	 * Is told when no attempts or no time are left: the name of a
	 * {@code dev.resilience.retry.RetryHook} bean.
	 * @return the name of the bean; empty leaves it to the configuration
	 */
	String afterExhaustion() default "";

	/**
	 * Growth of waits.
	 */
	enum Backoff {

		/** The setting of the instance. */
		INHERIT,

		/** Every wait is the delay. */
		FIXED,

		/** The wait grows by a fixed increment. */
		LINEAR,

		/** The wait is multiplied each time. */
		EXPONENTIAL,

		/** Waits follow the Fibonacci series. */
		FIBONACCI

	}

	/**
	 * Random spread of waits.
	 */
	enum Jitter {

		/** The setting of the instance. */
		INHERIT,

		/** No spread. */
		NONE,

		/** The wait times one plus or minus a factor. */
		PROPORTIONAL,

		/** Between zero and the wait. */
		FULL,

		/** Between half the wait and the wait. */
		EQUAL,

		/** Between the delay and three times the wait before. */
		DECORRELATED

	}

}
