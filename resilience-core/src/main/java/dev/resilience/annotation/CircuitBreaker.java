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
 * Stops calling a target that keeps failing, and probes it after a while. State belongs
 * to the instance: methods that name the same instance share one circuit breaker.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface CircuitBreaker {

	/**
	 * Name of the instance whose settings and state are used, matching
	 * {@code [A-Za-z][A-Za-z0-9_-]*}.
	 * @return the instance name; empty for {@code SimpleClassName-methodName}
	 */
	String value() default "";

	/**
	 * Consecutive failures that open the circuit; 0 switches the rule off.
	 * @return the number of consecutive failures; unset leaves it to the configuration
	 */
	int failureThreshold() default Integer.MIN_VALUE;

	/**
	 * Failure rate in per cent that opens the circuit; 0 switches the rule off.
	 * @return the rate, 0 to 100; unset leaves it to the configuration
	 */
	double failureRateThreshold() default Double.NaN;

	/**
	 * Time from which a call counts as slow, such as {@code 200ms}, {@code 2s} or
	 * ISO-8601.
	 * @return the duration of a slow call; empty leaves it to the configuration
	 */
	String slowCallDuration() default "";

	/**
	 * Rate of slow calls in per cent that opens the circuit.
	 * @return the rate, above 0 and up to 100; unset leaves it to the configuration
	 */
	double slowCallRateThreshold() default Double.NaN;

	/**
	 * Number of calls in a count window.
	 * @return the number of calls; unset leaves it to the configuration
	 */
	int windowSize() default Integer.MIN_VALUE;

	/**
	 * Number of recorded calls before rates are judged.
	 * @return the number of calls; unset leaves it to the configuration
	 */
	int minimumCalls() default Integer.MIN_VALUE;

	/**
	 * Time the circuit stays open before it probes.
	 * @return the time in the open state; empty leaves it to the configuration
	 */
	String openDuration() default "";

	/**
	 * Number of probes admitted at a time in the half-open state.
	 * @return the number of concurrent probes; unset leaves it to the configuration
	 */
	int halfOpenCalls() default Integer.MIN_VALUE;

	/**
	 * Number of successful probes that close the circuit.
	 * @return the number of successes; unset leaves it to the configuration
	 */
	int successThreshold() default Integer.MIN_VALUE;

	/**
	 * Failures that count; empty leaves it to the configuration.
	 * @return the types to record
	 */
	Class<? extends Throwable>[] recordOn() default {};

	/**
	 * Kinds of failures that count, beside {@link #recordOn()}.
	 * @return the categories
	 */
	FailureCategory[] recordOnCategories() default {};

	/**
	 * Failures that do not count; wins over {@link #recordOn()}.
	 * @return the types to ignore
	 */
	Class<? extends Throwable>[] ignoreOn() default {};

	/**
	 * Kinds of failures that do not count, beside {@link #ignoreOn()}.
	 * @return the categories
	 */
	FailureCategory[] ignoreOnCategories() default {};

	/**
	 * Results that count as failures: a SpEL expression over {@code #result} such as
	 * {@code #result.status == 'DOWN'}, or the name of a
	 * {@link java.util.function.Predicate} bean.
	 * @return the condition; empty leaves it to the configuration
	 */
	String recordOnResult() default "";

	/**
	 * Results that count as failures and open the circuit at once: a SpEL expression over
	 * {@code #result}, or the name of a {@link java.util.function.Predicate} or
	 * {@link java.util.function.Function} bean. It yields {@code true} to open for the
	 * configured time, or a {@link java.time.Duration} to open for that.
	 * @return the rule; empty leaves it to the configuration
	 */
	String openOnResult() default "";

	/**
	 * Failures that count and open the circuit at once: a SpEL expression over
	 * {@code #failure}, or the name of a {@link java.util.function.Predicate} or
	 * {@link java.util.function.Function} bean, which answer as for
	 * {@link #openOnResult()}.
	 * @return the rule; empty leaves it to the configuration
	 */
	String openOnFailure() default "";

	/**
	 * Key whose circuit breaker a call passes, as a SpEL expression such as
	 * {@code #agentId}. Each key has a state of its own under the settings of the
	 * instance. A call whose key is {@code null} passes that of the instance itself.
	 * @return the expression; empty where all calls share one
	 */
	String key() default "";

}
