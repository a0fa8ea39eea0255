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
 * Runs at most one call per key at a time and answers repeated calls with the stored
 * result.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Idempotent {

	/**
	 * Name of the instance whose settings and state are used, matching
	 * {@code [A-Za-z][A-Za-z0-9_-]*}.
	 * @return the instance name; empty for {@code SimpleClassName-methodName}
	 */
	String value() default "";

	/**
	 * Key of the call as a SpEL expression such as {@code #order.id}.
	 * @return the expression; empty, on a method that handles HTTP requests, for the
	 * header {@code Idempotency-Key} of the request, whose whole response is replayed
	 * then
	 */
	String key() default "";

	/**
	 * What must be equal in a repeated call under the same key, as a SpEL expression.
	 * @return the expression; empty for no check
	 */
	String fingerprint() default "";

	/**
	 * Stable name of the operation, part of the stored key.
	 * @return the name; empty for class, method and parameter types
	 */
	String operation() default "";

	/**
	 * Where records are kept: {@code memory}, {@code jdbc}, {@code redis} or the name of
	 * an {@code IdempotencyStore} bean.
	 * @return the store; empty leaves it to the configuration
	 */
	String store() default "";

	/**
	 * What is promised about the effect.
	 * @return the guarantee
	 */
	Guarantee guarantee() default Guarantee.INHERIT;

	/**
	 * Time for which a result is replayed, such as {@code 200ms}, {@code 2s} or ISO-8601.
	 * @return the time to live of a result; empty leaves it to the configuration
	 */
	String ttl() default "";

	/**
	 * What a call does while another one runs under the same key.
	 * @return the reaction to a call in flight
	 */
	OnDuplicate onDuplicate() default OnDuplicate.INHERIT;

	/**
	 * Longest wait for a call in flight.
	 * @return the longest wait; empty leaves it to the configuration
	 */
	String maxWait() default "";

	/**
	 * Time after which a claim that is no longer renewed may be taken over.
	 * @return the lease of a claim; empty leaves it to the configuration
	 */
	String lease() default "";

	/**
	 * What happens to a claim whose owner disappeared.
	 * @return the reaction to an abandoned claim
	 */
	OnTakeover onTakeover() default OnTakeover.INHERIT;

	/**
	 * What finds out what became of a call whose process disappeared, where
	 * {@link #onTakeover()} is {@link OnTakeover#RECOVER}.
	 * @return the name of an {@code OutcomeRecovery} bean; empty leaves it to the
	 * configuration
	 */
	String recover() default "";

	/**
	 * Failures that end the operation and are replayed like results. A failure of a
	 * subtype is not: each type is matched exactly.
	 * @return the types; none leaves it to the configuration
	 */
	Class<? extends Throwable>[] storeFailures() default {};

	/**
	 * Promises about the effect.
	 */
	enum Guarantee {

		/** The setting of the instance. */
		INHERIT,

		/**
		 * One call per key runs at a time, as long as it renews its claim; after a crash
		 * it may run again.
		 */
		LEASE,

		/**
		 * Claim, business data and result are in one database transaction: the effect on
		 * that database happens exactly once.
		 */
		TRANSACTIONAL

	}

	/**
	 * Reactions to a call in flight.
	 */
	enum OnDuplicate {

		/** The setting of the instance. */
		INHERIT,

		/** The call is rejected. */
		REJECT,

		/** The call waits for the result. */
		WAIT

	}

	/**
	 * Reactions to an abandoned claim.
	 */
	enum OnTakeover {

		/** The setting of the instance. */
		INHERIT,

		/** The call runs again. */
		RERUN,

		/** The call is rejected, as the outcome is unknown. */
		REJECT,

		/** A bean finds out whether the effect has happened. */
		RECOVER

	}

}
