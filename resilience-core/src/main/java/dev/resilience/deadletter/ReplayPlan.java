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

package dev.resilience.deadletter;

import java.time.Duration;

/**
 * Which dead letters are replayed one after the other, and how fast. Immutable.
 *
 * @param filter which letters are meant; of these, those that are new or have failed
 * again
 * @param limit how many at most, at least 1; the oldest first
 * @param perSecond how many begin in a second, above 0
 * @param patience for how long in all to wait for targets that do not serve; a letter
 * whose target needs longer is left alone
 */
public record ReplayPlan(DeadLetterFilter filter, int limit, double perSecond, Duration patience) {

	/** How many letters are replayed unless said otherwise. */
	public static final int DEFAULT_LIMIT = 100;

	/** How many letters are replayed in a second unless said otherwise. */
	public static final double DEFAULT_PER_SECOND = 1;

	/**
	 * Creates a plan.
	 * @param filter which letters are meant
	 * @param limit how many at most
	 * @param perSecond how many begin in a second
	 * @param patience for how long in all to wait for targets that do not serve
	 * @throws IllegalArgumentException if a number or time is out of its range
	 */
	public ReplayPlan {
		if (limit < 1 || !(perSecond > 0) || patience.isNegative()) {
			throw new IllegalArgumentException("A plan needs a limit of at least 1, a rate above 0 and a patience "
					+ "of at least 0, not " + limit + ", " + perSecond + " and " + patience);
		}
	}

	/**
	 * Returns a plan for {@value #DEFAULT_LIMIT} letters at most, one in a second,
	 * without patience.
	 * @param filter which letters are meant
	 * @return the plan
	 */
	public static ReplayPlan of(DeadLetterFilter filter) {
		return new ReplayPlan(filter, DEFAULT_LIMIT, DEFAULT_PER_SECOND, Duration.ZERO);
	}

	/**
	 * Returns the same plan for another number of letters.
	 * @param limit how many at most, at least 1
	 * @return the changed plan
	 */
	public ReplayPlan withLimit(int limit) {
		return new ReplayPlan(this.filter, limit, this.perSecond, this.patience);
	}

	/**
	 * Returns the same plan at another rate.
	 * @param perSecond how many letters begin in a second, above 0
	 * @return the changed plan
	 */
	public ReplayPlan withRate(double perSecond) {
		return new ReplayPlan(this.filter, this.limit, perSecond, this.patience);
	}

	/**
	 * Returns the same plan with another patience.
	 * @param patience for how long in all to wait for targets that do not serve
	 * @return the changed plan
	 */
	public ReplayPlan withPatience(Duration patience) {
		return new ReplayPlan(this.filter, this.limit, this.perSecond, patience);
	}

}
