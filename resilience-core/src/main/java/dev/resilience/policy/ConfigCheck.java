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

package dev.resilience.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Collects what is wrong with the settings of one policy, so that a builder reports all
 * of it at once. Settings that are not set ({@code null}) are never wrong.
 */
public final class ConfigCheck {

	private final String block;

	private final List<ConfigProblem> problems = new ArrayList<>();

	/**
	 * Creates a check.
	 * @param type the kind of policy that is configured
	 */
	public ConfigCheck(PolicyType type) {
		this(type.property());
	}

	/**
	 * Creates a check of settings that belong to no single policy.
	 * @param block the name of the block of settings in kebab case
	 */
	public ConfigCheck(String block) {
		this.block = block;
	}

	/**
	 * Requires a number of at least some value.
	 * @param property the name of the setting in kebab case
	 * @param value the value, or {@code null} if it is not set
	 * @param minimum the smallest legal value
	 * @return this check
	 */
	public ConfigCheck atLeast(String property, @Nullable Number value, double minimum) {
		return require(value == null || value.doubleValue() >= minimum, property, value,
				"must be at least " + text(minimum));
	}

	/**
	 * Requires a number within bounds, both included.
	 * @param property the name of the setting in kebab case
	 * @param value the value, or {@code null} if it is not set
	 * @param minimum the smallest legal value
	 * @param maximum the largest legal value
	 * @return this check
	 */
	public ConfigCheck within(String property, @Nullable Number value, double minimum, double maximum) {
		return require(value == null || (value.doubleValue() >= minimum && value.doubleValue() <= maximum), property,
				value, "must be from " + text(minimum) + " to " + text(maximum));
	}

	/**
	 * Requires a duration above zero.
	 * @param property the name of the setting in kebab case
	 * @param value the value, or {@code null} if it is not set
	 * @return this check
	 */
	public ConfigCheck positive(String property, @Nullable Duration value) {
		return require(value == null || (!value.isNegative() && !value.isZero()), property, value,
				"must be longer than zero");
	}

	/**
	 * Requires a duration of zero or more.
	 * @param property the name of the setting in kebab case
	 * @param value the value, or {@code null} if it is not set
	 * @return this check
	 */
	public ConfigCheck notNegative(String property, @Nullable Duration value) {
		return require(value == null || !value.isNegative(), property, value, "must not be negative");
	}

	/**
	 * Requires a condition.
	 * @param legal whether the setting is legal
	 * @param property the name of the setting in kebab case
	 * @param value the value
	 * @param reason what is wrong if it is not legal
	 * @return this check
	 */
	public ConfigCheck require(boolean legal, String property, @Nullable Object value, String reason) {
		if (!legal) {
			this.problems.add(new ConfigProblem(property, String.valueOf(value), reason));
		}
		return this;
	}

	/**
	 * Throws if anything is wrong.
	 * @throws InvalidConfigException listing everything that is wrong
	 */
	public void throwIfInvalid() {
		if (!this.problems.isEmpty()) {
			throw new InvalidConfigException(this.block, this.problems);
		}
	}

	/**
	 * Returns a duration in nanoseconds, saturated at {@link Long#MAX_VALUE}.
	 * @param duration the duration
	 * @return the nanoseconds
	 */
	public static long nanos(Duration duration) {
		try {
			return duration.toNanos();
		}
		catch (ArithmeticException ex) {
			return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
		}
	}

	private static String text(double number) {
		return (number == Math.rint(number)) ? Long.toString((long) number) : Double.toString(number);
	}

}
